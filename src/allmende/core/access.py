# SPDX-FileCopyrightText: 2026 The Allmende contributors
#
# SPDX-License-Identifier: EUPL-1.2

"""Closed by default: every view asks for a sign-in unless it says ``@public``."""

from django.contrib.auth.decorators import login_not_required as public

__all__ = ["public"]
