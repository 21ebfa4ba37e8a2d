# SPDX-FileCopyrightText: 2026 The Allmende contributors
#
# SPDX-License-Identifier: EUPL-1.2

"""Writes to single cooperations and alliances: one transaction, one audit row, only what differs.

``by`` is who writes; None is the portal itself (an import from the command line, the demo), which the rules do not ask.
A write that changes nothing leaves no trace, so that the same import may run again and again.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, TypeVar

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from allmende.cooperation import rules
from allmende.cooperation.keeping import difference, keep_rows, snapshot
from allmende.cooperation.models import Alliance, Cooperation
from allmende.cooperation.parts import AllianceParts, CooperationParts
from allmende.core import audit, searchables
from allmende.moderation.models import CareAnswer
from allmende.moderation.services.care import settle
from allmende.territory.naming import free_slug

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Mapping

    from allmende.accounts.models import Organisation, User
    from allmende.cooperation.parts import AllianceValues, CooperationValues

    Subject = Cooperation | Alliance

OTHER_PAGES = {"neu", "verbuende", "gefoerdert", "zahlen", "export", "feed"}
"""Addresses below ``/kooperationen/`` that are pages of their own."""

SubjectT = TypeVar("SubjectT", bound=Cooperation | Alliance)


class NotReadyError(ValidationError):
    """Something must still be entered before the public sees it; ``missing`` says what, in words."""

    def __init__(self, missing: list[str]) -> None:
        super().__init__(_("Vor dem Veröffentlichen fehlt noch: %(missing)s.") % {"missing": ", ".join(missing)})
        self.missing = missing


class OutsideAreaError(ValidationError):
    """The desk of a Land enters only what touches its Land: by a partner or by the owner."""

    def __init__(self) -> None:
        super().__init__(
            _("Mindestens ein Partner oder die pflegende Organisation muss in dem Gebiet liegen, das Sie betreuen.")
        )


def create_cooperation(
    *,
    by: User | None,
    values: CooperationValues,
    parts: CooperationParts | None = None,
    organisation: Organisation | None = None,
) -> Cooperation:
    """Enter a cooperation with its partners, grants and sources as a draft."""
    _require(by is None or rules.may_create(by, Cooperation))
    cooperation = Cooperation()
    with transaction.atomic():
        _create(cooperation, values, parts or CooperationParts(), by, organisation)
    return cooperation


def change_cooperation(
    *,
    cooperation: Cooperation,
    by: User | None,
    values: CooperationValues | None = None,
    parts: CooperationParts | None = None,
    organisation: Organisation | None = None,
) -> Cooperation:
    """Change what is given and leave the rest; visitors see it at once if the cooperation is published."""
    _require(by is None or rules.may_change(by, cooperation))
    with transaction.atomic():
        fresh = Cooperation.objects.select_for_update().get(pk=cooperation.pk)
        _change(fresh, values or {}, parts or CooperationParts(), by, organisation)
    return fresh


def create_alliance(
    *,
    by: User | None,
    values: AllianceValues,
    parts: AllianceParts | None = None,
    organisation: Organisation | None = None,
) -> Alliance:
    """Enter an alliance with its members, periods, grants and sources as a draft."""
    _require(by is None or rules.may_create(by, Alliance))
    alliance = Alliance()
    with transaction.atomic():
        _create(alliance, values, parts or AllianceParts(), by, organisation)
    return alliance


def change_alliance(
    *,
    alliance: Alliance,
    by: User | None,
    values: AllianceValues | None = None,
    parts: AllianceParts | None = None,
    organisation: Organisation | None = None,
) -> Alliance:
    """Change what is given and leave the rest; visitors see it at once if the alliance is published."""
    _require(by is None or rules.may_change(by, alliance))
    with transaction.atomic():
        fresh = Alliance.objects.select_for_update().get(pk=alliance.pk)
        _change(fresh, values or {}, parts or AllianceParts(), by, organisation)
    return fresh


def publish(*, subject: SubjectT, by: User | None, organisation: Organisation | None = None) -> SubjectT:
    """Show ``subject`` to the public. Raises NotReadyError when something is missing; what is published stays so."""
    if subject.published_at is not None:
        return subject
    _require(by is None or rules.may_publish(by, subject))
    if missing := rules.missing_for_publication(subject):
        raise NotReadyError(missing)
    with transaction.atomic():
        if _mark_published(subject, timezone.now()):
            after = {"published_at": subject.published_at}
            audit.record(_verb(subject, "published"), subject, by=by, organisation=organisation, after=after)
            searchables.changed(subject)
    return subject


def withdraw(*, subject: SubjectT, by: User | None, reason: str = "") -> SubjectT:
    """Take ``subject`` from the public; it becomes a draft again and keeps everything."""
    if subject.published_at is None:
        return subject
    _require(by is None or rules.may_withdraw(by, subject))
    with transaction.atomic():
        before = {"published_at": subject.published_at}
        if _mark_published(subject, None):
            settle(obj=subject, answer=CareAnswer.WITHDRAWN, by=by)
            after = {"published_at": None, "reason": reason}
            audit.record(_verb(subject, "withdrawn"), subject, by=by, before=before, after=after)
            searchables.changed(subject)
    return subject


def _mark_published(subject: Subject, at: dt.datetime | None) -> bool:
    """One guarded UPDATE, so that of two clicks at once only one has an effect; says whether it was this one."""
    rows = type(subject).objects.filter(pk=subject.pk, published_at__isnull=at is not None)
    changed = rows.update(published_at=at, unconfirmed_since=None, updated_at=timezone.now())
    subject.refresh_from_db(fields=["published_at", "unconfirmed_since", "updated_at"])
    return bool(changed)


def confirm(
    *, subject: SubjectT, by: User | None, on: dt.date | None = None, organisation: Organisation | None = None
) -> SubjectT:
    """Say that everything published about ``subject`` is still right, today or on the day given.

    That takes the mark „nicht bestätigt“ away and closes the question whether it is.
    """
    _require(by is None or rules.may_confirm(by, subject))
    day = on or timezone.localdate()
    if day > timezone.localdate():
        raise ValidationError(_("Der Tag der Bestätigung liegt in der Zukunft."))
    with transaction.atomic():
        before = {"confirmed_on": subject.confirmed_on}
        subject.confirmed_on = day
        subject.unconfirmed_since = None
        subject.save(update_fields=["confirmed_on", "unconfirmed_since", "updated_at"])
        settle(obj=subject, answer=CareAnswer.CONFIRMED, by=by)
        after = {"confirmed_on": day}
        audit.record(_verb(subject, "confirmed"), subject, by=by, organisation=organisation, before=before, after=after)
        searchables.changed(subject)
    return subject


def _create(
    subject: Subject,
    values: CooperationValues | AllianceValues,
    parts: CooperationParts | AllianceParts,
    by: User | None,
    organisation: Organisation | None,
) -> None:
    _set_columns(subject, values)
    subject.slug = free_slug(subject.title, type(subject).objects.all(), other_pages=OTHER_PAGES)
    subject.full_clean()
    subject.save()
    _set_parts(subject, parts)
    _require_area(subject, by)
    audit.record(_verb(subject, "created"), subject, by=by, organisation=organisation, after=snapshot(subject))
    searchables.changed(subject)


def _change(
    subject: Subject,
    values: CooperationValues | AllianceValues | Mapping[str, Any],
    parts: CooperationParts | AllianceParts,
    by: User | None,
    organisation: Organisation | None,
) -> None:
    before = snapshot(subject)
    _set_columns(subject, values)
    subject.full_clean()
    _set_parts(subject, parts)
    changed = difference(before, snapshot(subject))
    if changed[1]:
        subject.save()
        _require_area(subject, by)
        if "owner_id" in changed[1]:
            settle(obj=subject, answer=CareAnswer.HANDED, by=by)
        old, new = changed
        audit.record(_verb(subject, "changed"), subject, by=by, organisation=organisation, before=old, after=new)
        searchables.changed(subject)


def _require_area(subject: Subject, by: User | None) -> None:
    """What a limited desk user writes stays where that user sees it."""
    if by is not None and not rules.is_in_areas(by, subject):
        raise OutsideAreaError


def _set_columns(subject: Subject, values: CooperationValues | AllianceValues | Mapping[str, Any]) -> None:
    for name, value in values.items():
        setattr(subject, name, value)


def _set_parts(subject: Subject, parts: CooperationParts | AllianceParts) -> None:
    for name in ("participations", "grants", "sources"):
        wanted = getattr(parts, name)
        if wanted is not None:
            keep_rows(subject, name, wanted)
    if isinstance(parts, CooperationParts) and isinstance(subject, Cooperation) and parts.topics is not None:
        subject.topics.set(parts.topics)
    if isinstance(parts, AllianceParts) and isinstance(subject, Alliance) and parts.periods is not None:
        keep_rows(subject, "periods", parts.periods)
        wanted_periods = {period.number: period for period in parts.periods}
        for period in subject.periods.order_by("number"):
            stated = wanted_periods[period.number]
            if any(cost.cooperation.alliance_id != subject.pk for cost in stated.costs):
                raise ValidationError(_("Kosten einer Periode gehören zu einem Teilprojekt dieses Verbunds."))
            keep_rows(period, "reports", stated.reports)
            keep_rows(period, "costs", stated.costs)


def _verb(subject: Subject, what: str) -> str:
    return f"{subject._meta.model_name}.{what}"


def _require(allowed: bool) -> None:
    if not allowed:
        raise PermissionDenied
