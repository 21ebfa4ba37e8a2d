# SPDX-FileCopyrightText: 2026 The Allmende contributors
#
# SPDX-License-Identifier: EUPL-1.2

"""One page of the forms. It is always saved, right or wrong; what others saved meanwhile is never written over."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from allmende.core.models import AuditEntry
from allmende.moderation import draft_reading, services
from allmende.moderation.differences import typed_in_words
from allmende.moderation.draft_access import CONFLICT, UNPROCESSABLE, acting_trouble, own_change, visitor
from allmende.moderation.draft_forms import marks_in, version_in
from allmende.moderation.draft_views import trail
from allmende.moderation.form_contents import posted, row_of
from allmende.moderation.services.drafting import SAVED, ClosedError, marks

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

    from allmende.moderation.contents import Content
    from allmende.moderation.kinds import Kind, Step, StepPage
    from allmende.moderation.models import Change
    from allmende.moderation.services.drafting import Saved


@dataclass(slots=True)
class Opened:
    """One page of the forms and what there is to say about it."""

    change: Change
    kind: Kind
    step: Step
    content: Content
    """What the form shows."""
    more: str = ""
    """The section that gets one more empty row."""
    trouble: str = ""
    is_saved: bool = False
    conflicts: list[dict[str, Any]] = field(default_factory=list)
    kept: list[str] = field(default_factory=list)
    others: AuditEntry | None = None
    refused: dict[str, list[str]] = field(default_factory=dict)
    """What is wrong with files that were handed in, by part; they are not kept."""


@require_http_methods(["GET", "HEAD", "POST"])
def change_step(request: HttpRequest, pk: int, step: str) -> HttpResponse:
    """Fill in one page; going on is always possible."""
    change, kind = own_change(request, pk)
    found = next((item for item in kind.steps if item.key == step), None)
    if found is None:
        raise Http404
    opened = Opened(change, kind, found, change.content)
    if request.method == "POST":
        return _save(request, opened)
    if not change.is_editable:
        messages.info(request, " ".join(ClosedError(change).messages))
        return redirect("moderation:change", pk=pk)
    opened.trouble = acting_trouble(request, change)
    return _page(request, opened)


def _save(request: HttpRequest, opened: Opened) -> HttpResponse:
    change, kind, step = opened.change, opened.kind, opened.step
    opened.trouble = acting_trouble(request, change)
    try:
        if not opened.trouble:
            data, opened.refused = kind.kept(step, request.POST, request.FILES, change=change, by=visitor(request))
            saved = services.save_step(
                change=change,
                kind=kind,
                step=step,
                data=data,
                version=version_in(request.POST),
                seen=marks_in(request.POST),
                take=request.POST.getlist("take"),
                by=visitor(request),
            )
            return _saved(request, opened, saved)
    except PermissionDenied:
        raise Http404 from None
    except ClosedError as error:
        opened.trouble = " ".join(error.messages)
    opened.content = kind.typed(step, change.content, request.POST)
    return _page(request, opened, status=CONFLICT)


def _saved(request: HttpRequest, opened: Opened, saved: Saved) -> HttpResponse:
    """Say what became of it: on with the next page, or stay where something is to be looked at."""
    opened.change, opened.content, opened.is_saved = saved.change, saved.shown, True
    if saved.kept or saved.conflicts:
        _tell_of_others(request, opened, saved)
    if saved.conflicts:
        return _page(request, opened, status=CONFLICT)
    if "add" in request.POST:
        opened.more = request.POST["add"]
        return _page(request, opened)
    page = _forms(opened)
    if page.form.errors or any(rows.total_error_count() for _part, _label, rows in page.sections):
        return _page(request, opened, status=UNPROCESSABLE)
    if opened.kept:
        who = opened.others.actor_label if opened.others else _("Jemand")
        text = _("%(who)s hat inzwischen auch gespeichert (%(parts)s). Beides ist erhalten.")
        messages.info(request, text % {"who": who, "parts": ", ".join(opened.kept)})
    if "spaeter" in request.POST:
        messages.success(request, _("Gespeichert. Sie können jederzeit weiterschreiben."))
        return redirect("moderation:change", pk=opened.change.pk)
    return redirect(_next(opened))


def _tell_of_others(request: HttpRequest, opened: Opened, saved: Saved) -> None:
    words = {text.part: text for text in _words(opened, saved.change.content)}
    opened.kept = [words[part].label for part in saved.kept if part in words]
    opened.conflicts = [
        {"part": part, "label": words[part].label, "lines": words[part].lines}
        for part in saved.conflicts
        if part in words
    ]
    entries = AuditEntry.objects.about(saved.change).filter(verb=SAVED).exclude(actor_id=visitor(request).pk)
    opened.others = entries.order_by("-at", "-pk").first()


def _words(opened: Opened, content: Content) -> list[Any]:
    obj = opened.kind.object_of(opened.change.object_key)
    return typed_in_words(opened.kind, content, obj=obj)


def _next(opened: Opened) -> str:
    """The page after this one; after the last the overview."""
    steps = opened.kind.steps
    index = steps.index(opened.step) + 1
    if index < len(steps):
        return draft_reading.step_url(opened.change, steps[index])
    return reverse("moderation:change", args=[opened.change.pk])


def _forms(opened: Opened) -> StepPage:
    """The forms, checked for what is wrong, never for what is missing."""
    kind, step, content = opened.kind, opened.step, opened.content
    obj = kind.object_of(opened.change.object_key)
    blank = {}
    if any(part not in content["fields"] for part in step.parts):
        # Somebody who has asked for a row gets one, and the first is always there.
        sections = kind.page(step, content, obj=obj).sections
        blank = {
            part: row_of(rows.empty_form)
            for part, _label, rows in sections
            if part == opened.more or not content["rows"].get(part)
        }
    page = kind.page(step, content, obj=obj, data=posted(content, step.parts, blank=blank))
    for part, messages_of_part in opened.refused.items():
        page.form.add_error(part, messages_of_part)
    return page


def _page(request: HttpRequest, opened: Opened, *, status: int = 200) -> HttpResponse:
    change, kind, step = opened.change, opened.kind, opened.step
    page = _forms(opened)
    comments: dict[str, list[Any]] = {}
    for comment in change.comments.filter(done_at=None, part__in=step.parts):
        comments.setdefault(comment.part, []).append(comment)
    sections = {part: (label, rows) for part, label, rows in page.sections}
    for part in comments.keys() & page.form.fields.keys():
        field = page.form[part]
        heard = f"{_questions(part, comments)} {field.aria_describedby or ''}"
        field.field.widget.attrs["aria-describedby"] = heard.strip()
    parts = [
        {
            "part": part,
            "anchor": draft_reading.anchor(part),
            "comments": comments.get(part, []),
            "described_by": _questions(part, comments),
            "field": page.form[part] if part in page.form.fields else None,
            "label": sections[part][0] if part in sections else "",
            "rows": sections[part][1] if part in sections else None,
        }
        for part in step.parts
        if part in page.form.fields or part in sections
    ]
    title = draft_reading.title_of(change, kind)
    index = kind.steps.index(step)
    context = {
        "trail": trail((title, reverse("moderation:change", args=[change.pk])), (str(step.label), None)),
        "title": title,
        "change": change,
        "step": step,
        "number": index + 1,
        "steps": [
            {
                "label": item.label,
                "url": None if item is step else draft_reading.step_url(change, item),
                "state": "current" if item is step else "open",
            }
            for item in kind.steps
        ],
        "count": len(kind.steps),
        "before": draft_reading.step_url(change, kind.steps[index - 1]) if index else None,
        "is_last": index + 1 == len(kind.steps),
        "page": page,
        "beside": kind.beside(change.content, obj=kind.object_of(change.object_key), user=visitor(request)),
        "parts": parts,
        "opened": opened,
        "next_url": _next(opened),
        "seen": json.dumps(marks(change.content, step.parts)),
        "is_refused": status >= CONFLICT,
        "is_wrong": status == UNPROCESSABLE,
    }
    return render(request, "moderation/draft/step.html", context, status=status)


def _questions(part: str, comments: dict[str, list[Any]]) -> str:
    """The ids of the desk's questions about ``part``, so that they are heard together with its field."""
    return " ".join(f"frage-{part}-{number}" for number, _one in enumerate(comments.get(part, []), 1))
