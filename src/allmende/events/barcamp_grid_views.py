# SPDX-FileCopyrightText: 2026 The Allmende contributors
#
# SPDX-License-Identifier: EUPL-1.2

"""The moderator's page for rooms, slots and settings. Each small form says what it does."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods

from allmende.events.barcamp_access import leading
from allmende.events.barcamp_forms import RoomForm, SettingsForm, SlotsForm
from allmende.events.barcamp_views import UNPROCESSABLE, page
from allmende.events.services import barcamp_plan as services

if TYPE_CHECKING:
    from collections.abc import Callable

    from django.http import HttpRequest, HttpResponse

    from allmende.events.barcamp_access import Here
    from allmende.events.models import BarcampRoom

    Forms = dict[str, Any]


@require_http_methods(["GET", "HEAD", "POST"])
def grid(request: HttpRequest, pk: int) -> HttpResponse:
    """Rooms, slots and switches of one BarCamp."""
    found = leading(request, pk)
    forms: Forms = {}
    if request.method == "POST":
        done = DOINGS.get(request.POST.get("was", ""))
        if done is None:
            raise Http404
        if done(request, found, forms):
            return redirect("events:barcamp_grid", pk=pk)
    rooms = list(found.session.barcamp_rooms.all())
    slots = list(found.session.barcamp_slots.all())
    for slot in slots:
        slot.session = found.session
    context = {
        "rooms": [(room, forms.get(f"raum-{room.pk}") or _room_form(room)) for room in rooms],
        "slots": slots,
        "settings_form": forms.get("einstellungen") or SettingsForm(instance=found.barcamp, prefix="einstellungen"),
        "room_form_new": forms.get("raum") or RoomForm(prefix="raum"),
        "slots_form": forms.get("zeiten") or SlotsForm(session=found.session, prefix="zeiten"),
        "wrong": next(iter(forms.values()), None),
    }
    status = UNPROCESSABLE if forms else 200
    return page(request, found, "events/barcamp/grid.html", _("Räume und Zeiten"), context, status=status)


def _room_form(room: BarcampRoom, data: Any = None) -> RoomForm:
    initial = {"name": room.name, "seats": room.seats}
    return RoomForm(data, initial=initial, prefix=f"raum-{room.pk}")


def _settings(request: HttpRequest, found: Here, forms: Forms) -> bool:
    form = SettingsForm(request.POST, prefix="einstellungen")
    if not form.is_valid():
        forms["einstellungen"] = form
        return False
    services.change_settings(session=found.session, settings=form.settings(), by=found.moderator)
    messages.success(request, _("Einstellungen gespeichert."))
    return True


def _add_room(request: HttpRequest, found: Here, forms: Forms) -> bool:
    form = RoomForm(request.POST, prefix="raum")
    try:
        if form.is_valid():
            told = form.cleaned_data
            room = services.add_room(session=found.session, name=told["name"], seats=told["seats"], by=found.moderator)
            messages.success(request, _("Raum „%(name)s“ ist angelegt.") % {"name": room.name})
            return True
    except ValidationError as error:
        form.add_error("name", ValidationError(error.messages))
    forms["raum"] = form
    return False


def _change_room(request: HttpRequest, found: Here, forms: Forms) -> bool:
    room = _room(request, found)
    form = _room_form(room, request.POST)
    try:
        if form.is_valid():
            told = form.cleaned_data
            services.change_room(room=room, name=told["name"], seats=told["seats"], by=found.moderator)
            messages.success(request, _("Raum „%(name)s“ ist gespeichert.") % {"name": told["name"]})
            return True
    except ValidationError as error:
        form.add_error("name", ValidationError(error.messages))
    forms[f"raum-{room.pk}"] = form
    return False


def _remove_room(request: HttpRequest, found: Here, _forms: Forms) -> bool:
    room = _room(request, found)
    freed = services.remove_room(room=room, by=found.moderator)
    _tell_removed(request, room.name, freed)
    return True


def _remove_slot(request: HttpRequest, found: Here, _forms: Forms) -> bool:
    slot = found.session.barcamp_slots.filter(pk=_key(request)).first()
    if slot is None:
        raise Http404
    slot.session = found.session
    freed = services.remove_slot(slot=slot, by=found.moderator)
    _tell_removed(request, str(slot), freed)
    return True


def _add_slots(request: HttpRequest, found: Here, forms: Forms) -> bool:
    form = SlotsForm(request.POST, session=found.session, prefix="zeiten")
    try:
        if form.is_valid():
            made = services.add_slots(session=found.session, series=form.series(), by=found.moderator)
            text = ngettext("%(number)s Zeitfenster angelegt.", "%(number)s Zeitfenster angelegt.", len(made))
            messages.success(request, text % {"number": len(made)})
            return True
    except ValidationError as error:
        form.add_error("start", error)
    forms["zeiten"] = form
    return False


def _key(request: HttpRequest) -> int:
    text = request.POST.get("pk", "")
    return int(text) if text.isascii() and text.isdigit() and len(text) < 19 else 0


def _room(request: HttpRequest, found: Here) -> BarcampRoom:
    room = found.session.barcamp_rooms.filter(pk=_key(request)).first()
    if room is None:
        raise Http404
    room.session = found.session
    return room


def _tell_removed(request: HttpRequest, name: str, freed: int) -> None:
    text = _("„%(name)s“ ist gelöscht.") % {"name": name}
    if freed:
        more = ngettext(
            "%(number)s Session wartet wieder auf einen Platz.",
            "%(number)s Sessions warten wieder auf einen Platz.",
            freed,
        )
        text = f"{text} {more % {'number': freed}}"
    messages.success(request, text)


DOINGS: dict[str, Callable[[HttpRequest, Here, Forms], bool]] = {
    "einstellungen": _settings,
    "raum": _add_room,
    "raum-aendern": _change_room,
    "raum-loeschen": _remove_room,
    "zeiten": _add_slots,
    "zeit-loeschen": _remove_slot,
}
"""What a form on the page does: the word it sends, and the function. True: done, else the form shows what is wrong."""
