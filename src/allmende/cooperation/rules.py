# SPDX-FileCopyrightText: 2026 The Allmende contributors
#
# SPDX-License-Identifier: EUPL-1.2

"""Who may do what with cooperations and alliances, and what must be there before the public sees one."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext_lazy as _

from allmende.accounts.models import Organisation
from allmende.accounts.rules import desk_areas
from allmende.cooperation.models import Alliance, Cooperation

if TYPE_CHECKING:
    from django.contrib.auth.models import AnonymousUser

    from allmende.accounts.models import User

    Subject = Cooperation | Alliance
    Visitor = User | AnonymousUser


def may_create(user: Visitor, kind: type[Subject]) -> bool:
    """The desk enters cooperations and alliances."""
    return user.has_perm(f"cooperation.add_{kind._meta.model_name}")


def is_in_areas(user: Visitor, subject: Subject) -> bool:
    """Whether a partner or the owner of ``subject`` lies in the areas of a desk user; those without areas: always."""
    areas = desk_areas(user)
    if not areas:
        return True
    model: Any = type(subject)
    return bool(subject.pk is not None and model.objects.filter(pk=subject.pk).touching(areas).exists())


def areas_of(subject: Subject) -> list[str]:
    """ARS of the territories that ``subject`` touches: those of its partners and of its owner."""
    places = {part.place.ars for part in subject.participations.in_order() if part.place is not None}
    if subject.owner is not None and subject.owner.territory is not None:
        places.add(subject.owner.territory.ars)
    return sorted(places)


def owns(user: Visitor, subject: Subject) -> bool:
    """Whether ``user`` may act for the organisation that owns ``subject``. No query after ``with_standing(user)``."""
    if not user.is_authenticated or not user.is_active or subject.owner_id is None:
        return False
    standing = getattr(subject, "standing_of", None)
    if standing == user.pk:
        return bool(subject.is_own)  # type: ignore[union-attr]  # annotated by with_standing
    return Organisation.objects.of(user).filter(pk=subject.owner_id).exists()


def may_change(user: Visitor, subject: Subject) -> bool:
    """The desk, in its areas, changes drafts and published ones alike; everybody else suggests changes."""
    return user.has_perm(f"cooperation.change_{subject._meta.model_name}") and is_in_areas(user, subject)


def may_see(user: Visitor, subject: Subject) -> bool:
    """Everybody sees what is published; the rest only who may change it, or owns it. The same as ``visible_to``."""
    return subject.published_at is not None or may_change(user, subject) or owns(user, subject)


def may_publish(user: Visitor, subject: Subject) -> bool:
    """A draft, by the desk; whether it is ready is another question (``missing_for_publication``)."""
    return subject.published_at is None and may_change(user, subject)


def may_withdraw(user: Visitor, subject: Subject) -> bool:
    """What is published, by the desk."""
    return subject.published_at is not None and may_change(user, subject)


def may_confirm(user: Visitor, subject: Subject) -> bool:
    """Only what the public sees is confirmed to be still right: by the desk, or by who acts for the owner."""
    return subject.published_at is not None and (may_change(user, subject) or owns(user, subject))


def may_set_owner(user: Visitor, subject: Subject) -> bool:
    """The desk says who keeps a page."""
    return may_change(user, subject)


MISSING = {
    "summary": _("Kurzbeschreibung"),
    "topics": _("mindestens ein Themenfeld"),
    "participations": _("mindestens ein Partner, oder eine Anmerkung, warum keiner genannt ist"),
}
"""What must be there before the public sees it, in words."""


def missing_for_publication(subject: Subject) -> list[str]:
    """What still has to be entered before ``subject`` can be published; empty when it is ready."""
    is_there = {
        "summary": bool(subject.summary),
        "topics": not isinstance(subject, Cooperation) or subject.topics.exists(),
        "participations": bool(subject.participants_note) or subject.participations.exists(),
    }
    return [str(MISSING[part]) for part, there in is_there.items() if not there]
