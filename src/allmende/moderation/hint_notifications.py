# SPDX-FileCopyrightText: 2026 The Allmende contributors
#
# SPDX-License-Identifier: EUPL-1.2

"""What the portal tells about hints."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from allmende.accounts.desk import desk_users
from allmende.accounts.models import Membership
from allmende.accounts.notifications import Category, Notification, register_category
from allmende.moderation import kinds

if TYPE_CHECKING:
    from collections.abc import Iterable

    from allmende.accounts.models import User
    from allmende.moderation.models import Hint

HINTS = register_category(
    Category(
        "hints",
        _("Hinweise"),
        _("Jemand meldet einen Fehler oder schlägt eine Korrektur vor."),
    )
)


class HintReceived(Notification):
    """A hint has come: told to those who keep the entry, and to the desk. It repeats no word of the hint."""

    category = HINTS
    template = "moderation/mail/hint_received.txt"

    def __init__(self, hint: Hint) -> None:
        self.hint = hint

    def recipients(self) -> Iterable[User]:
        """Who enters or manages for the owner; and the desk of the areas."""
        organisation = self.hint.organisation
        if organisation is not None:
            members = Membership.objects.acting().filter(organisation=organisation)
            for membership in members.filter(Q(is_editor=True) | Q(is_manager=True)).select_related("user"):
                yield membership.user
        keys = [place.ars for place in self.hint.areas.all()]
        yield from desk_users(keys)

    def context(self) -> dict[str, Any]:
        hint = self.hint
        return {"hint": hint, "title": title_of(hint), "part": part_label(hint)}

    def url(self) -> str:
        return reverse("moderation:hint", kwargs={"pk": self.hint.pk})


def title_of(hint: Hint) -> str:
    """What the hint is about: the title of the entry as it is now, else the address of the page."""
    found = subject_of(hint)
    return str(found[1]) if found else hint.page


def part_label(hint: Hint) -> str:
    """The part that is meant, in the words of its kind; empty if none is."""
    found = subject_of(hint)
    if not hint.part or found is None:
        return ""
    kind, obj = found
    return next((item.label for item in kind.in_words(obj) if item.part == hint.part), "")


def subject_of(hint: Hint) -> tuple[kinds.Kind, Any] | None:
    """The kind and the object the hint is about, if the portal still has them."""
    try:
        kind = kinds.kind(hint.kind)
    except KeyError:
        return None
    obj = kind.object_of(hint.object_key)
    return None if obj is None else (kind, obj)
