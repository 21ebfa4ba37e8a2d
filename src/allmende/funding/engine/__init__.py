# SPDX-FileCopyrightText: 2026 The Allmende contributors
#
# SPDX-License-Identifier: EUPL-1.2

"""What a directive says about an alliance: pure functions on plain values, without a database and without a clock.

Read in this order: ``questions`` and ``facts`` (what is known of the alliance), ``directive`` (rules and amounts as
data), ``conditions`` (yes, no or cannot be decided), ``amounts`` (the grant, step by step), ``limits`` (awards and
wishes beside it), ``check`` (the answer), ``changes`` (what would change it). For those who write directives: ``cases``
(does it come out as expected), ``flaws`` and ``contradictions`` (what is wrong), ``trying`` (cases for which conditions
hold). Money is Decimal EUR, rounded half up to the cent.
"""
