# SPDX-FileCopyrightText: 2026 The Allmende contributors
#
# SPDX-License-Identifier: EUPL-1.2

"""What events hold about persons: who registered, who took part, what they need."""

from __future__ import annotations


def register() -> None:
    """Called when the app is ready."""
