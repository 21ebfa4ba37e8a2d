# SPDX-FileCopyrightText: 2026 The Allmende contributors
#
# SPDX-License-Identifier: EUPL-1.2

"""From the table of a programme to what will be entered, with questions about everything that is not clear. Pure."""
