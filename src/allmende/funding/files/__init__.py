# SPDX-FileCopyrightText: 2026 The Allmende contributors
#
# SPDX-License-Identifier: EUPL-1.2

"""A directive as one file, in YAML or JSON. What it may hold is one table: it is read, written and described by it.

Read in this order: ``problems`` (what is wrong, and where), ``scalars`` and ``blocks`` (kinds of values), ``table``
(the format), ``loading`` (bytes to plain values), ``reading``, ``writing``, ``schema``, ``differences``.
"""
