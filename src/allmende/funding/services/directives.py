# SPDX-FileCopyrightText: 2026 The Allmende contributors
#
# SPDX-License-Identifier: EUPL-1.2

"""Every write of a version of a directive: begun, changed as a draft, submitted, returned, released, withdrawn."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from allmende.accounts.notifications import notify
from allmende.core import audit, searchables
from allmende.core.form_text import CONTROL_CHARACTERS, plain_lines
from allmende.funding import rules
from allmende.funding.contradiction_wording import overlap_text
from allmende.funding.desk.notifications import DirectiveReleased, DirectiveReturned, DirectiveSubmitted
from allmende.funding.engine.contradictions import Overlap, contradictions, overlaps
from allmende.funding.engine.directive import Citation, DirectiveText
from allmende.funding.files.reading import DirectiveFileError, read
from allmende.funding.files.writing import as_content
from allmende.funding.models import Directive, DirectiveState, ProgrammeProfile
from allmende.funding.services.following import tell_of_version
from allmende.funding.workflow import STEPS, steps_from

if TYPE_CHECKING:
    from collections.abc import Mapping

    from allmende.accounts.models import User
    from allmende.funding.workflow import Step

LONGEST_REASON = 2000


class ChangedMeanwhileError(Exception):
    """Somebody else has saved since the page was opened; ``current`` is the version as it is now."""

    def __init__(self, current: Directive) -> None:
        super().__init__(current.pk)
        self.current = current


class NotReadyError(ValidationError):
    """What keeps a version from being submitted or released."""


def create_directive(
    *,
    profile: ProgrammeProfile,
    key: str,
    title: str,
    valid_from: dt.date | None = None,
    valid_until: dt.date | None = None,
    based_on: Directive | None = None,
    by: User,
) -> Directive:
    """Begin a version: empty, or as a copy of ``based_on`` with its own key and period.

    Raises PermissionDenied, ValidationError by field.
    """
    land = rules.land_of(profile)
    text = DirectiveText(key=key, title=title, land=land, citation=Citation())
    content = as_content(text)
    if based_on is not None:
        if based_on.profile_id != profile.pk:
            raise ValidationError(_("Die Vorlage gehört zu einem anderen Programm."))
        # Test cases ask about days of the old version; they are asked about the first day of the new one.
        day = valid_from.isoformat() if valid_from else None
        cases = [case | ({"on": day} if day else {}) for case in based_on.content.get("cases", [])]
        content = based_on.content | {"key": key, "title": title}
        content |= {"cases": cases} if cases else {}
    content |= {"valid_from": _written(valid_from), "valid_until": _written(valid_until)}
    with transaction.atomic():
        profile = _locked_profile(profile, by)
        return _begin(Directive(profile=profile, based_on=based_on), content, "directive.created", by=by)


def import_directive(
    *, profile: ProgrammeProfile, content: Mapping[str, Any], replaces: bool = False, by: User
) -> Directive:
    """Take a version over from a file: as a new draft, or instead of the draft with the same key (``replaces``).

    Raises PermissionDenied, DirectiveFileError, ValidationError.
    """
    text = read(content)
    programme = str(content.get("programme") or "")
    with transaction.atomic():
        profile = _locked_profile(profile, by)
        if programme and programme != profile.programme.slug:
            values = {"file": programme, "here": profile.programme.slug}
            raise ValidationError(_("Die Datei gehört zum Programm „%(file)s“, nicht zu „%(here)s“.") % values)
        if text.land != rules.land_of(profile):
            values = {"file": text.land or "–", "here": rules.land_of(profile) or "–"}
            raise ValidationError(_("Die Datei gilt für das Land „%(file)s“, das Programm für „%(here)s“.") % values)
        found = Directive.objects.select_for_update().filter(key=text.key).first()
        if found is None:
            return _begin(Directive(profile=profile), content, "directive.imported", by=by)
        if found.profile_id != profile.pk or found.state != DirectiveState.DRAFT:
            raise ValidationError(_("Den Schlüssel „%(key)s“ hat schon eine andere Fassung.") % {"key": text.key})
        if not replaces:
            raise ValidationError(
                _("Es gibt schon einen Entwurf „%(key)s“. Kreuzen Sie an, dass die Datei ihn ersetzen soll.")
                % {"key": text.key}
            )
        return _keep(found, content, "directive.imported", by=by)


def change_directive(*, directive: Directive, content: Mapping[str, Any], version: int, by: User) -> Directive:
    """Write another content of a draft; ``version`` is the one that the change is made from.

    Raises PermissionDenied, ChangedMeanwhileError, DirectiveFileError, ValidationError.
    """
    with transaction.atomic():
        current = _locked(directive, by)
        if current.version != version:
            raise ChangedMeanwhileError(current)
        if current.state != DirectiveState.DRAFT:
            raise ValidationError(_("Nur ein Entwurf lässt sich ändern. Eine Berichtigung ist eine neue Fassung."))
        return _keep(current, content, "directive.changed", by=by)


def delete_directive(*, directive: Directive, by: User) -> None:
    """Throw a draft away. Raises PermissionDenied, ValidationError for anything else."""
    with transaction.atomic():
        current = _locked(directive, by)
        if current.state != DirectiveState.DRAFT or current.released_at is not None:
            raise ValidationError(_("Nur ein Entwurf lässt sich löschen."))
        audit.record("directive.deleted", current, by=by, before=_told(current))
        searchables.changed(current)
        current.delete()


def submit_directive(*, directive: Directive, by: User) -> Directive:
    """Ask for release. Raises PermissionDenied, NotReadyError with everything that is in the way."""
    with transaction.atomic():
        current = _stepping(directive, STEPS["submit"], by)
        _require_ready(current)
        current.submitted_by, current.reason = by, ""
        _step(current, STEPS["submit"], "directive.submitted", by=by)
        notify(DirectiveSubmitted(current, by=by))
        return current


def return_directive(*, directive: Directive, reason: str, by: User) -> Directive:
    """Give it back to be changed; also by the one who submitted it. Raises PermissionDenied, ValidationError."""
    with transaction.atomic():
        current = _stepping(directive, STEPS["return"], by)
        current.reason = _reason(reason)
        notify(DirectiveReturned(current, by=by))
        current.submitted_by = None
        _step(current, STEPS["return"], "directive.returned", by=by, reason=current.reason)
        return current


def release_directive(*, directive: Directive, version: int | None = None, by: User) -> Directive:
    """Put it in force: by another person than those who wrote and submitted it.

    ``version`` is the one that was looked at, where that is known: what was changed later only its author has seen.
    The version it follows ends the day before, which is all that ever changes in a released one. Raises
    PermissionDenied, NotReadyError, ValidationError.
    """
    with transaction.atomic():
        current = _stepping(directive, STEPS["release"], by)
        if not rules.may_release(by, current):
            raise PermissionDenied
        if version is not None and current.version != version:
            raise ValidationError(_("Die Fassung wurde inzwischen geändert. Bitte sehen Sie sie noch einmal durch."))
        _require_ready(current)
        for former in followed(current):
            _end(former, _last_day_before(current), by=by)
        current.released_by, current.released_at, current.reason = by, timezone.now(), ""
        _step(current, STEPS["release"], "directive.released", by=by)
        notify(DirectiveReleased(current, by=by))
        tell_of_version(current)
        return current


def withdraw_directive(*, directive: Directive, reason: str, by: User) -> Directive:
    """Take a released version out of use. Raises PermissionDenied, ValidationError without a reason."""
    with transaction.atomic():
        current = _stepping(directive, STEPS["withdraw"], by)
        current.reason = _reason(reason)
        _step(current, STEPS["withdraw"], "directive.withdrawn", by=by, reason=current.reason)
        return current


def in_the_way(directive: Directive) -> list[str]:
    """What keeps this version from being submitted or released, in words; without test cases and contradictions.

    Those are listed where they can be mended, so here they are only counted.
    """
    try:
        text = read(directive.content)
    except DirectiveFileError as error:
        return [str(problem) for problem in error.problems]
    found = []
    if not text.rules and not text.amounts:
        found.append(_("Es ist noch keine Regel und kein Betrag eingetragen."))
    errors = sum(1 for each in contradictions(text) if not each.is_hint)
    if errors:
        found.append(_("Es gibt noch Widersprüche oder fehlgeschlagene Testfälle (%(n)s).") % {"n": errors})
    return found + [overlap_text(overlap) for overlap in clashes(directive, text)]


def clashes(directive: Directive, text: DirectiveText) -> list[Overlap]:
    """Released versions of the same programme that are in force on the same day, but for those that it ends."""
    ended = {former.pk for former in followed(directive)}
    rows = _released_beside(directive)
    others = [other for row in rows if row.pk not in ended and (other := _text_of(row)) is not None]
    return [overlap for other in others for overlap in overlaps((other, text))]


def followed(directive: Directive) -> list[Directive]:
    """Released versions that end when this one begins: the one it was made from, and those without a last day."""
    begins = directive.valid_from
    if begins is None:
        return []
    return [
        row
        for row in _released_beside(directive)
        if (row.valid_from is None or row.valid_from < begins)
        and (row.valid_until is None or (row.pk == directive.based_on_id and row.valid_until >= begins))
    ]


def _released_beside(directive: Directive) -> list[Directive]:
    rows = Directive.objects.filter(profile=directive.profile_id, state=DirectiveState.RELEASED)
    return list(rows.exclude(pk=directive.pk))


def _require_ready(directive: Directive) -> None:
    problems = in_the_way(directive)
    if problems:
        raise NotReadyError(problems)


def _text_of(row: Directive) -> DirectiveText | None:
    try:
        return read(row.content)
    except DirectiveFileError:
        return None


def _last_day_before(directive: Directive) -> dt.date:
    if directive.valid_from is None:
        raise ValueError("A version without a first day ends no other.")
    return directive.valid_from - dt.timedelta(days=1)


def _end(former: Directive, day: dt.date, *, by: User) -> None:
    """A released version gets its last day."""
    before = {"valid_until": former.valid_until}
    former.valid_until = day
    former.content = former.content | {"valid_until": day.isoformat()}
    former.version += 1
    former.save(update_fields=["valid_until", "content", "version", "updated_at"])
    audit.record("directive.changed", former, by=by, before=before, after={"valid_until": day})
    searchables.changed(former)


def _reason(text: str) -> str:
    reason = plain_lines(text).strip()
    if not reason:
        raise ValidationError({"reason": _("Bitte nennen Sie den Grund.")})
    if len(reason) > LONGEST_REASON:
        words = _("Bitte fassen Sie sich kürzer: höchstens %(n)s Zeichen.")
        raise ValidationError({"reason": words % {"n": LONGEST_REASON}})
    if CONTROL_CHARACTERS.search(reason):
        raise ValidationError({"reason": _("Der Text enthält Steuerzeichen, die nicht angezeigt werden können.")})
    return reason


def _stepping(directive: Directive, step: Step, by: User) -> Directive:
    """The locked row, if this step can be taken from its state."""
    current = _locked(directive, by)
    if step not in steps_from(current.state):
        raise ValidationError(
            _("Das geht nicht mehr: Die Fassung ist inzwischen „%(state)s“.") % {"state": current.get_state_display()}
        )
    return current


def _step(directive: Directive, step: Step, verb: str, *, by: User, reason: str = "") -> None:
    before = {"state": directive.state}
    directive.state = step.target
    directive.version += 1
    directive.validate_constraints()
    directive.save()
    after = {"state": directive.state} | ({"reason": reason} if reason else {})
    audit.record(verb, directive, by=by, before=before, after=after)
    searchables.changed(directive)


def _begin(directive: Directive, content: Mapping[str, Any], verb: str, *, by: User) -> Directive:
    if Directive.objects.filter(key=content["key"]).exists():
        raise ValidationError({"key": _("Diesen Schlüssel gibt es schon.")})
    _fill(directive, content)
    directive.changed_by = by
    directive.full_clean(exclude=["profile", "based_on", "changed_by"])
    directive.save()
    audit.record(verb, directive, by=by, after=_told(directive))
    searchables.changed(directive)
    return directive


def _keep(directive: Directive, content: Mapping[str, Any], verb: str, *, by: User) -> Directive:
    before = directive.content
    _fill(directive, content)
    if directive.content == before:
        return directive
    directive.changed_by = by
    directive.version += 1
    directive.full_clean(exclude=["profile", "based_on", "changed_by", "submitted_by", "released_by"])
    directive.save()
    names = [name for name in {**before, **directive.content} if before.get(name) != directive.content.get(name)]
    changed = {name: directive.content.get(name) for name in names}
    audit.record(verb, directive, by=by, before={name: before.get(name) for name in names}, after=changed)
    searchables.changed(directive)
    return directive


def _fill(directive: Directive, content: Mapping[str, Any]) -> None:
    """The content in its canonical form, and the columns that are copied from it. Raises DirectiveFileError.

    Key and Land of a version stay what they are.
    """
    text = read(content)
    if directive.pk is not None and text.key != directive.key:
        raise ValidationError(_("Der Schlüssel einer Fassung lässt sich nicht ändern."))
    if text.land != rules.land_of(directive.profile):
        raise ValidationError(_("Die Fassung gilt für das Land ihres Programms."))
    directive.content = as_content(text, programme=directive.profile.programme.slug)
    directive.key, directive.title = text.key, text.title
    directive.valid_from, directive.valid_until = text.valid_from, text.valid_until


def _told(directive: Directive) -> dict[str, Any]:
    """As the audit log shows it."""
    return {
        "programme": directive.profile.programme.slug,
        "key": directive.key,
        "based_on": directive.based_on.key if directive.based_on else None,
        "content": directive.content,
    }


def _written(day: dt.date | None) -> str | None:
    return day.isoformat() if day is not None else None


def _locked_profile(profile: ProgrammeProfile, by: User) -> ProgrammeProfile:
    rows = ProgrammeProfile.objects.select_for_update(of=("self",)).select_related("programme__land")
    current = rows.get(pk=profile.pk)
    if not rules.may_edit(by, current):
        raise PermissionDenied
    return current


def _locked(directive: Directive, by: User) -> Directive:
    """The row as it is now, after everybody else of its programme: versions are compared with one another."""
    profile = _locked_profile(directive.profile, by)
    current = Directive.objects.select_for_update(of=("self",)).get(pk=directive.pk)
    current.profile = profile
    return current
