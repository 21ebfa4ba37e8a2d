# SPDX-FileCopyrightText: 2026 The Allmende contributors
#
# SPDX-License-Identifier: EUPL-1.2

"""Who stands behind a secret address: whoever registered, or one of those who take part."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, TypeVar

from django.http import Http404
from django.urls import reverse

from allmende.accounts.rate_limit import Limit, is_exceeded, note_attempt
from allmende.accounts.visitor import address_of
from allmende.events.models import Attendee, Place, Registration

if TYPE_CHECKING:
    from django.db.models import QuerySet
    from django.http import HttpRequest
    from django.http.response import HttpResponseBase

    Response = TypeVar("Response", bound=HttpResponseBase)

WRONG_SECRETS: Final = Limit("event_secret", count=100, minutes=15)
"""Wrong addresses from one line: nobody types so many by mistake. After them it gets no page of this kind."""


@dataclass(frozen=True, slots=True)
class Access:
    """One registration as whoever opened the page may see it: all of it, or only the part of ``attendee``."""

    registration: Registration
    attendee: Attendee | None
    secret: str

    @property
    def attendees(self) -> QuerySet[Attendee]:
        found = Attendee.objects.filter(registration=self.registration)
        return found if self.attendee is None else found.filter(pk=self.attendee.pk)

    @property
    def places(self) -> QuerySet[Place]:
        rows = Place.objects.select_related("attendee__registration", "session__event", "session__venue")
        return rows.filter(attendee__in=self.attendees.order_by().values("pk")).order_by(
            "session__starts_at", "attendee", "pk"
        )

    @property
    def is_for_all(self) -> bool:
        """Whether it is whoever registered: that person answers the questions and gives consent."""
        return self.attendee is None

    @property
    def url(self) -> str:
        return (self.attendee or self.registration).get_absolute_url()

    @property
    def calendar_url(self) -> str:
        name = "events:registration_calendar" if self.attendee is None else "events:attendee_calendar"
        return reverse(name, kwargs={"secret": self.secret})


def no_nul(text: str) -> str:
    """``text`` of an address as a database takes it: PostgreSQL refuses NUL, which no secret and no name holds."""
    return text.replace("\x00", "")


def access_or_404(request: HttpRequest, secret: str) -> Access:
    """What this address opens. Raises Http404 for a wrong one, and while the line has tried too many."""
    line, secret = address_of(request), no_nul(secret)
    if is_exceeded(WRONG_SECRETS, line):
        raise Http404
    registrations = Registration.objects.select_related("session__event", "session__venue", "package", "organisation")
    registration = registrations.filter(secret=secret).first()
    if registration is not None:
        return Access(registration, None, secret)
    attendee = Attendee.objects.filter(secret=secret).exclude(registration__number=None).first()
    if attendee is not None:
        return Access(registrations.get(pk=attendee.registration_id), attendee, secret)
    note_attempt(WRONG_SECRETS, line)
    raise Http404


def registration_or_404(request: HttpRequest, secret: str) -> Registration:
    """The registration whose own address this is; those who were registered by a colleague have another."""
    access = access_or_404(request, secret)
    if not access.is_for_all:
        raise Http404
    return access.registration


def private(response: Response) -> Response:
    """Kept by nobody, found by no search engine; its address is told to no other site."""
    response.headers["Cache-Control"] = "private, no-store"
    response.headers["X-Robots-Tag"] = "noindex, nofollow"
    response.headers["Referrer-Policy"] = "same-origin"
    return response
