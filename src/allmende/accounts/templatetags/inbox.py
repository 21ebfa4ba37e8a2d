# SPDX-FileCopyrightText: 2026 The Allmende contributors
#
# SPDX-License-Identifier: EUPL-1.2

"""Words for the inbox."""

from __future__ import annotations

from django import template
from django.utils.translation import gettext as _

from allmende.accounts.notifications import CATEGORIES

register = template.Library()


@register.filter
def category_label(key: str) -> str:
    """What a category of messages is called; one that no app registers any more still has a name."""
    category = CATEGORIES.get(key)
    return str(category.label) if category else _("Sonstiges")
