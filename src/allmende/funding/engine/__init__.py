# SPDX-FileCopyrightText: 2026 The Allmende contributors
#
# SPDX-License-Identifier: EUPL-1.2

"""What a directive says about an alliance: pure functions on plain values, without a database and without a clock.

Read in this order: ``facts`` (what is known of the alliance), ``conditions`` (yes, no or cannot be decided),
``directive`` (rules and amounts as data), ``check`` (the answer), ``amounts`` (the grant, step by step), ``changes``
(what would change the answer), ``contradictions`` (what is wrong with a directive). Money is Decimal EUR, rounded half
up to the cent.
"""
