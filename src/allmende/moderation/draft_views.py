# SPDX-FileCopyrightText: 2026 The Allmende contributors
#
# SPDX-License-Identifier: EUPL-1.2

"""What authors look at: their list, one draft with what is missing, its preview and difference, its files."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.http import FileResponse, Http404, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from allmende.accounts.acting import own_memberships
from allmende.core.pages import paginate
from allmende.moderation import draft_reading, trial
from allmende.moderation.differences import part_labels
from allmende.moderation.draft_access import acting_trouble, membership_of, own_change, visitor
from allmende.moderation.draft_forms import AttachmentForm, NoteForm
from allmende.moderation.models import Attachment, Change, State
from allmende.moderation.workflow import STEPS, StepRefusedError

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse
    from django.http.response import HttpResponseBase

    from allmende.moderation.kinds import Kind

PER_PAGE = 50
MOST_IN_JSON = 1000


@require_safe
def change_list(request: HttpRequest) -> HttpResponse:
    """What one's organisation has in work, sent in and got decided."""
    memberships = own_memberships(request)
    if not memberships:
        return render(request, "moderation/draft/no_membership.html", {"trail": trail()})
    wanted = request.GET.get("stand", "offen")
    wanted = wanted if wanted in draft_reading.FILTERS else "offen"
    _label, states = draft_reading.FILTERS[wanted]
    changes = draft_reading.for_list(draft_reading.own_changes(request).filter(state__in=states))
    page = paginate(request, changes, per_page=PER_PAGE)
    address = reverse("moderation:change_list")
    membership = membership_of(request)
    context = {
        "trail": trail(),
        "tabs": [(label, f"{address}?stand={key}") for key, (label, _states) in draft_reading.FILTERS.items()],
        "current": f"{address}?stand={wanted}",
        "page": page,
        "rows": draft_reading.rows(page.object_list),
        "acting": membership,
        "names_organisation": membership is None,
    }
    return render(request, "moderation/draft/list.html", context)


@require_safe
def change_list_json(request: HttpRequest) -> HttpResponse:
    """The same for machines, the latest first."""
    changes = draft_reading.for_list(draft_reading.own_changes(request))[:MOST_IN_JSON]
    found = [
        {
            "number": row.change.pk,
            "kind": row.change.kind,
            "title": row.title,
            "organisation": row.change.organisation.name,
            "state": row.change.state,
            "waits_for": row.waits_for or None,
            "open_comments": row.comments,
            "submitted_at": row.change.submitted_at,
            "decided_at": row.change.decided_at,
            "publish_at": row.change.publish_at,
            "updated_at": row.change.updated_at,
            "url": request.build_absolute_uri(row.url) if row.url else None,
        }
        for row in draft_reading.rows(changes)
    ]
    return JsonResponse({"changes": found}, json_dumps_params={"ensure_ascii": False, "indent": 2})


def trail(*below: tuple[str, str | None]) -> list[tuple[str, str | None]]:
    """The breadcrumb of a page below the list."""
    return [(_("Beiträge"), reverse("moderation:change_list") if below else None), *below]


@require_safe
def change_overview(request: HttpRequest, pk: int) -> HttpResponse:
    """One draft or submission: how far it is, what is missing, what the desk asks, what can be done now."""
    change, kind = own_change(request, pk)
    return overview_page(request, change, kind)


def overview_page(
    request: HttpRequest,
    change: Change,
    kind: Kind,
    *,
    note_form: NoteForm | None = None,
    attachment_form: AttachmentForm | None = None,
    status: int = 200,
) -> HttpResponse:
    obj = kind.object_of(change.object_key)
    problems = kind.problems(change.content, obj=obj) if change.is_editable else []
    comments = list(change.comments.filter(done_at=None))
    labels = part_labels(kind, change.content, obj=obj) if comments else {}
    title = draft_reading.title_of(change, kind)
    context: dict[str, Any] = {
        "trail": trail((title, None)),
        "title": title,
        "change": change,
        "kind": kind,
        "badge": draft_reading.BADGES.get(change.state, ""),
        "waits_for": draft_reading.waits_for(change),
        "beside": kind.beside(change.content, obj=obj, user=visitor(request)),
        "steps": draft_reading.progress(change, kind, problems, comments, labels),
        "is_ready": change.is_editable and not problems,
        "count_of_problems": len(problems),
        "comments": comments,
        "log": draft_reading.log_of(change),
        "saved": draft_reading.last_saved(change) if change.is_editable else None,
        "note_form": note_form or NoteForm(initial={"note": change.note}),
        "attachments": list(change.attachments.select_related("by")),
        "attachment_form": attachment_form or AttachmentForm(),
        "trouble": acting_trouble(request, change),
        "may_take_back": change.state in STEPS["take_back"].sources,
        "is_public": obj is not None and kind.published().filter(pk=obj.pk).exists(),
        "obj": obj,
        "is_refused": status >= 400,
        "answer": change.steps.filter(for_desk=True).exclude(comment="").order_by("-at", "-pk").first(),
    }
    return render(request, "moderation/draft/overview.html", context, status=status)


@require_safe
def change_preview(request: HttpRequest, pk: int) -> HttpResponse:
    """The public page as it would look now; without anything being published."""
    change, _kind = own_change(request, pk)
    try:
        return trial.preview(request, change=change)
    except StepRefusedError as refusal:
        messages.warning(request, _("Noch keine Vorschau: %(why)s") % {"why": " ".join(refusal.messages)})
        return redirect("moderation:change", pk=change.pk)


@require_safe
def change_difference(request: HttpRequest, pk: int) -> HttpResponse:
    """What the change would alter in the published entry, in plain words."""
    change, kind = own_change(request, pk)
    if change.state in {State.ACCEPTED, State.DECLINED, State.DISCARDED}:
        parts, refusal = trial.submitted_words(change), ""
    else:
        tried = trial.try_out(change=change)
        parts, refusal = tried.parts, tried.refusal
    title = draft_reading.title_of(change, kind)
    context = {
        "trail": trail((title, reverse("moderation:change", args=[change.pk])), (_("Was sich ändert"), None)),
        "title": title,
        "change": change,
        "changed": [part for part in parts if part.is_changed],
        "refusal": refusal,
    }
    return render(request, "moderation/draft/difference.html", context)


@require_safe
def change_attachment(request: HttpRequest, pk: int, attachment: int) -> HttpResponseBase:
    """A file for its organisation and for the desk that reviews it; handed out so that no browser runs it."""
    changes = Change.objects.visible_to(request.user)
    found = get_object_or_404(Attachment.objects.filter(change__in=changes), pk=attachment, change=pk)
    try:
        stored = found.file.open("rb")
    except FileNotFoundError:
        raise Http404 from None
    response = FileResponse(stored, as_attachment=True, filename=found.name, content_type="application/octet-stream")
    response.headers["X-Content-Type-Options"] = "nosniff"
    response.headers["Content-Security-Policy"] = "default-src 'none'; sandbox"
    response.headers["Cache-Control"] = "private, no-store"
    return response
