# SPDX-FileCopyrightText: 2026 The Allmende contributors
#
# SPDX-License-Identifier: EUPL-1.2

"""Where hints are answered: by the organisation that keeps the entry, and by the desk."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, cast

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.db.models import Case, IntegerField, Value, When
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from allmende.accounts.models import Organisation
from allmende.core.models import AuditEntry
from allmende.core.pages import paginate, render_page
from allmende.moderation import hint_export, kinds, rules
from allmende.moderation.hint_forms import HintAnswerForm, HintFilterForm
from allmende.moderation.hint_notifications import subject_of
from allmende.moderation.models import UNSETTLED, Change, Hint, HintState
from allmende.moderation.services import hints

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from django.http import HttpRequest

    from allmende.accounts.models import Membership, User
    from allmende.moderation.models.hint import HintQuerySet

FIRST = {HintState.OPEN: 0, HintState.TAKEN: 1}
"""Open ones stand first, those that somebody works on next, then the rest by date."""
LONG = 14
"""Days after which an unanswered hint is marked."""
DONE_WORDS = {
    "hint.received": gettext_lazy("eingegangen"),
    "hint.taken": gettext_lazy("in Arbeit genommen"),
    "hint.reopened": gettext_lazy("wieder offen"),
    "hint.done": gettext_lazy("erledigt"),
    "hint.declined": gettext_lazy("nicht übernommen"),
}


@dataclass(frozen=True, slots=True)
class Row:
    """A hint in the list. ``days`` since it came."""

    hint: Hint
    title: str
    kind: str
    days: int

    @property
    def is_late(self) -> bool:
        return self.hint.is_unsettled and self.days >= LONG


def _answerable(request: HttpRequest) -> HintQuerySet:
    """What the visitor may answer. For whom that can never be any, the pages do not exist."""
    user = cast("User", request.user)
    if not rules.is_desk(user) and not Organisation.objects.of(user).exists():
        raise Http404
    return Hint.objects.visible_to(user)


@require_safe
def hint_list(request: HttpRequest) -> HttpResponse:
    """Hints, open ones first, the oldest first among them."""
    visible = _answerable(request)
    form = HintFilterForm(request.GET, kinds=kinds.all_kinds())
    order = Case(
        *(When(state=state, then=Value(place)) for state, place in FIRST.items()),
        default=Value(2),
        output_field=IntegerField(),
    )
    found = form.narrowed(visible).annotate(place=order)
    page = paginate(request, found.select_related("organisation").order_by("place", "received_at", "pk"))
    context = {
        "form": form,
        "page": page,
        "rows": _rows(page.object_list),
        "is_desk": rules.is_desk(request.user),
        "open_count": visible.unsettled().count(),
    }
    return render_page(request, "moderation/hint/list.html", "moderation/hint/_results.html", context)


def _rows(found: Iterable[Hint]) -> list[Row]:
    """With the titles of what they are about (one query per kind)."""
    on_page = list(found)
    titles: dict[tuple[str, int], str] = {}
    for kind in kinds.all_kinds():
        keys = [hint.object_key for hint in on_page if hint.kind == kind.name and hint.object_key]
        if keys:
            titles |= {(kind.name, key): str(obj) for key, obj in kind.model.objects.in_bulk(keys).items()}
    labels = {kind.name: str(kind.label) for kind in kinds.all_kinds()}
    today = timezone.localdate()
    return [
        Row(
            hint,
            titles.get((hint.kind, hint.object_key or 0), hint.page),
            labels.get(hint.kind, ""),
            (today - timezone.localdate(hint.received_at)).days,
        )
        for hint in on_page
    ]


@require_safe
def export(request: HttpRequest, kind: str) -> HttpResponse:
    """All hints the desk may see, as a file without names and addresses."""
    if not rules.is_desk(cast("User", request.user)) or kind not in hint_export.WRITERS:
        raise Http404
    content, media_type = hint_export.WRITERS[kind](Hint.objects.visible_to(cast("User", request.user)))
    name = f"hinweise-{timezone.localdate():%Y-%m-%d}.{kind}"
    return HttpResponse(
        content, content_type=media_type, headers={"Content-Disposition": f'attachment; filename="{name}"'}
    )


@require_http_methods(["GET", "HEAD"])
def hint(request: HttpRequest, pk: int) -> HttpResponse:
    """One hint with what can be done about it."""
    return _page(request, get_object_or_404(_answerable(request), pk=pk), HintAnswerForm())


@require_POST
def take_over(request: HttpRequest, pk: int) -> HttpResponse:
    """Take care of it: with an own entry by beginning a change of it, else by saying so."""
    found = get_object_or_404(_answerable(request), pk=pk)
    try:
        taken = hints.take_over(
            hint=found, by=cast("User", request.user), organisation=_acting_organisation(request, found)
        )
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
        return redirect("moderation:hint", pk=pk)
    if taken.change is not None:
        messages.success(request, _("Ihr Entwurf ist angelegt. Bitte prüfen Sie ihn und reichen Sie ihn ein."))
        return redirect("moderation:change", pk=taken.change.pk)
    messages.success(request, _("Der Hinweis ist jetzt in Arbeit."))
    return redirect("moderation:hint", pk=pk)


def _acting_organisation(request: HttpRequest, found: Hint) -> Organisation | None:
    """The organisation the hint went to, if the visitor may act for it; else the one the visitor acts for now."""
    if found.organisation is not None and found.organisation in Organisation.objects.of(cast("User", request.user)):
        return found.organisation
    acting: Membership | None = request.acting  # type: ignore[attr-defined]
    return acting.organisation if acting else None


@require_POST
def give_back(request: HttpRequest, pk: int) -> HttpResponse:
    """Let somebody else take care of it."""
    return _taken(request, pk, lambda found, by: hints.give_back(hint=found, by=by), _("Der Hinweis ist wieder offen."))


@require_POST
def settle(request: HttpRequest, pk: int) -> HttpResponse:
    """End it, with an answer."""
    found = get_object_or_404(_answerable(request), pk=pk)
    form = HintAnswerForm(request.POST)
    outcome = request.POST.get("ausgang", "")
    if not form.is_valid() or outcome not in {HintState.DONE, HintState.DECLINED}:
        return _page(request, found, form, status=422)
    is_right = outcome == HintState.DONE
    try:
        hints.settle(hint=found, is_right=is_right, answer=form.cleaned_data["answer"], by=cast("User", request.user))
    except hints.HintGoneError as error:
        messages.error(request, " ".join(error.messages))
        return redirect("moderation:hint", pk=pk)
    except ValidationError as error:
        form.add_error("answer", error.messages)
        return _page(request, found, form, status=422)
    messages.success(request, _("Der Hinweis ist erledigt.") if is_right else _("Der Hinweis ist beantwortet."))
    return redirect("moderation:hints")


def _taken(request: HttpRequest, pk: int, step: Callable[[Hint, User], object], done: str) -> HttpResponse:
    found = get_object_or_404(_answerable(request), pk=pk)
    try:
        step(found, cast("User", request.user))
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
    else:
        messages.success(request, done)
    return redirect("moderation:hint", pk=pk)


def _page(request: HttpRequest, found: Hint, form: HintAnswerForm, *, status: int = 200) -> HttpResponse:
    user = cast("User", request.user)
    about = subject_of(found)
    part = None
    if about is not None and found.part:
        part = next((item for item in about[0].in_words(about[1]) if item.part == found.part), None)
    context: dict[str, Any] = {
        "trail": [(_("Hinweise"), reverse("moderation:hints")), (str(found), "")],
        "hint": found,
        "form": form,
        "kind": about[0] if about else None,
        "subject": about[1] if about else None,
        "part": part,
        "is_unsettled": found.state in UNSETTLED,
        "log": [(entry, DONE_WORDS.get(entry.verb, entry.verb)) for entry in _log(found)],
        "may_draft": hints.may_draft(found, _acting_organisation(request, found), user),
        "draft": Change.objects.visible_to(user).filter(pk=found.change_id).first() if found.change_id else None,
    }
    return render(request, "moderation/hint/detail.html", context, status=status)


def _log(found: Hint) -> list[AuditEntry]:
    return list(AuditEntry.objects.about(found).order_by("at", "pk"))
