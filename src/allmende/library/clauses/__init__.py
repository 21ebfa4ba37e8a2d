# SPDX-FileCopyrightText: 2026 The Allmende contributors
#
# SPDX-License-Identifier: EUPL-1.2

"""Clauses of contracts, without database and pages: where they begin, what they regulate, how they differ."""
