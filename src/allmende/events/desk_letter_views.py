# SPDX-FileCopyrightText: 2026 The Allmende contributors
#
# SPDX-License-Identifier: EUPL-1.2

"""Letters to groups at the desk: written, looked at as one receiver gets it, sent once."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import Http404
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods

from allmende.core.calendar_files import one_line
from allmende.events import letters
from allmende.events.desk_access import led_event, posted, query_of, trail, user_of
from allmende.events.desk_people_forms import LetterForm
from allmende.events.models import LetterGroup
from allmende.events.services.group_letters import places_of, send_letter

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

    from allmende.events.models import Event

SEND = "senden"
MOST_LETTERS = 50
FOLLOW_UP = "nachbereitung"
"""The template of the letter after an event, by its name in the address."""


@require_http_methods(["GET", "HEAD", "POST"])
def letters_page(request: HttpRequest, pk: int) -> HttpResponse:
    """The form; after „Vorschau“ the letter as one of them gets it, with a button that sends it to all."""
    event = led_event(request, pk)
    asked = query_of(request).get("termin", "")
    sessions = event.sessions.all()
    chosen = next((session for session in sessions if str(session.pk) == asked), None)
    begin = follow_up(event) if query_of(request).get("vorlage") == FOLLOW_UP else None
    form = LetterForm(posted(request), event=event, session=chosen, begin=begin)
    preview = None
    if request.method == "POST" and form.is_valid():
        if SEND in request.POST:
            try:
                letter = send_letter(event=event, by=user_of(request), **form.cleaned_data)
            except ValidationError as error:
                form.refuse(error)
            except PermissionDenied as error:
                raise Http404 from error
            else:
                done = ngettext("Verschickt an %(n)s Person.", "Verschickt an %(n)s Personen.", letter.recipients)
                messages.success(request, done % {"n": letter.recipients})
                return redirect("events:desk_letters", pk=pk)
        else:
            preview = _preview(event, form)
    context: dict[str, Any] = {
        "event": event,
        "form": form,
        "preview": preview,
        "letters": event.group_letters.select_related("session__venue", "by")[:MOST_LETTERS],
        "trail": trail(event, here=_("Rundschreiben")),
    }
    return render(request, "events/desk/letters.html", context, status=422 if form.errors else 200)


def _preview(event: Event, form: LetterForm) -> dict[str, Any] | None:
    """The letter as the first receiver gets it. Nobody there is an error of the form."""
    data = form.cleaned_data
    people = letters.receivers(places_of(event, data["group"], data["session"]))
    if not people:
        form.add_error("group", _("In dieser Gruppe ist zurzeit niemand."))
        return None
    first = people[0]
    return {
        "count": len(people),
        "to": first.attendee.letter_address,
        "name": first.attendee.name,
        "subject": letters.fill_in(data["subject"], first.attendee, first.session),
        "text": letters.fill_in(data["text"], first.attendee, first.session),
    }


def follow_up(event: Event) -> dict[str, Any]:
    """The letter after an event as a template: thanks, and the page with materials, certificate and survey."""
    text = _(
        "Guten Tag {name},\n\nvielen Dank, dass Sie dabei waren. Unterlagen und Teilnahmebescheinigung finden Sie auf "
        "Ihrer Seite; dort steht auch, ob eine Umfrage offen ist:\n{link}\n\nWir freuen uns auf Ihre Rückmeldung."
    )
    return {"group": LetterGroup.ATTENDED, "subject": one_line(_("Nachbereitung: ") + event.title)[:150], "text": text}
