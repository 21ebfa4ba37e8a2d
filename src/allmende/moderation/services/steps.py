# SPDX-FileCopyrightText: 2026 The Allmende contributors
#
# SPDX-License-Identifier: EUPL-1.2

"""Taking a step: the only way in which a change comes from one state to another."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Any, Final

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from allmende.accounts.models import Organisation
from allmende.accounts.notifications import notify
from allmende.core import audit
from allmende.core.models import AuditEntry
from allmende.moderation import kinds, rules
from allmende.moderation.models import Change, ChangeStep, FieldComment, State
from allmende.moderation.notifications import told_of
from allmende.moderation.services.hints import follow_change
from allmende.moderation.services.publishing import merge, publish_content, require_ready
from allmende.moderation.workflow import STEPS, Step, StepTakenError, Who

if TYPE_CHECKING:
    from collections.abc import Mapping

    from allmende.accounts.models import User
    from allmende.moderation.services.publishing import Resolution

LONGEST_COMMENT: Final = 4000
LONGEST_FIELD_COMMENT: Final = 2000
LATEST: Final = dt.timedelta(days=366)
"""How far ahead a publication can be put."""
VERBS: Final = {
    "submit": "change.submitted",
    "take_back": "change.taken_back",
    "discard": "change.discarded",
    "return": "change.returned",
    "accept": "change.accepted",
    "schedule": "change.scheduled",
    "decline": "change.declined",
    "unschedule": "change.unscheduled",
    "hold": "change.held",
}
ASSIGNED: Final = "change.assigned"
NOT_WRITING: Final = (
    *(VERBS[name] for name in ("return", "accept", "schedule", "decline", "unschedule", "hold")),
    ASSIGNED,
    "change.handed_over",
)
"""What is done with a change without writing in it. Every other audit row about a change is of a writer."""


def writers_of(change: Change) -> set[int]:
    """Keys of those who have written in ``change``; none of them reviews it."""
    found = set(change.steps.filter(for_desk=False).exclude(by=None).order_by().values_list("by", flat=True))
    rows = AuditEntry.objects.about(change).exclude(verb__in=NOT_WRITING).exclude(actor_id=None)
    found |= set(rows.order_by().values_list("actor_id", flat=True))
    if change.author_id is not None:
        found.add(change.author_id)
    return {key for key in found if key is not None}


def party_of(change: Change, user: User | None) -> rules.Party:
    """What ``user`` is to ``change``; None is the portal itself."""
    if user is None:
        return rules.Party(is_portal=True)
    if not rules.is_desk(user):
        return rules.Party(is_member=_is_member(change, user))
    return rules.Party(
        is_member=_is_member(change, user),
        is_desk=Change.objects.for_review_by(user).filter(pk=change.pk).exists(),
        has_written=user.pk in writers_of(change),
    )


def _is_member(change: Change, user: User) -> bool:
    return Organisation.objects.of(user).filter(pk=change.organisation_id).exists()


def take_step(
    *,
    change: Change,
    step: str,
    by: User | None,
    comment: str = "",
    comments: Mapping[str, str] | None = None,
    version: int | None = None,
    publish_at: dt.datetime | None = None,
    resolution: Resolution | None = None,
    organisation: Organisation | None = None,
) -> Change:
    """Take ``step`` (a name of ``workflow.STEPS``) and tell those it concerns, all in one transaction.

    ``by=None`` is the portal. ``version`` is that of the content the person has seen, by default that of ``change``;
    ``comments`` are about single parts; ``organisation`` is for whom the person acts. Of two at once one wins.

    Raises PermissionDenied, StepTakenError (somebody was faster), NotReadyError (problems in the content),
    ConflictError (the live object has changed in the same parts), ValidationError (the decision itself is incomplete).
    """
    wanted = STEPS[step]
    comment, comments = _checked_comments(change, wanted, comment, comments or {})
    with transaction.atomic():
        as_who = rules.takes_as(wanted.who, party_of(change, by))
        if as_who is None or (organisation is not None and organisation.pk != change.organisation_id):
            raise _refusal(change, by)
        _require_date(wanted, publish_at)
        values = _guard(change, wanted, change.version if version is None else version, publish_at, by)
        fresh = Change.objects.select_related("organisation__territory", "author").get(pk=change.pk)
        if step == "submit":
            _prepare_submission(fresh)
        elif step in {"accept", "schedule"}:
            _publish(fresh, resolution, by, for_later=step == "schedule")
        ChangeStep.objects.create(
            change=fresh, step=step, source=change.state, target=wanted.target, by=by, comment=comment,
            for_desk=as_who != Who.ORGANISATION,
        )  # fmt: skip
        for part, text in comments.items():
            FieldComment.objects.create(change=fresh, part=part, text=text, by=by)
        after = {"state": fresh.state, "title": fresh.title, "publish_at": values.get("publish_at")}
        audit.record(
            VERBS[step], fresh, by=by, organisation=fresh.organisation, before={"state": change.state}, after=after
        )
        follow_change(change=fresh, by=by)
        for notification in told_of(fresh, step, comment=comment, comments=comments):
            notify(notification)
    change.refresh_from_db()
    return change


def _refusal(change: Change, by: User | None) -> Exception:
    """Why ``by`` may not: what its organisation has taken back meanwhile is no longer the business of the desk."""
    was_taken_back = Change.objects.filter(pk=change.pk, state=State.DRAFT, submitted_at=None).exists()
    if by is not None and rules.is_desk(by) and change.submitted_at is not None and was_taken_back:
        return StepTakenError(_("Die Organisation hat den Beitrag inzwischen zurückgeholt."))
    return PermissionDenied()


def _checked_comments(
    change: Change, step: Step, comment: str, comments: Mapping[str, str]
) -> tuple[str, dict[str, str]]:
    """Both as they are kept, without NUL, which PostgreSQL refuses; comments on unknown parts count for nothing."""
    comment = comment.replace("\x00", "").strip()
    known = {part for page in kinds.kind(change.kind).steps for part in page.parts}
    texts = {part: text.replace("\x00", "").strip() for part, text in comments.items() if part in known}
    texts = {part: text for part, text in texts.items() if text}
    if len(comment) > LONGEST_COMMENT or any(len(text) > LONGEST_FIELD_COMMENT for text in texts.values()):
        raise ValidationError(_("Der Kommentar ist zu lang."))
    if step.needs_comment and not comment and not (texts and step.name == "return"):
        raise ValidationError(_("Bitte schreiben Sie, warum."))
    return comment, texts


def _require_date(step: Step, publish_at: dt.datetime | None) -> None:
    if step.name != "schedule":
        return
    now = timezone.now()
    if publish_at is None or publish_at <= now:
        raise ValidationError(_("Der Zeitpunkt muss in der Zukunft liegen."))
    if publish_at > now + LATEST:
        raise ValidationError(_("Der Zeitpunkt darf höchstens ein Jahr in der Zukunft liegen."))


def _guard(change: Change, step: Step, version: int, publish_at: dt.datetime | None, by: User | None) -> dict[str, Any]:
    """One UPDATE that only one of two can win: state and version must be what they were."""
    now = timezone.now()
    values: dict[str, Any] = {"state": step.target, "updated_at": now}
    match step.target:
        case State.SUBMITTED if step.name == "submit":
            values |= {"submitted_at": now, "decided_at": None, "publish_at": None}
        case State.SUBMITTED:
            values |= {"decided_at": None, "publish_at": None}
        case State.DRAFT:
            values |= {"submitted_at": None, "assigned_to": None}  # out of the desk's sight again
        case State.SCHEDULED:
            values |= {"decided_at": now, "publish_at": publish_at}
        case State.RETURNED | State.DECLINED:
            values |= {"decided_at": now, "publish_at": None}
        case State.ACCEPTED:
            values |= {"decided_at": now}
    rows = Change.objects.filter(pk=change.pk, state=change.state, version=version)
    if change.state not in step.sources or not rows.update(**values):
        raise StepTakenError(what_happened(change, step, by))
    return values


def what_happened(change: Change, step: Step, by: User | None) -> str:
    """Who did what when with ``change``, for ``by`` who was slower."""
    now = Change.objects.filter(pk=change.pk).first()
    if now is None:
        return _("Diesen Beitrag gibt es nicht mehr.")
    last = now.steps.select_related("by").order_by("-at", "-pk").first()
    if now.state == change.state and now.state in step.sources:
        when = date_format(timezone.localtime(now.updated_at), "SHORT_DATETIME_FORMAT")
        return _("Der Beitrag wurde inzwischen geändert (%(when)s). Bitte sehen Sie ihn noch einmal an.") % {
            "when": when
        }
    if last is None:
        return _("Der Beitrag ist jetzt: %(state)s.") % {"state": now.get_state_display()}
    when = date_format(timezone.localtime(last.at), "SHORT_DATETIME_FORMAT")
    done = STEPS[last.step].done if last.step in STEPS else now.get_state_display()
    return _("Jemand war schneller. %(who)s, %(when)s: %(what)s.") % {
        "who": name_of(last, for_desk=by is None or rules.is_desk(by)),
        "when": when,
        "what": done,
    }


def name_of(step: ChangeStep, *, for_desk: bool) -> str:
    """Who took ``step``: a person, the desk as such for those outside it, the portal, or a deleted account."""
    if step.for_desk and step.by is not None and not for_desk:
        return _("Die Redaktion")
    if step.by is not None:
        return str(step.by)
    return _("Das Portal") if step.step in {"accept", "hold"} else _("Konto gelöscht")


def _prepare_submission(change: Change) -> None:
    """Take title and places from what is typed; comments of the desk count as answered. Raises NotReadyError."""
    kind = kinds.kind(change.kind)
    content = change.content
    require_ready(kind.problems(content, obj=kind.object_of(change.object_key)))
    change.title = " ".join(kind.title_of(content).split())[:250]
    change.save(update_fields=["title"])
    change.areas.set(kind.places_of(content) or _home(change.organisation))
    change.comments.filter(done_at=None).update(done_at=timezone.now())


def _home(organisation: Organisation) -> list[Any]:
    return [organisation.territory] if organisation.territory is not None else []


def _publish(change: Change, resolution: Resolution | None, by: User | None, *, for_later: bool) -> None:
    """Publish now; or, for later, see that it would work and settle the conflicts, so that it will work then, too.

    Then the portal publishes it, which may everything: whether ``by`` may is asked now, by publishing for a moment.
    """
    merging = merge(change=change, lock=True)
    content = merging.resolved(resolution)
    if for_later:
        with transaction.atomic():
            publish_content(change=change, obj=merging.obj, content=content, by=by)
            transaction.set_rollback(True)
        if merging.conflicts:
            change.content, change.base, change.version = content, merging.live, change.version + 1
            change.save(update_fields=["content", "base", "version", "updated_at"])
        return
    published = publish_content(change=change, obj=merging.obj, content=content, by=by)
    if change.object_key is None:
        change.object_key = published.pk
        change.save(update_fields=["object_key", "updated_at"])
