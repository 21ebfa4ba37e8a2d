# SPDX-FileCopyrightText: 2026 The Allmende contributors
#
# SPDX-License-Identifier: EUPL-1.2

"""The Fördercheck: who cooperates and what is known, the answers of all directives, side by side, what if, as PDF."""
