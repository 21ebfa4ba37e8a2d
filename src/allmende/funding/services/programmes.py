# SPDX-FileCopyrightText: 2026 The Allmende contributors
#
# SPDX-License-Identifier: EUPL-1.2

"""Every write of programmes as people find them, and of the windows in which applications are taken."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from django.core.exceptions import PermissionDenied, ValidationError
from django.core.validators import URLValidator
from django.db import transaction
from django.utils.translation import gettext as _

from allmende.cooperation.models import Programme
from allmende.core import audit, searchables
from allmende.core.content_version import content_changed
from allmende.core.form_text import CONTROL_CHARACTERS, plain_lines
from allmende.funding import rules
from allmende.funding.engine.questions import COST_KINDS
from allmende.funding.models import Call, Directive, DirectiveState, ProgrammeProfile, Scope
from allmende.territory.naming import slug

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterable
    from decimal import Decimal

    from django.db import models

    from allmende.accounts.models import User
    from allmende.cooperation.models import Topic
    from allmende.territory.models import Territory

MOST_CALLS: Final = 100
"""Windows of one programme."""
LONGEST_TEXT: Final = 5000
"""Characters of a text of several lines."""
LINE_BREAKS: Final = re.compile(r"[\x00-\x1f\x7f\x85\u2028\u2029\u202a-\u202e\u2066-\u2069]")
"""Names stand in letters, calendars and feeds; nor may they turn the direction of what follows them."""
IS_WEB_ADDRESS: Final = URLValidator(schemes=["http", "https"])


@dataclass(frozen=True, slots=True)
class NewProgramme:
    """A programme that no grant has named yet. ``land`` None: of the federation, the EU or others."""

    name: str
    funder: str = ""
    land: Territory | None = None


@dataclass(frozen=True, slots=True)
class ProfileData:
    """What is said of a programme; as the columns of :class:`ProgrammeProfile`."""

    scope: str = Scope.LAND
    summary: str = ""
    applicants: str = ""
    amount_text: str = ""
    how_to_apply: str = ""
    authority: str = ""
    contact_url: str = ""
    topics: tuple[Topic, ...] = ()
    cost_kinds: tuple[str, ...] = ()
    source_url: str = ""
    read_on: dt.date | None = None
    is_verified: bool = False
    is_published: bool = False


@dataclass(frozen=True, slots=True)
class CallData:
    """A window; as the columns of :class:`Call`."""

    title: str
    opens_on: dt.date | None = None
    closes_on: dt.date | None = None
    is_rolling: bool = False
    budget: Decimal | None = None
    note: str = ""
    citation: str = ""
    source_url: str = ""
    read_on: dt.date | None = None
    is_verified: bool = False


PROFILE_COLUMNS: Final = tuple(name for name in ProfileData.__dataclass_fields__ if name != "topics")
CALL_COLUMNS: Final = tuple(CallData.__dataclass_fields__)


def create_profile(*, programme: Programme | NewProgramme, data: ProfileData, by: User) -> ProgrammeProfile:
    """Describe a programme: one that grants name already, or a new one. Raises PermissionDenied, ValidationError."""
    with transaction.atomic():
        if isinstance(programme, Programme):
            row = Programme.objects.select_for_update().get(pk=programme.pk)
            if ProgrammeProfile.objects.filter(programme=row).exists():
                raise ValidationError(_("Dieses Förderprogramm ist schon beschrieben."))
        else:
            row = Programme(
                name=" ".join(programme.name.split()), funder=" ".join(programme.funder.split()), land=programme.land
            )
        profile = ProgrammeProfile(programme=row)
        if not rules.may_edit(by, profile):
            raise PermissionDenied
        if row.pk is None:
            _create_programme(row)
            profile.programme = row
        return _keep_profile(profile, data, "created", by=by)


def change_profile(*, profile: ProgrammeProfile, data: ProfileData, by: User) -> ProgrammeProfile:
    """Say something else of it, publish it or take it off the pages. Raises PermissionDenied, ValidationError."""
    with transaction.atomic():
        profile = _locked(profile)
        if not rules.may_edit(by, profile):
            raise PermissionDenied
        return _keep_profile(profile, data, "changed", by=by)


def delete_profile(*, profile: ProgrammeProfile, by: User) -> None:
    """Take the description away with its calls and drafts; the programme stays, because grants name it.

    Raises PermissionDenied, ValidationError if a version was ever in force: people have relied on it.
    """
    with transaction.atomic():
        profile = _locked(profile)
        if not rules.may_edit(by, profile):
            raise PermissionDenied
        if Directive.objects.filter(profile=profile).exclude(state=DirectiveState.DRAFT).exists():
            raise ValidationError(
                _("Das Programm hat Richtlinien, die freigegeben sind oder waren. Nehmen Sie es stattdessen vom Netz.")
            )
        audit.record("programmeprofile.deleted", profile, by=by, before=told_of_profile(profile))
        searchables.changed(profile, *Directive.objects.filter(profile=profile))
        profile.delete()


def create_call(*, profile: ProgrammeProfile, data: CallData, by: User) -> Call:
    """Name a window in which applications are taken. Raises PermissionDenied, ValidationError."""
    with transaction.atomic():
        profile = _locked(profile)
        if not rules.may_edit(by, profile):
            raise PermissionDenied
        if profile.calls.count() >= MOST_CALLS:
            raise ValidationError(_("Mehr als %(most)s Antragsphasen hat kein Programm.") % {"most": MOST_CALLS})
        return keep_call(Call(profile=profile), data, by=by)


def change_call(*, call: Call, data: CallData, by: User) -> Call:
    """Move it, correct it; calendars are told of other days. Raises PermissionDenied, ValidationError."""
    with transaction.atomic():
        return keep_call(_own_call(call, by), data, by=by)


def delete_call(*, call: Call, by: User) -> None:
    """It was never meant to be there. Raises PermissionDenied."""
    with transaction.atomic():
        call = _own_call(call, by)
        audit.record("call.deleted", call, by=by, before=told_of_call(call))
        call.delete()
        content_changed()


def keep_call(call: Call, data: CallData, *, by: User | None) -> Call:
    """Write what ``data`` says, if it is something else; inside the caller's transaction."""
    before = told_of_call(call) if call.pk else None
    days = call.opens_on, call.closes_on
    for name in CALL_COLUMNS:
        value = getattr(data, name)
        setattr(call, name, plain_lines(value).strip() if isinstance(value, str) else value)
    check_texts(call)
    call.full_clean(exclude=["profile"])
    after = told_of_call(call)
    if before == after:
        return call
    if call.pk and days != (call.opens_on, call.closes_on):
        call.sequence += 1
    call.save()
    audit.record("call.created" if before is None else "call.changed", call, by=by, before=before, after=after)
    content_changed()
    return call


