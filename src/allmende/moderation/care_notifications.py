# SPDX-FileCopyrightText: 2026 The Allmende contributors
#
# SPDX-License-Identifier: EUPL-1.2

"""What is told about care: „Stimmt das noch?“, dead links, and what an owner says is gone."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from django.conf import settings
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from allmende.accounts.models import Membership, User
from allmende.accounts.notifications import Category, Notification, register_category
from allmende.accounts.rules import answers_for
from allmende.core.outgoing import absolute
from allmende.moderation.care_tokens import Bearer, token_for

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Sequence

    from allmende.accounts.models import Organisation
    from allmende.moderation.models import CareRequest

CARE: Final = register_category(
    Category(
        "care",
        _("Pflege"),
        _("Ob veröffentlichte Einträge Ihrer Organisation noch stimmen, und Links daraus, die ins Leere führen."),
    )
)


@dataclass(frozen=True, slots=True)
class Asked:
    """One published object that is asked about: its request, its title, and when it was last confirmed."""

    request: CareRequest
    title: str
    confirmed: dt.date | None


@dataclass(frozen=True, slots=True)
class DeadLink:
    """One address that leads nowhere, and the object that names it."""

    url: str
    problem: str
    title: str
    label: str


def one_line(text: str) -> str:
    """``text`` without line breaks: a title never becomes a second line of a letter, or a header."""
    return " ".join(text.split())


def people_of(organisation: Organisation) -> list[User]:
    """Who is asked for ``organisation``: its editors and managers, as far as they can sign in."""
    acting = Membership.objects.acting().filter(organisation=organisation, user__is_active=True)
    acting = acting.filter(Q(is_editor=True) | Q(is_manager=True))
    return [membership.user for membership in acting.select_related("user").order_by("pk")]


class CareLetter(Notification):
    """To one person: do these entries still hold? One letter for all of them, with a link for each.

    ``stage`` is "asked", "reminded" or "marked". The links are that person's own, so each person gets an own letter.
    """

    category = CARE
    template = "moderation/care/mail/still_right.txt"

    def __init__(self, *, person: User, organisation: Organisation, items: Sequence[Asked], stage: str) -> None:
        self.person = person
        self.organisation = organisation
        self.items = items
        self.stage = stage

    def recipients(self) -> Sequence[User]:
        return [self.person]

    def context(self) -> dict[str, Any]:
        rows = [
            {
                "title": one_line(item.title),
                "confirmed": item.confirmed,
                "link": absolute(reverse("moderation:care_confirm", args=[self._token(item)])),
            }
            for item in self.items
        ]
        return {
            "organisation": one_line(self.organisation.name),
            "rows": rows,
            "first": rows[0]["title"],
            "stage": self.stage,
            "link_days": settings.CARE_LINK_DAYS,
            "mark_days": settings.CARE_MARK_DAYS,
        }

    def _token(self, item: Asked) -> str:
        return token_for(Bearer(self.person.pk, item.request.pk))

    def url(self) -> str:
        return reverse("moderation:care")


class LinksDead(Notification):
    """To the editors of an organisation: addresses that its entries name have led nowhere for days."""

    category = CARE
    template = "moderation/care/mail/links_dead.txt"

    def __init__(self, *, organisation: Organisation, links: Sequence[DeadLink]) -> None:
        self.organisation = organisation
        self.links = links

    def recipients(self) -> Sequence[User]:
        return people_of(self.organisation)

    def context(self) -> dict[str, Any]:
        rows = [
            {"url": one_line(row.url), "problem": row.problem, "title": one_line(row.title), "label": row.label}
            for row in self.links
        ]
        return {"organisation": one_line(self.organisation.name), "rows": rows}

    def url(self) -> str:
        return f"{reverse('moderation:care')}?stand=links"


class SaidGone(Notification):
    """To the desk: the owner says that something published no longer exists. Who of them said so is in the log."""

    category = CARE
    template = "moderation/care/mail/said_gone.txt"

    def __init__(self, *, title: str, organisation: Organisation, desk: Sequence[User]) -> None:
        self.title = title
        self.organisation = organisation
        self.desk = desk

    def recipients(self) -> Sequence[User]:
        return self.desk

    def context(self) -> dict[str, Any]:
        return {"title": one_line(self.title), "organisation": one_line(self.organisation.name)}

    def url(self) -> str:
        return f"{reverse('moderation:care_desk')}?stand=weg"


def desk_people(areas: Sequence[str]) -> list[User]:
    """Desk users who answer for one of the territories with these ARS. Operators only where they are of the desk."""
    right = {"permissions__content_type__app_label": "moderation", "permissions__codename": "review_change"}
    by_group = Q(**{f"groups__{name}": value for name, value in right.items()})
    by_hand = Q(**{f"user_{name}": value for name, value in right.items()})
    found = User.objects.filter(by_group | by_hand, is_active=True).distinct().order_by("pk")
    return [user for user in found if answers_for(user, areas)]
