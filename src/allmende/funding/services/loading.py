# SPDX-FileCopyrightText: 2026 The Allmende contributors
#
# SPDX-License-Identifier: EUPL-1.2

"""Programmes and directives come with the software: ``data/profiles.json`` and one file per version of a directive.

Loading brings them to the state of the files. What the desk has entered, changed or deleted is left as it is.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import json
from dataclasses import dataclass, fields
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from django.db import transaction
from django.utils import timezone

from allmende.cooperation.models import Programme, Topic
from allmende.core import audit, searchables
from allmende.core.models import AuditEntry
from allmende.funding.engine.contradictions import contradictions, has_errors
from allmende.funding.files.loading import load
from allmende.funding.files.reading import DirectiveFileError, programme_of, read
from allmende.funding.files.writing import as_content
from allmende.funding.models import Call, Directive, DirectiveState, ProgrammeProfile
from allmende.funding.services.programmes import CallData, ProfileData, keep_call, keep_profile, told_of_call

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from allmende.funding.engine.directive import DirectiveText

DATA_DIR: Final = Path(__file__).parent.parent / "data"
DAYS: Final = frozenset({"read_on", "opens_on", "closes_on"})


class SuppliedFileError(Exception):
    """A file that comes with the software cannot be used; the text says which and why."""


@dataclass(slots=True)
class LoadingReport:
    """What loading did. ``kept``: changed or deleted by people, and so left alone. ``skipped``: programme missing."""

    created: int = 0
    changed: int = 0
    unchanged: int = 0
    kept: int = 0
    skipped: int = 0


@dataclass(frozen=True, slots=True)
class SuppliedDirective:
    """One file: the slug of its programme, what it says, and that as it is stored."""

    programme: str
    text: DirectiveText
    content: dict[str, Any]


def supplied_directives(directory: Path = DATA_DIR / "directives") -> Iterator[SuppliedDirective]:
    """Every file in the order of the names. Raises SuppliedFileError with all that is wrong with one."""
    for path in sorted(directory.glob("*.yaml")):
        try:
            file = load(path.read_bytes(), path.name)
            text = read(file.content, file.lines)
        except DirectiveFileError as error:
            raise SuppliedFileError(f"{path.name}:\n{error}") from error
        wrong = [found for found in contradictions(text) if not found.is_hint]
        if has_errors(wrong):
            raise SuppliedFileError(f"{path.name}:\n" + "\n".join(map(str, wrong)))
        programme = programme_of(file.content)
        if text.key != path.stem or not programme:
            raise SuppliedFileError(f"{path.name}: The file is named by its key, and names its programme.")
        yield SuppliedDirective(programme, text, as_content(text, programme=programme))


def load_profiles() -> LoadingReport:
    """Bring what is said of programmes, and their calls, to the state of ``data/profiles.json``."""
    report = LoadingReport()
    rows: list[dict[str, Any]] = json.loads((DATA_DIR / "profiles.json").read_text(encoding="utf-8"))
    with transaction.atomic():
        programmes = Programme.objects.select_related("land").in_bulk(
            [row["programme"] for row in rows], field_name="slug"
        )
        there = {profile.programme_id: profile for profile in ProgrammeProfile.objects.all()}
        topics = {topic.slug: topic for topic in Topic.objects.all()}
        of_people = _programmes_of_people()
        changed = []
        for row in rows:
            programme = programmes.get(row["programme"])
            if programme is None:
                report.skipped += 1
            elif programme.slug in of_people:
                report.kept += 1
            else:
                profile = there.get(programme.pk) or ProgrammeProfile()
                profile.programme = programme
                changed += [profile] if _load_profile(profile, row, topics, report) else []
        if changed:
            searchables.changed(*changed)
    return report


def load_directives() -> LoadingReport:
    """Bring the versions of directives to the state of their files; what is supplied is released.

    Raises SuppliedFileError. A version that would be in force beside one that people have released is not added.
    """
    report = LoadingReport()
    supplied = list(supplied_directives())
    with transaction.atomic():
        profiles = {profile.programme.slug: profile for profile in ProgrammeProfile.objects.select_related("programme")}
        of_people = _directives_of_people()
        there = {row.key: row for row in Directive.objects.select_related("profile")}
        changed = []
        for file in supplied:
            profile, row = profiles.get(file.programme), there.get(file.text.key)
            if profile is None:
                report.skipped += 1
            elif _is_of_people(row, profile, file.text, of_people):
                report.kept += 1
            else:
                row = row or Directive(key=file.text.key)
                changed += [row] if _load_directive(row, profile, file, report) else []
        if changed:
            searchables.changed(*changed)
    return report


def _load_profile(
    profile: ProgrammeProfile, row: Mapping[str, Any], topics: Mapping[str, Topic], report: LoadingReport
) -> bool:
    """Whether anything was written."""
    values = {field.name: row[field.name] for field in fields(ProfileData) if field.name in row}
    values |= {
        "topics": tuple(topics[name] for name in row["topics"] if name in topics),
        "cost_kinds": tuple(row["cost_kinds"]),
        "is_published": True,
    }
    is_new = profile.pk is None
    data = ProfileData(**_typed(values))
    is_changed = keep_profile(profile, data, f"programmeprofile.{'created' if is_new else 'changed'}", by=None)
    is_changed |= _load_calls(profile, row["calls"])
    report.created += is_new
    report.changed += is_changed and not is_new
    report.unchanged += not is_changed
    return is_changed


def _load_calls(profile: ProgrammeProfile, rows: Sequence[Mapping[str, Any]]) -> bool:
    """Calls are told apart by their title; one that the file no longer has is deleted."""
    there = {call.title: call for call in profile.calls.all()}
    is_changed = False
    for row in rows:
        call = there.pop(row["title"], None) or Call()
        call.profile = profile
        before = told_of_call(call) if call.pk else None
        is_changed |= told_of_call(keep_call(call, CallData(**_typed(row)), by=None)) != before
    for call in there.values():
        audit.record("call.deleted", call, by=None, before=told_of_call(call))
        call.delete()
        is_changed = True
    return is_changed


def _load_directive(row: Directive, profile: ProgrammeProfile, file: SuppliedDirective, report: LoadingReport) -> bool:
    """Whether anything was written."""
    is_new = row.pk is None
    if not is_new and row.content == file.content and row.profile_id == profile.pk:
        report.unchanged += 1
        return False
    before = None if is_new else _told(row)
    row.profile, row.content = profile, file.content
    row.title, row.valid_from, row.valid_until = file.text.title, file.text.valid_from, file.text.valid_until
    row.version = 1 if is_new else row.version + 1
    row.state, row.released_at = DirectiveState.RELEASED, timezone.now()
    row.full_clean()
    row.save()
    audit.record("directive.imported", row, by=None, before=before, after=_told(row))
    report.created += is_new
    report.changed += not is_new
    return True


def _is_of_people(
    row: Directive | None, profile: ProgrammeProfile, text: DirectiveText, of_people: frozenset[int]
) -> bool:
    """Whether people have written this version, or released another one of the programme for a part of its time."""
    if row is not None:
        return row.pk in of_people
    released = Directive.objects.filter(profile=profile, state=DirectiveState.RELEASED, pk__in=of_people)
    return any(
        (text.valid_from or dt.date.min) <= (other.valid_until or dt.date.max)
        and (other.valid_from or dt.date.min) <= (text.valid_until or dt.date.max)
        for other in released
    )


def _programmes_of_people() -> frozenset[str]:
    """The slugs of programmes of which people have written, or deleted, the description or a call."""
    kinds = [model._meta.label_lower for model in (ProgrammeProfile, Call)]
    rows = AuditEntry.objects.filter(object_type__in=kinds).exclude(actor_label=audit.SYSTEM)
    pairs = rows.order_by().values_list("before", "after")
    return frozenset(told["programme"] for pair in pairs for told in pair if told and "programme" in told)


def _directives_of_people() -> frozenset[int]:
    """The keys of versions that people have entered, changed, released or withdrawn."""
    rows = AuditEntry.objects.filter(object_type=Directive._meta.label_lower).exclude(actor_label=audit.SYSTEM)
    return frozenset(int(key) for key in rows.order_by().values_list("object_id", flat=True))


def _typed(values: Mapping[str, Any]) -> dict[str, Any]:
    """Days and money of a JSON file as what they are."""
    return {
        name: dt.date.fromisoformat(value)
        if value and name in DAYS
        else Decimal(value)
        if value and name == "budget"
        else value
        for name, value in values.items()
    }


def _told(row: Directive) -> dict[str, Any]:
    """As the audit log shows it."""
    columns = {name: getattr(row, name) for name in ("key", "title", "valid_from", "valid_until", "version", "state")}
    stored = json.dumps(row.content, sort_keys=True).encode()
    return {**columns, "content_sha256": hashlib.sha256(stored).hexdigest()}
