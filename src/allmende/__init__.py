# SPDX-FileCopyrightText: 2026 The Allmende contributors
#
# SPDX-License-Identifier: EUPL-1.2

"""Allmende: the open platform for inter-municipal cooperation."""

__version__ = "0.1.0"
