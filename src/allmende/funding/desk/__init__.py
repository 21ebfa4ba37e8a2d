# SPDX-FileCopyrightText: 2026 The Allmende contributors
#
# SPDX-License-Identifier: EUPL-1.2

"""Where the desk enters programmes and directives, tries them with cases and releases them with four eyes."""