def told_of_profile(profile: ProgrammeProfile) -> dict[str, Any]:
    """As the audit log shows it."""
    columns = {name: getattr(profile, name) for name in PROFILE_COLUMNS}
    topics = sorted(profile.topics.values_list("slug", flat=True)) if profile.pk else []
    return {"programme": profile.programme.slug, **columns, "topics": topics}


def told_of_call(call: Call) -> dict[str, Any]:
    """As the audit log shows it."""
    return {"programme": call.profile.programme.slug, **{name: getattr(call, name) for name in CALL_COLUMNS}}


def check_texts(row: models.Model) -> None:
    """Raises ValidationError by column for texts that no page, letter or calendar could show, and for addresses that
    are none of the web.
    """
    problems: dict[str, str] = {}
    for field in row._meta.concrete_fields:
        value = getattr(row, field.attname)
        if not isinstance(value, str) or not value:
            continue
        if field.max_length and LINE_BREAKS.search(value):
            problems[field.name] = _("Bitte schreiben Sie das in eine Zeile, ohne Steuerzeichen.")
        elif CONTROL_CHARACTERS.search(value):
            problems[field.name] = _("Der Text enthält Steuerzeichen, die nicht angezeigt werden können.")
        elif len(value) > (field.max_length or LONGEST_TEXT):
            problems[field.name] = _("Bitte fassen Sie sich kürzer: höchstens %(most)s Zeichen.") % {
                "most": field.max_length or LONGEST_TEXT
            }
        elif field.name.endswith("_url"):
            problems |= _problem_of_address(field.name, value)
    if problems:
        raise ValidationError(problems)


