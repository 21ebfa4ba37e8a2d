# SPDX-FileCopyrightText: 2026 The Allmende contributors
#
# SPDX-License-Identifier: EUPL-1.2

"""The queue of the desk, accepting many at once, and the figures."""

from __future__ import annotations

import csv
from dataclasses import dataclass
from functools import wraps
from typing import TYPE_CHECKING, Any, cast
from urllib.parse import urlencode

from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpResponse, JsonResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_safe

from allmende.core.filters import Chip
from allmende.core.pages import paginate, render_page
from allmende.moderation import kinds, rules
from allmende.moderation.desk.figures import figures_for
from allmende.moderation.desk.forms import QueueForm
from allmende.moderation.desk.queue import STANDS, Age, QueueQuery, counts, found, in_order, written_by
from allmende.moderation.models import Change, State
from allmende.moderation.services import accept_in_bulk
from allmende.territory.models import Level, Territory

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from django.http import HttpRequest
    from django.http.response import HttpResponseBase

    from allmende.accounts.models import User
    from allmende.moderation.desk.queue import Counts
    from allmende.moderation.models.change import ChangeQuerySet

MOST_AT_ONCE = 50
OUTCOME_KEY = "bulk_outcome"


def desk_only(view: Callable[..., HttpResponseBase]) -> Callable[..., HttpResponseBase]:
    """For everybody else the page does not exist."""

    @wraps(view)
    def closed(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if not rules.is_desk(request.user):
            raise Http404
        return view(request, *args, **kwargs)

    return closed


@dataclass(frozen=True, slots=True)
class Row:
    """One change in the queue as the page shows it."""

    change: Change
    kind_label: str
    url: str
    age: Age | None
    lands: str
    is_own: bool


def rows_of(changes: Iterable[Change], user: User, query: QueueQuery) -> list[Row]:
    listed = list(changes)
    own = written_by(user, listed)
    labels = {kind.name: str(kind.label) for kind in kinds.all_kinds()}
    lands = dict(Territory.objects.filter(level=Level.LAND).order_by("pk").values_list("ars", "name"))
    return [
        Row(
            change=change,
            kind_label=labels.get(change.kind, change.kind),
            url=f"{reverse('moderation:review', args=[change.pk])}{query.urlencode()}",
            age=Age.since(change.submitted_at) if change.state == State.SUBMITTED else None,
            lands=", ".join(sorted({lands.get(area.ars[:2], "") for area in change.areas.all()})),
            is_own=change.pk in own,
        )
        for change in listed
    ]


def with_all(rows: ChangeQuerySet) -> ChangeQuerySet:
    """What a row needs besides itself."""
    return rows.select_related("organisation", "assigned_to").prefetch_related("areas")


def _chips(query: QueueQuery, counted: Counts) -> list[Chip]:
    names = {
        "stand": _("Stand"),
        "land": _("Land"),
        "art": _("Art"),
        "zugewiesen": _("Zugewiesen"),
        "organisation": _("Organisation"),
        "q": _("Text"),
    }
    chips = []
    for name in query.active:
        value = getattr(query, name)
        options = getattr(counted, name, [])
        label = next((option.label for option in options if option.value == value), value)
        chips.append(Chip(f"{names[name]}: {label}", queue_url(query.without(name))))
    return chips


def queue_url(query: QueueQuery | None = None) -> str:
    return f"{reverse('moderation:queue')}{query.urlencode() if query else ''}"


@desk_only
@require_safe
def queue(request: HttpRequest) -> HttpResponse:
    """What waits for the desk, what waits longest first."""
    user = cast("User", request.user)
    query = QueueQuery.from_params(request.GET)
    page = paginate(request, in_order(with_all(found(query, user)), query), per_page=25)
    counted = counts(query, user)
    canonical = query.params() + ([("seite", str(page.number))] if page.number > 1 else [])
    context = {
        "form": QueueForm(query, counted),
        "query": query,
        "stand_label": STANDS[query.stand][0],
        "page": page,
        "rows": rows_of(page.object_list, user, query),
        "chips": _chips(query, counted),
        "clear_url": queue_url(),
        "areas": user.desk_areas.order_by("name", "pk") if rules.desk_areas(user) else [],
        "may_bulk": settings.BULK_ACCEPT,
        "figures": figures_for(user)[0],
    }
    request.GET = QueryDict(urlencode(canonical))  # page numbers link to the canonical address
    response = render_page(request, "moderation/desk/queue.html", "moderation/desk/_browse.html", context)
    response.headers["HX-Push-Url"] = queue_url() + (f"?{urlencode(canonical)}" if canonical else "")
    return response


@desk_only
@require_http_methods(["GET", "HEAD", "POST"])
def bulk_accept(request: HttpRequest) -> HttpResponse:
    """Accept many of trusted organisations: each for itself, with a line that says what became of it."""
    if not settings.BULK_ACCEPT:
        raise Http404
    user = cast("User", request.user)
    waiting = in_order(Change.objects.for_review_by(user).filter(state=State.SUBMITTED), QueueQuery())
    trusted = waiting.filter(organisation__is_trusted=True, organisation__deactivated_at=None)
    if request.method == "POST":
        return _accept_chosen(request, user)
    listed = [row for row in rows_of(with_all(trusted)[:MOST_AT_ONCE], user, QueueQuery()) if not row.is_own]
    outcomes = request.session.pop(OUTCOME_KEY, [])
    context = {
        "rows": listed,
        "outcomes": outcomes,
        "failed": sum(bool(outcome["error"]) for outcome in outcomes),
        "most": MOST_AT_ONCE,
        "trail": _trail(_("Sammelannahme")),
    }
    return render(request, "moderation/desk/bulk.html", context)


def _accept_chosen(request: HttpRequest, user: User) -> HttpResponse:
    """What was ticked, as far as the desk user sees it; „key-version“, so that nothing unseen is accepted."""
    versions: dict[int, int] = {}
    for chosen in request.POST.getlist("beitrag")[:MOST_AT_ONCE]:
        key, _dash, version = chosen.partition("-")
        if all(part.isascii() and part.isdigit() and len(part) < 12 for part in (key, version)):
            versions[int(key)] = int(version)
    if not versions:
        messages.warning(request, _("Bitte wählen Sie mindestens einen Beitrag."))
        return redirect("moderation:bulk_accept")
    changes = Change.objects.for_review_by(user).filter(pk__in=versions).select_related("organisation")
    outcomes = accept_in_bulk(changes=changes.order_by("submitted_at", "pk"), versions=versions, by=user)
    accepted = sum(not outcome.error for outcome in outcomes)
    if accepted:
        text = ngettext(
            "%(n)s Beitrag angenommen und veröffentlicht.", "%(n)s Beiträge angenommen und veröffentlicht.", accepted
        )
        messages.success(request, text % {"n": accepted})
    failed = len(outcomes) - accepted
    if failed:
        text = ngettext(
            "%(n)s Beitrag nicht angenommen; der Grund steht unten.",
            "%(n)s Beiträge nicht angenommen; die Gründe stehen unten.",
            failed,
        )
        messages.warning(request, text % {"n": failed})
    request.session[OUTCOME_KEY] = [
        {"key": outcome.change.pk, "title": str(outcome.change), "error": outcome.error} for outcome in outcomes
    ]
    return redirect("moderation:bulk_accept")


@desk_only
@require_safe
def figures(request: HttpRequest) -> HttpResponse:
    """Numbers by state and Land, and the median of days until a decision."""
    total, lands = figures_for(cast("User", request.user))
    context = {"total": total, "lands": lands, "trail": _trail(_("Zahlen"))}
    return render(request, "moderation/desk/figures.html", context)


@desk_only
@require_safe
def figures_export(request: HttpRequest, form: str) -> HttpResponse:
    """The same figures to go on with: CSV for a spreadsheet, or JSON. No personal data."""
    total, lands = figures_for(cast("User", request.user))
    lines = [line.plain() for line in (total, *lands)]
    name = f'attachment; filename="pruefung.{form}"'
    if form == "json":
        return JsonResponse({"zahlen": lines}, headers={"Content-Disposition": name})
    response = HttpResponse("\ufeff", content_type="text/csv; charset=utf-8", headers={"Content-Disposition": name})
    writer = csv.DictWriter(response, fieldnames=list(lines[0]), delimiter=";")
    writer.writeheader()
    for line in lines:
        writer.writerow({key: _german(value) for key, value in line.items()})
    return response


def _german(value: Any) -> Any:
    return str(value).replace(".", ",") if isinstance(value, float) else value


def _trail(label: str) -> list[tuple[str, str]]:
    return [(_("Prüfung"), queue_url()), (label, "")]
