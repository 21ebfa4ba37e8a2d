# SPDX-FileCopyrightText: 2026 The Allmende contributors
#
# SPDX-License-Identifier: EUPL-1.2

"""Every write of saved checks. They belong to one person, and nobody else sees or touches them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from allmende.accounts.models import User
from allmende.core import audit
from allmende.core.form_text import CONTROL_CHARACTERS
from allmende.funding.models import SavedCheck

if TYPE_CHECKING:
    from collections.abc import Mapping

MOST_CHECKS: Final = 200
"""That one person can keep."""
LONGEST_NAME: Final = 120
LONGEST_QUERY: Final = 8000
"""Characters; a check of a hundred partners with every answer is shorter."""


def save_check(*, name: str, query: str, seen: Mapping[str, Any], by: User) -> SavedCheck:
    """Keep a check for ``by``: ``query`` in its canonical form, with what came out (``seen``).

    The same check under the same name is kept once, however often it is sent.
    """
    kept_name = _name(name)
    if len(query) > LONGEST_QUERY:
        raise ValidationError(_("Dieser Check hat zu viele Angaben, um gemerkt zu werden."))
    with transaction.atomic():
        User.objects.select_for_update().get(pk=by.pk)  # two requests at once are counted one after the other
        own = SavedCheck.objects.filter(user=by)
        found = own.filter(name=kept_name, query=query).first()
        if found is not None:
            return found
        if own.count() >= MOST_CHECKS:
            message = _("Sie haben schon %(most)s Checks gemerkt. Bitte löschen Sie zuerst einen.")
            raise ValidationError(message % {"most": MOST_CHECKS})
        check = SavedCheck.objects.create(user=by, name=kept_name, query=query, seen=dict(seen))
        audit.record("savedcheck.created", check, by=by)
    return check


def rename_check(*, check: SavedCheck, name: str, by: User) -> SavedCheck:
    """Give it another name."""
    kept_name = _name(name)
    with transaction.atomic():
        found = _own(check, by)
        if found.name != kept_name:
            before = {"name": found.name}
            found.name = kept_name
            found.save(update_fields=["name", "updated_at"])
            audit.record("savedcheck.changed", found, by=by, before=before, after={"name": kept_name})
    return found


def note_seen(*, check: SavedCheck, seen: Mapping[str, Any], by: User) -> SavedCheck:
    """Its owner has seen what comes out now: from here on, changes are told against that."""
    with transaction.atomic():
        found = _own(check, by)
        if found.seen != dict(seen):
            found.seen = dict(seen)
            found.save(update_fields=["seen"])
            audit.record("savedcheck.changed", found, by=by)
    return found


def delete_check(*, check: SavedCheck, by: User) -> None:
    """Forget it. Doing it again is harmless."""
    with transaction.atomic():
        if check.user_id != by.pk:
            raise PermissionDenied
        found = SavedCheck.objects.select_for_update().filter(pk=check.pk, user=by).first()
        if found is not None:
            audit.record("savedcheck.deleted", found, by=by)
            found.delete()


def _own(check: SavedCheck, by: User) -> SavedCheck:
    """The row, locked."""
    found = SavedCheck.objects.select_for_update().filter(pk=check.pk, user=by).first()
    if found is None:
        raise PermissionDenied
    return found


def _name(text: str) -> str:
    name = " ".join(text.split())
    if not name:
        raise ValidationError(_("Bitte geben Sie dem Check einen Namen."))
    if len(name) > LONGEST_NAME:
        raise ValidationError(_("Ein Name hat höchstens %(most)s Zeichen.") % {"most": LONGEST_NAME})
    if CONTROL_CHARACTERS.search(name):
        raise ValidationError(_("Der Name enthält Zeichen, die nicht angezeigt werden können."))
    return name