def _problem_of_address(name: str, value: str) -> dict[str, str]:
    try:
        IS_WEB_ADDRESS(value)
    except ValidationError:
        return {name: _("Bitte eine Adresse, die mit https:// oder http:// beginnt.")}
    return {}


def _create_programme(row: Programme) -> None:
    """Raises ValidationError if its name is taken."""
    row.slug = _free_slug(row.name)
    last = Programme.objects.order_by("-order").values_list("order", flat=True).first() or 0
    row.order = min(last + 10, 32767)
    check_texts(row)
    row.full_clean()
    row.save()


def _free_slug(name: str) -> str:
    stem = slug(name)[:70].strip("-") or "programm"
    taken = set(Programme.objects.filter(slug__startswith=stem).values_list("slug", flat=True))
    return next(found for found in _candidates(stem) if found not in taken)


def _candidates(stem: str) -> Iterable[str]:
    yield stem
    number = 2
    while True:
        yield f"{stem}-{number}"
        number += 1


def _keep_profile(profile: ProgrammeProfile, data: ProfileData, action: str, *, by: User) -> ProgrammeProfile:
    """Write what ``data`` says, if it is something else; inside the caller's transaction.

    Whose a programme is cannot be said otherwise here: that of one Land would be shown to all.
    """
    if (data.scope == Scope.LAND) != (profile.programme.land is not None):
        raise ValidationError({"scope": _("Ein Programm der Ebene „Land“ gehört zu einem Land, andere zu keinem.")})
    if keep_profile(profile, data, f"programmeprofile.{action}", by=by):
        searchables.changed(profile)
    return profile


def keep_profile(profile: ProgrammeProfile, data: ProfileData, verb: str, *, by: User | None) -> bool:
    """Write what ``data`` says with its audit row; False if it says nothing new. Inside the caller's transaction.

    Raises ValidationError by column.
    """
    before = told_of_profile(profile) if profile.pk else None
    for name in PROFILE_COLUMNS:
        value = getattr(data, name)
        setattr(profile, name, plain_lines(value).strip() if isinstance(value, str) else value)
    if not set(data.cost_kinds) <= set(COST_KINDS):
        raise ValidationError({"cost_kinds": _("Diese Kostenart gibt es nicht.")})
    profile.cost_kinds = [kind for kind in COST_KINDS if kind in data.cost_kinds]
    check_texts(profile)
    profile.full_clean()
    after = told_of_profile(profile) | {"topics": sorted(topic.slug for topic in data.topics)}
    if before == after:
        return False
    profile.save()
    profile.topics.set(data.topics)
    audit.record(verb, profile, by=by, before=before, after=after)
    return True


def _locked(profile: ProgrammeProfile) -> ProgrammeProfile:
    """As it is now; who writes next waits."""
    rows = ProgrammeProfile.objects.select_for_update(of=("self",)).select_related("programme__land")
    return rows.get(pk=profile.pk)


def _own_call(call: Call, by: User) -> Call:
    call = Call.objects.select_for_update(of=("self",)).select_related("profile__programme__land").get(pk=call.pk)
    if not rules.may_edit(by, call.profile):
        raise PermissionDenied
    return call
