# SPDX-FileCopyrightText: 2026 The Allmende contributors
#
# SPDX-License-Identifier: EUPL-1.2

"""Who may do what with cooperations and alliances, and what must be there before the public sees one."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from allmende.cooperation.models import Alliance, Cooperation

if TYPE_CHECKING:
    from django.contrib.auth.models import AnonymousUser

    from allmende.accounts.models import User

    Subject = Cooperation | Alliance
    Visitor = User | AnonymousUser


def may_create(user: Visitor, kind: type[Subject]) -> bool:
    """The desk enters cooperations and alliances."""
    return user.has_perm(f"cooperation.add_{kind._meta.model_name}")


def may_change(user: Visitor, subject: Subject) -> bool:
    """The desk changes drafts and published ones alike."""
    return user.has_perm(f"cooperation.change_{subject._meta.model_name}")


def may_see(user: Visitor, subject: Subject) -> bool:
    """Everybody sees what is published; drafts only who may change them. The same as ``visible_to``."""
    return subject.published_at is not None or may_change(user, subject)


def may_publish(user: Visitor, subject: Subject) -> bool:
    """A draft, by the desk; whether it is ready is another question (``missing_for_publication``)."""
    return subject.published_at is None and may_change(user, subject)


def may_withdraw(user: Visitor, subject: Subject) -> bool:
    """What is published, by the desk."""
    return subject.published_at is not None and may_change(user, subject)


def may_confirm(user: Visitor, subject: Subject) -> bool:
    """Only what the public sees is confirmed to be still right."""
    return may_withdraw(user, subject)


def missing_for_publication(subject: Subject) -> list[str]:
    """What still has to be entered before ``subject`` can be published; empty when it is ready."""
    missing = []
    if not subject.summary:
        missing.append(_("Kurzbeschreibung"))
    if isinstance(subject, Cooperation) and not subject.topics.exists():
        missing.append(_("mindestens ein Themenfeld"))
    if not subject.participations.exists() and not subject.participants_note:
        missing.append(_("mindestens ein Partner, oder eine Anmerkung, warum keiner genannt ist"))
    return missing
