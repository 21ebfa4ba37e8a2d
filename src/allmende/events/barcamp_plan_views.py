# SPDX-FileCopyrightText: 2026 The Allmende contributors
#
# SPDX-License-Identifier: EUPL-1.2

"""The moderator's pages: the plan, its suggestion, rooms and slots, what was voted."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.db.models import Count, Q
from django.http import Http404
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_safe

from allmende.core.charts import Bar, BarChart
from allmende.events import barcamp_planning
from allmende.events.barcamp_access import leading
from allmende.events.barcamp_plan import grid_of, planning_input, wishes_of
from allmende.events.barcamp_planning import RoomSize
from allmende.events.barcamp_views import page, tell
from allmende.events.services import barcamp_plan as services

if TYPE_CHECKING:
    from collections.abc import Mapping

    from django.http import HttpRequest, HttpResponse

    from allmende.events.barcamp_access import Here
    from allmende.events.barcamp_plan import Grid
    from allmende.events.barcamp_planning import CellKey, Wish
    from allmende.events.models import Proposal

CELL: Final = re.compile(r"([0-9]{1,18})-([0-9]{1,18})(?::([0-9]{0,18}))?")
"""„3-17:42“: room, slot, and the proposal that was seen there (none: nothing after the colon)."""
MOST_BARS: Final = 30


@dataclass(frozen=True, slots=True)
class PlanPage:
    """What the plan page shows beside the grid."""

    grid: Grid
    wishes: Mapping[int, Wish]
    warnings: list[str]
    moved: Proposal | None
    """The proposal that is to get a place now."""


@require_http_methods(["GET", "HEAD", "POST"])
def plan(request: HttpRequest, pk: int) -> HttpResponse:
    """The grid: choose a proposal, then a cell. The same with the mouse, by dragging."""
    found = leading(request, pk)
    if request.method == "POST":
        target = _change_plan(request, found)
        return redirect(reverse("events:barcamp_plan", kwargs={"pk": pk}) + target)
    grid = grid_of(found.session, now=found.now)
    wishes = wishes_of(grid.proposals)
    by_key = {str(proposal.pk): proposal for proposal in grid.proposals}
    shown = PlanPage(grid, wishes, warning_texts(grid, wishes), by_key.get(request.GET.get("vorschlag", "")))
    cells = grid.cells
    for key, cell in cells.items():
        cell.wanted = len(wishes[key].wanted_by)
    context = {
        "plan": shown,
        "grid": grid,
        "moved": shown.moved,
        "moved_from": cells[shown.moved.pk].key if shown.moved and shown.moved.pk in cells else "",
        "unplaced": _by_interest(grid.unplaced, wishes),
        "version": found.barcamp.version,
    }
    return page(request, found, "events/barcamp/plan.html", _("Plan"), context)


def _by_interest(proposals: list[Proposal], wishes: Mapping[int, Wish]) -> list[tuple[Proposal, int]]:
    """With how many want to be there, the most wanted first."""
    rows = [(proposal, len(wishes[proposal.pk].wanted_by)) for proposal in proposals]
    return sorted(rows, key=lambda row: (-row[1], row[0].pk))


def warning_texts(grid: Grid, wishes: Mapping[int, Wish]) -> list[str]:
    """What is not good about the plan, in words, the worst first."""
    rooms = [RoomSize(room.pk, room.seats) for room in grid.rooms]
    found = barcamp_planning.warnings(grid.placed, wishes, rooms)
    titles = {proposal.pk: proposal.title for proposal in grid.proposals}
    names = {proposal.pk: proposal.proposer.name for proposal in grid.proposals if proposal.proposer}
    slots = {row.slot.pk: str(row.slot) for row in grid.rows}
    where = {room.pk: room.name for room in grid.rooms}
    texts = [
        _("%(slot)s: %(name)s hält zwei Sessions zugleich, „%(first)s“ und „%(second)s“.")
        % {
            "slot": slots[item.slot],
            "name": names.get(item.first, ""),
            "first": titles[item.first],
            "second": titles[item.second],
        }
        for item in found.two_at_once
    ]
    texts += [
        _("%(slot)s: %(people)s Personen wollen beides, „%(first)s“ und „%(second)s“.")
        % {
            "slot": slots[item.slot],
            "people": item.people,
            "first": titles[item.first],
            "second": titles[item.second],
        }
        for item in found.torn
    ]
    texts += [
        _("„%(title)s“: %(wanted)s Personen wollen hin, „%(room)s“ hat %(seats)s Plätze.")
        % {"title": titles[item.proposal], "wanted": item.wanted, "room": where[item.room], "seats": item.seats}
        for item in found.too_small
    ]
    return texts


def _change_plan(request: HttpRequest, found: Here) -> str:
    """Do what was asked for; returns where on the page one goes on."""
    try:
        if "leeren" in request.POST:
            number = services.clear_plan(session=found.session, version=_version(request), by=found.moderator)
            messages.success(request, _("Der Plan ist leer; %(number)s Sessions warten.") % {"number": number})
            return ""
        proposal = _proposal(request, found)
        if "herausnehmen" in request.POST:
            return _unplace(request, found, proposal)
        return _place(request, found, proposal)
    except ValidationError as error:
        tell(request, error)
        return ""


def _version(request: HttpRequest) -> int:
    text = request.POST.get("stand", "")
    return int(text) if text.isascii() and text.isdigit() and len(text) < 10 else -1


def _proposal(request: HttpRequest, found: Here) -> Proposal:
    text = request.POST.get("vorschlag") or request.POST.get("herausnehmen", "").partition(":")[0]
    if not (text.isascii() and text.isdigit() and len(text) < 19):
        raise Http404
    proposal = found.session.proposals.select_related("proposer").filter(pk=int(text)).first()
    if proposal is None:
        raise Http404
    proposal.session = found.session
    return proposal


def _cell(text: str) -> tuple[CellKey, int | None]:
    """Raises Http404 for what no page of ours sends."""
    match = CELL.fullmatch(text)
    if match is None:
        raise Http404
    return (int(match[1]), int(match[2])), int(match[3]) if match[3] else None


def _unplace(request: HttpRequest, found: Here, proposal: Proposal) -> str:
    cell, _seen = _cell(request.POST["herausnehmen"].partition(":")[2])
    services.unplace(proposal=proposal, comes_from=cell, by=found.moderator)
    messages.success(request, _("„%(title)s“ wartet wieder auf einen Platz.") % {"title": proposal.title})
    return f"#zelle-{cell[0]}-{cell[1]}"


def _place(request: HttpRequest, found: Here, proposal: Proposal) -> str:
    (room_key, slot_key), sees = _cell(request.POST.get("zelle", ""))
    room = found.session.barcamp_rooms.filter(pk=room_key).first()
    slot = found.session.barcamp_slots.filter(pk=slot_key).first()
    if room is None or slot is None:
        raise ValidationError(_("Diesen Raum oder dieses Zeitfenster gibt es nicht mehr."))
    slot.session = found.session
    before = request.POST.get("von", "")
    comes_from = _cell(before)[0] if before else None
    other = services.place(
        proposal=proposal, room=room, slot=slot, sees=sees, comes_from=comes_from, by=found.moderator
    )
    values = {"title": proposal.title, "room": room.name, "slot": slot, "other": other.title if other else ""}
    if other is None:
        text = _("„%(title)s“ ist jetzt %(slot)s in „%(room)s“.")
    elif comes_from is None:
        text = _("„%(title)s“ ist jetzt %(slot)s in „%(room)s“; „%(other)s“ wartet wieder auf einen Platz.")
    else:
        text = _("„%(title)s“ ist jetzt %(slot)s in „%(room)s“; „%(other)s“ hat mit ihr getauscht.")
    messages.success(request, text % values)
    return f"#zelle-{room.pk}-{slot.pk}"


@require_http_methods(["GET", "HEAD", "POST"])
def suggestion(request: HttpRequest, pk: int) -> HttpResponse:
    """What the portal would put into the free cells, and why; taken over by sending."""
    found = leading(request, pk)
    if request.method == "POST":
        try:
            number = services.fill_plan(session=found.session, version=_version(request), by=found.moderator)
        except ValidationError as error:
            tell(request, error)
            return redirect("events:barcamp_suggestion", pk=pk)
        text = ngettext("%(number)s Session ist eingeplant.", "%(number)s Sessions sind eingeplant.", number)
        messages.success(request, text % {"number": number})
        return redirect("events:barcamp_plan", pk=pk)
    grid = grid_of(found.session, now=found.now)
    given = planning_input(found.session, found.now, grid)
    made = barcamp_planning.suggest(given.wishes, given.rooms, given.slots, given.placed)
    proposals = {proposal.pk: proposal for proposal in grid.proposals}
    slots = {row.slot.pk: row.slot for row in grid.rows}
    rooms = {room.pk: room for room in grid.rooms}
    after = given.placed | {(choice.room, choice.slot): choice.proposal for choice in made.choices}
    context = {
        "grid": grid,
        "rows": [
            (proposals[choice.proposal], slots[choice.slot], rooms[choice.room], choice) for choice in made.choices
        ],
        "left_over": [proposals[key] for key in made.left_over],
        "torn_before": barcamp_planning.total_torn(given.placed, given.wishes),
        "torn_after": barcamp_planning.total_torn(after, given.wishes),
        "version": found.barcamp.version,
    }
    return page(request, found, "events/barcamp/suggestion.html", _("Vorschlag für den Plan"), context)


@require_safe
def results(request: HttpRequest, pk: int) -> HttpResponse:
    """By how many each proposal was seen, and how many want to be there."""
    found = leading(request, pk)
    rows: list[Any] = list(
        found.session.proposals.standing()
        .select_related("proposer")
        .annotate(
            views=Count("interests"),
            wanted=Count("interests", filter=Q(interests__wants=True)),
            unwanted=Count("interests", filter=Q(interests__wants=False)),
        )
        .order_by("-wanted", "unwanted", "title", "pk")
    )
    bars = [Bar(row.title, row.wanted, str(row.wanted), is_content=True) for row in rows[:MOST_BARS]]
    chart = BarChart(
        title=_("Da will ich hin"),
        description=_("Wie viele zu welcher Session wollen, die gefragteste zuerst."),
        unit=_("Personen"),
        bars=bars,
    )
    voters = found.session.proposals.values("interests__attendee").exclude(interests=None).order_by().distinct().count()
    seen = [row.views for row in rows]
    context = {
        "rows": rows,
        "chart": chart if any(row.wanted for row in rows) else None,
        "voters": voters,
        "least_seen": min(seen, default=0),
        "most_seen": max(seen, default=0),
    }
    return page(request, found, "events/barcamp/results.html", _("Ergebnis"), context)
