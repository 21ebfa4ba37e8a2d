# SPDX-FileCopyrightText: 2026 The Allmende contributors
#
# SPDX-License-Identifier: EUPL-1.2

"""Materials of an event: the list of those who lead it, and the files for those who may have them."""

from __future__ import annotations

import mimetypes
from typing import TYPE_CHECKING, Final

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import FileResponse, Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from allmende.core.access import public
from allmende.events import materials as reading
from allmende.events import rules
from allmende.events.day_forms import MaterialForm
from allmende.events.desk_access import led_event, trail, user_of
from allmende.events.models import Event, Material
from allmende.events.own_access import access_or_404, private
from allmende.events.services.materials import add_material, remove_material

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

OPENS_NOTHING: Final = "default-src 'none'; sandbox"


@require_http_methods(["GET", "HEAD", "POST"])
def materials(request: HttpRequest, pk: int) -> HttpResponse:
    """What there is, for whom and from when; a form to add something."""
    event = led_event(request, pk)
    sessions = list(event.sessions.select_related("venue").order_by("starts_at", "pk"))
    sent = (request.POST, request.FILES) if request.method == "POST" else (None, None)
    form = MaterialForm(*sent, sessions=sessions, may_publish=rules.may_plan(user_of(request), event))
    if request.method == "POST" and form.is_valid() and _add(request, event, form):
        return redirect("events:materials", pk=event.pk)
    rows = event.materials.select_related("document", "session__venue").order_by("position", "pk")
    context = {
        "event": event,
        "form": form,
        "offers": [reading.offer(row) for row in rows],
        "now": timezone.now(),
        "trail": trail(event, here=_("Unterlagen")),
    }
    return private(render(request, "events/day/materials.html", context, status=422 if form.errors else 200))


def _add(request: HttpRequest, event: Event, form: MaterialForm) -> bool:
    cleaned = form.cleaned_data
    try:
        added = add_material(
            event=event,
            title=cleaned["title"],
            source=form.source(),
            session=cleaned["session"],
            is_public=cleaned.get("is_public", False),
            available_from=form.available(),
            by=user_of(request),
        )
    except ValidationError as error:
        form.refuse(error)
        return False
    messages.success(request, _("„%(title)s“ ist bei den Unterlagen.") % {"title": added.title})
    return True


@require_POST
def remove(request: HttpRequest, pk: int) -> HttpResponse:
    """Take one away."""
    led = Event.objects.led_by(user_of(request)).order_by().values("pk")
    material = get_object_or_404(Material.objects.filter(event__in=led).select_related("event__land"), pk=pk)
    event = material.event_id
    remove_material(material=material, by=user_of(request))
    messages.success(request, _("„%(title)s“ ist entfernt.") % {"title": material.title})
    return redirect("events:materials", pk=event)


@public
@require_safe
def material_file(request: HttpRequest, pk: int) -> FileResponse:
    """The file for those who may see it: everybody, or with an account those with a seat and those who lead."""
    return _download(get_object_or_404(reading.visible_to(request.user), pk=pk))


@public
@require_safe
def own_material(request: HttpRequest, secret: str, pk: int) -> FileResponse:
    """The same for whoever has the secret address of a registration with a seat."""
    access = access_or_404(request, secret)
    return _download(get_object_or_404(reading.of_places(access.places), pk=pk))


def _download(material: Material) -> FileResponse:
    """As something to be saved, so that nothing in it can act on the portal's own address."""
    if not material.file:
        raise Http404
    media_type = mimetypes.guess_type(material.file_name)[0] or "application/octet-stream"
    try:
        stored = material.file.open("rb")
    except FileNotFoundError:
        raise Http404 from None
    response = FileResponse(stored, as_attachment=True, filename=material.file_name, content_type=media_type)
    response.headers["X-Content-Type-Options"] = "nosniff"
    response.headers["Content-Security-Policy"] = OPENS_NOTHING
    return private(response)
