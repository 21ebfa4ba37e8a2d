# SPDX-FileCopyrightText: 2026 The Allmende contributors
#
# SPDX-License-Identifier: EUPL-1.2

"""Drafts and submissions as their authors see them: how far each step is, what is missing, who is waited for."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from django.db.models import Count, Q
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from allmende.core.models import AuditEntry
from allmende.moderation import kinds
from allmende.moderation.draft_access import membership_of
from allmende.moderation.models import EDITABLE, OPEN, Change, State
from allmende.moderation.services.drafting import SAVED
from allmende.moderation.services.steps import name_of
from allmende.moderation.workflow import STEPS

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from django.db.models import QuerySet
    from django.http import HttpRequest

    from allmende.moderation.kinds import Kind, Problem, Step
    from allmende.moderation.models import FieldComment

BADGES = {
    State.DRAFT.value: "info",
    State.SUBMITTED.value: "warning",
    State.RETURNED.value: "danger",
    State.SCHEDULED.value: "success",
    State.ACCEPTED.value: "success",
}
"""Colour of the badge; the rest is neutral. The word says it, the colour only helps."""
FILTERS: dict[str, tuple[Any, tuple[str, ...]]] = {
    "offen": (gettext_lazy("Offen"), OPEN),
    "zu-tun": (gettext_lazy("Bei uns"), EDITABLE),
    "pruefung": (gettext_lazy("Bei der Redaktion"), (State.SUBMITTED,)),
    "geplant": (gettext_lazy("Erscheint später"), (State.SCHEDULED,)),
    "entschieden": (gettext_lazy("Entschieden"), (State.ACCEPTED, State.DECLINED)),
    "alle": (gettext_lazy("Alle"), tuple(State)),
}


def own_changes(request: HttpRequest) -> QuerySet[Change]:
    """Those of the organisation the visitor acts for; before a choice, of all the visitor may act for."""
    found = Change.objects.of_members(request.user).select_related("organisation")
    membership = membership_of(request)
    if membership is not None:
        found = found.filter(organisation=membership.organisation_id)
    return found


def for_list(changes: QuerySet[Change]) -> QuerySet[Change]:
    """With the number of open comments, without the contents."""
    comments = Count("comments", filter=Q(comments__done_at=None))
    return changes.defer("content", "base").annotate(open_comments=comments).order_by("-updated_at", "-pk")


def title_of(change: Change, kind: Kind | None) -> str:
    return change.title or (str(kind.label_new) if kind else str(change))


def kind_of(change: Change) -> Kind | None:
    """None for a kind that is no longer there: then the change can only be looked at in the list."""
    try:
        return kinds.kind(change.kind)
    except KeyError:
        return None


def waits_for(change: Change) -> str:
    """What happens next, and who does it."""
    if change.state == State.DRAFT:
        return _("Ihre Organisation schreibt noch und reicht dann ein.")
    if change.state == State.RETURNED:
        return _("Ihre Organisation: Die Redaktion hat Fragen.")
    if change.state == State.SUBMITTED and change.submitted_at:
        days = (timezone.localdate() - timezone.localdate(change.submitted_at)).days
        since = _("seit heute") if days == 0 else _("seit %(day)s") % {"day": _day(change.submitted_at)}
        return _("Die Redaktion prüft, %(since)s.") % {"since": since}
    if change.state == State.SCHEDULED and change.publish_at:
        return _("Erscheint am %(day)s.") % {"day": _day(change.publish_at)}
    return ""


def _day(at: Any) -> str:
    return date_format(timezone.localtime(at), "DATE_FORMAT")


@dataclass(frozen=True, slots=True)
class Row:
    """One change in the list."""

    change: Change
    kind_label: str
    title: str
    badge: str
    waits_for: str
    url: str
    comments: int


def rows(changes: Iterable[Change]) -> list[Row]:
    found = []
    for change in changes:
        kind = kind_of(change)
        found.append(
            Row(
                change,
                str(kind.label) if kind else "",
                title_of(change, kind),
                BADGES.get(change.state, ""),
                waits_for(change),
                reverse("moderation:change", args=[change.pk]) if kind else "",
                getattr(change, "open_comments", 0),
            )
        )
    return found


@dataclass(frozen=True, slots=True)
class Hole:
    """Something missing or wrong, with the way to its field."""

    label: str
    text: str
    url: str


@dataclass(frozen=True, slots=True)
class StepProgress:
    """How far one page of the forms is."""

    step: Step
    url: str
    missing: list[Hole] = field(default_factory=list)
    wrong: list[Hole] = field(default_factory=list)
    comments: list[tuple[FieldComment, str, str]] = field(default_factory=list)
    """(comment, what it is about, the way there)"""

    @property
    def state(self) -> str:
        if self.wrong or self.comments:
            return "check"
        return "missing" if self.missing else "done"


def step_url(change: Change, step: Step, part: str = "") -> str:
    address = reverse("moderation:change_step", args=[change.pk, step.key])
    return f"{address}#{anchor(part)}" if part else address


def anchor(part: str) -> str:
    """The id of the block of one part on its page."""
    return f"angabe-{part}"


def progress(
    change: Change, kind: Kind, problems: Sequence[Problem], comments: Sequence[FieldComment], labels: dict[str, str]
) -> list[StepProgress]:
    """Each step with what is missing, wrong and asked in it."""
    found = []
    for number, step in enumerate(kind.steps):
        state = StepProgress(step, step_url(change, step))
        for problem in problems:
            # What belongs to no part in particular stands with the first step.
            if problem.part in step.parts or (not problem.part and number == 0):
                hole = Hole(problem.label, problem.text, step_url(change, step, problem.part))
                (state.missing if problem.is_missing else state.wrong).append(hole)
        for comment in comments:
            if comment.part in step.parts:
                label = labels.get(comment.part, comment.part)
                state.comments.append((comment, label, step_url(change, step, comment.part)))
        found.append(state)
    return found


def log_of(change: Change) -> list[dict[str, Any]]:
    """What has happened to it, the latest first."""
    return [
        {
            "at": step.at,
            "who": name_of(step, for_desk=False),
            "what": STEPS[step.step].done if step.step in STEPS else step.get_target_display(),
            "comment": step.comment,
        }
        for step in change.steps.select_related("by").order_by("-at", "-pk")
    ]


def last_saved(change: Change) -> AuditEntry | None:
    """Who last saved what is typed, and when; None while nobody has."""
    return AuditEntry.objects.about(change).filter(verb=SAVED).order_by("-at", "-pk").first()
