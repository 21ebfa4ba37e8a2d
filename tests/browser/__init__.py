# SPDX-FileCopyrightText: 2026 The Allmende contributors
#
# SPDX-License-Identifier: EUPL-1.2

"""The demo in a real browser: ``portal.py`` serves it, ``visitor.py`` looks at it, ``page_types.py`` lists pages."""
