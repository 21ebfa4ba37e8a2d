# SPDX-FileCopyrightText: 2026 The Allmende contributors
#
# SPDX-License-Identifier: EUPL-1.2

"""The programme finder, the page of a programme with all its rules, deadlines and feeds."""
