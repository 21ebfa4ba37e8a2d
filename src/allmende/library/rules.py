# SPDX-FileCopyrightText: 2026 The Allmende contributors
#
# SPDX-License-Identifier: EUPL-1.2

"""Who may do what with documents. Who sees them is ``Document.objects.visible_to``."""

from __future__ import annotations

from typing import TYPE_CHECKING

from allmende.accounts.models import Organisation
from allmende.accounts.rules import answers_for, is_desk

if TYPE_CHECKING:
    from allmende.accounts.rules import Visitor
    from allmende.library.models import Document


def may_change(user: Visitor, document: Document) -> bool:
    """The desk, in its areas; a document of no place is for those of the desk who answer for all."""
    return is_desk(user) and answers_for(user, document.areas)


def owns(user: Visitor, document: Document) -> bool:
    """Whether ``user`` may act for the organisation that keeps it."""
    if not user.is_authenticated or not user.is_active or document.owner_id is None:
        return False
    return Organisation.objects.of(user).filter(pk=document.owner_id).exists()


def may_confirm(user: Visitor, document: Document) -> bool:
    """Only what is published is confirmed: by the desk, or by who acts for the owner."""
    return document.published_at is not None and (may_change(user, document) or owns(user, document))


def may_withdraw(user: Visitor, document: Document) -> bool:
    return document.published_at is not None and may_change(user, document)
