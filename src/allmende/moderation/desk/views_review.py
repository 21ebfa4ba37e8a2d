# SPDX-FileCopyrightText: 2026 The Allmende contributors
#
# SPDX-License-Identifier: EUPL-1.2

"""Reviewing one change: everything at hand, the preview, the assignment, the decision."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, cast

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from allmende.accounts.models import User
from allmende.moderation import kinds, trial
from allmende.moderation.desk.forms import AssignForm, DecisionForm
from allmende.moderation.desk.queue import Age, QueueQuery, next_for
from allmende.moderation.desk.views_queue import desk_only, queue_url
from allmende.moderation.models import Change, State
from allmende.moderation.notifications import desk_for
from allmende.moderation.services import assign as assign_to
from allmende.moderation.services import take_step
from allmende.moderation.services.review import WAITING
from allmende.moderation.services.steps import name_of, party_of, writers_of
from allmende.moderation.workflow import STEPS, StepRefusedError, StepTakenError

if TYPE_CHECKING:
    from django.forms.boundfield import BoundField
    from django.http import HttpRequest, HttpResponse

    from allmende.moderation.differences import PartDifference
    from allmende.moderation.models import ChangeStep, FieldComment
    from allmende.moderation.trial import Trial

UNPROCESSABLE, CONFLICT = 422, 409


@dataclass(frozen=True, slots=True)
class LogLine:
    """One step as the log shows it."""

    step: ChangeStep
    who: str
    done: Any


@dataclass(frozen=True, slots=True)
class PartBlock:
    """One changed part with what was said about it before and the field to say something now."""

    difference: PartDifference
    earlier: list[FieldComment]
    field: BoundField | None


def _found(request: HttpRequest, pk: int) -> Change:
    """The change if the visitor reviews it; else it does not exist."""
    rows = Change.objects.for_review_by(request.user)
    return get_object_or_404(rows.select_related("organisation__territory", "author", "assigned_to"), pk=pk)


@desk_only
@require_http_methods(["GET", "HEAD", "POST"])
def review(request: HttpRequest, pk: int) -> HttpResponse:
    """One change; a POST is the decision."""
    change = _found(request, pk)
    query = QueueQuery.from_params(request.GET)
    user = cast("User", request.user)
    if request.method != "POST":
        return _page(request, change, query, tried=_trial_of(change))
    if change.state not in WAITING:
        messages.warning(request, _already_decided(change))
        return _go_on(change, query, user)
    tried = trial.try_out(change=change)
    form = DecisionForm(change, tried, request.POST)
    if not form.is_valid():
        return _page(request, change, query, tried=tried, form=form, status=UNPROCESSABLE)
    return _decide(request, change, query, form)


def _decide(request: HttpRequest, change: Change, query: QueueQuery, form: DecisionForm) -> HttpResponse:
    user, step = cast("User", request.user), form.cleaned_data["step"]
    change.state = form.cleaned_data["state"]  # what the person saw
    try:
        take_step(
            change=change,
            step=step,
            by=user,
            comment=form.cleaned_data["comment"],
            comments=form.comments(),
            version=form.cleaned_data["version"],
            publish_at=form.publish_at() if step == "schedule" else None,
            resolution=form.resolution(),
        )
    except StepTakenError as error:
        messages.warning(request, " ".join(error.messages))
        return redirect(_address(change, query))
    except PermissionDenied:
        messages.error(request, _("Sie haben an diesem Beitrag mitgeschrieben; jemand anderes muss ihn prüfen."))
        return redirect(_address(change, query))
    except (StepRefusedError, ValidationError) as error:
        change = _found(request, change.pk)
        tried = trial.try_out(change=change)
        again = DecisionForm(change, tried, _with_new_mark(request, tried))
        again.is_valid()
        again.add_error(None, error)
        return _page(request, change, query, tried=tried, form=again, status=UNPROCESSABLE)
    messages.success(request, _("„%(title)s“: %(done)s.") % {"title": change, "done": STEPS[step].done})
    return _go_on(change, query, user)


def _with_new_mark(request: HttpRequest, tried: Trial) -> Any:
    """What was posted, with the mark of the conflict that is now shown."""
    data = request.POST.copy()
    data["seen"] = tried.mark
    return data


def _already_decided(change: Change) -> str:
    last = change.steps.select_related("by").order_by("-at", "-pk").first()
    text = _("„%(title)s“ ist schon entschieden: %(state)s.") % {"title": change, "state": change.get_state_display()}
    return f"{text} ({name_of(last, for_desk=True)})" if last is not None else text


def _go_on(change: Change, query: QueueQuery, user: User) -> HttpResponse:
    following = next_for(query, user, after=change)
    return redirect(_address(following, query) if following is not None else queue_url(query))


def _address(change: Change, query: QueueQuery) -> str:
    return f"{reverse('moderation:review', args=[change.pk])}{query.urlencode()}"


def _trial_of(change: Change) -> Trial:
    """What publishing would do while it waits; what was typed once it is decided; nothing while it is worked on."""
    if change.state in WAITING:
        return trial.try_out(change=change)
    obj = kinds.kind(change.kind).object_of(change.object_key)
    parts = [] if change.is_editable else trial.submitted_words(change)
    return trial.Trial(obj=obj, parts=parts)


def _page(
    request: HttpRequest,
    change: Change,
    query: QueueQuery,
    *,
    tried: Trial,
    form: DecisionForm | None = None,
    status: int = 200,
) -> HttpResponse:
    user, kind = cast("User", request.user), kinds.kind(change.kind)
    party = party_of(change, user)
    is_waiting = change.state in WAITING
    may_decide = is_waiting and not party.has_written
    if may_decide and form is None:
        form = DecisionForm(change, tried)
    comments = list(change.comments.select_related("by"))
    labels = {part.part: part.label for part in tried.parts}
    context = {
        "change": change,
        "kind": kind,
        "beside": None if change.is_editable else kind.beside(change.content, obj=tried.obj, user=user),
        "live_url": _live_url(tried.obj),
        "age": Age.since(change.submitted_at) if change.state == State.SUBMITTED else None,
        "areas": change.areas.order_by("ars"),
        "trial": tried,
        "blocks": _blocks(tried, comments, form if may_decide else None),
        "conflicts": [
            (conflict, form.choice_for(conflict.part) if may_decide and form else None) for conflict in tried.conflicts
        ],
        "form": form if may_decide else None,
        "is_waiting": is_waiting,
        "has_written": party.has_written,
        "can_preview": is_waiting and not tried.refusal,
        "assignment": AssignForm(_people(change), change.assigned_to_id) if is_waiting else None,
        "is_mine": change.assigned_to_id == user.pk,
        "attachments": change.attachments.all(),
        "hints": change.hints.order_by("received_at", "pk"),
        "comments": [(labels.get(comment.part, comment.part), comment) for comment in comments],
        "log": _log(change),
        "is_refused": status != 200,
        "mark_query": query.urlencode(),
        "trail": [(_("Prüfung"), queue_url(query)), (str(change), "")],
    }
    return render(request, "moderation/desk/review.html", context, status=status)


def _live_url(obj: Any) -> str:
    address = getattr(obj, "get_absolute_url", None) or getattr(obj, "get_url", None)
    return str(address() or "") if address is not None else ""


def _blocks(tried: Trial, comments: list[FieldComment], form: DecisionForm | None) -> list[PartBlock]:
    conflicting = {conflict.part for conflict in tried.conflicts}
    shown = [part for part in tried.parts if part.is_changed or part.part in conflicting]
    said = {comment.part for comment in comments if comment.done_at is None}
    shown += [part for part in tried.parts if part not in shown and part.part in said]
    return [
        PartBlock(
            difference=part,
            earlier=[comment for comment in comments if comment.part == part.part],
            field=form.comment_on(part.part) if form is not None else None,
        )
        for part in shown
    ]


def _people(change: Change) -> list[tuple[int, str]]:
    """Those at the desk who could decide on it."""
    writers = writers_of(change)
    return [(person.pk, str(person)) for person in desk_for(change) if person.pk not in writers]


def _log(change: Change) -> list[LogLine]:
    return [
        LogLine(
            step,
            name_of(step, for_desk=True),
            STEPS[step.step].done if step.step in STEPS else step.get_target_display(),
        )
        for step in change.steps.select_related("by")
    ]


@desk_only
@require_safe
def preview(request: HttpRequest, pk: int) -> HttpResponse:
    """The public page as it would look."""
    change = _found(request, pk)
    if change.state not in WAITING:
        raise Http404
    request.preview = {  # type: ignore[attr-defined]
        "title": str(change),
        "back_url": reverse("moderation:review", args=[change.pk]),
    }
    try:
        return trial.preview(request, change=change)
    except StepRefusedError as error:
        messages.warning(request, _("Vorschau nicht möglich.") + " " + " ".join(error.messages))
        return redirect("moderation:review", pk=change.pk)


@desk_only
@require_POST
def assign(request: HttpRequest, pk: int) -> HttpResponse:
    """Take it, give it to somebody else or back to all."""
    change = _found(request, pk)
    query = QueueQuery.from_params(request.GET)
    user = cast("User", request.user)
    form = AssignForm(_people(change), change.assigned_to_id, request.POST)
    if not form.is_valid():
        messages.error(request, _("Diese Person kann den Beitrag nicht prüfen."))
        return redirect(_address(change, query))
    key = form.cleaned_data["to"]
    to = User.objects.get(pk=key) if key else None
    try:
        assign_to(change=change, to=to, by=user)
    except StepTakenError as error:
        messages.warning(request, " ".join(error.messages))
    except PermissionDenied:
        messages.error(request, _("Diese Person kann den Beitrag nicht prüfen."))
    else:
        text = _("Zugewiesen an: %(person)s.") % {"person": to} if to else _("Der Beitrag ist niemandem zugewiesen.")
        messages.success(request, text)
    return redirect(_address(change, query))
