# SPDX-FileCopyrightText: 2026 The Allmende contributors
#
# SPDX-License-Identifier: EUPL-1.2

"""Who stands before a page of a BarCamp: a participant, with an account or through a secret address, or who leads.

Whoever comes by the secret address of a registration says once who she is; the session of the browser remembers it. It
holds no secret, only a mark made from one: it ends when the place is given up or handed to somebody else.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from django.http import Http404
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils import timezone
from django.utils.crypto import constant_time_compare, salted_hmac
from django.utils.translation import gettext as _

from allmende.events import barcamp_rules as rules
from allmende.events.models import Attendee, Barcamp, EventKind, PlaceState, Proposal, Session
from allmende.events.own_access import no_nul

if TYPE_CHECKING:
    import datetime as dt

    from django.db.models import QuerySet
    from django.http import HttpRequest

    from allmende.accounts.models import User

SESSION_KEY: Final = "barcamp"
MOST_ENTRIES: Final = 10


@dataclass(frozen=True, slots=True)
class Here:
    """One BarCamp, seen by whoever asks for the page."""

    session: Session
    barcamp: Barcamp
    user: User | None
    attendee: Attendee | None
    leads: bool
    now: dt.datetime

    @property
    def takes_part(self) -> bool:
        return self.leads or self.attendee is not None

    @property
    def moderator(self) -> User:
        """Who leads. Only on pages of ``leading``; 404 elsewhere."""
        if not self.leads or self.user is None:
            raise Http404
        return self.user

    @property
    def sees_all(self) -> bool:
        """Proposals and plan: participants; everybody once they are public."""
        return self.takes_part or self.barcamp.is_public

    @property
    def may_propose(self) -> bool:
        if self.leads:
            return not self.is_over
        return self.attendee is not None and rules.takes_proposals(self.barcamp, self.now)

    @property
    def may_vote(self) -> bool:
        return self.attendee is not None and rules.takes_votes(self.barcamp, self.now)

    @property
    def is_over(self) -> bool:
        """Over or cancelled: nothing new comes in."""
        return self.session.is_over(self.now) or self.session.is_cancelled

    def may_change(self, proposal: Proposal) -> bool:
        is_own = self.attendee is not None and proposal.proposer_id == self.attendee.pk
        return (self.leads or is_own) and not self.is_over

    def may_write_notes(self) -> bool:
        return self.leads or (self.attendee is not None and rules.takes_notes(self.session, self.now))

    def sees_notes(self) -> bool:
        return self.takes_part or rules.shows_notes_to_all(self.barcamp, self.now)

    @property
    def tabs(self) -> list[tuple[str, str]]:
        """Where one can go from here."""
        pages = [(_("Überblick"), "events:barcamp")]
        if self.attendee is not None:
            pages.append((_("Abstimmen"), "events:barcamp_vote"))
        if self.leads:
            pages.append((_("Plan"), "events:barcamp_plan"))
            pages.append((_("Räume und Zeiten"), "events:barcamp_grid"))
            pages.append((_("Ergebnis"), "events:barcamp_results"))
        if self.sees_all:
            pages.append((_("Leinwand"), "events:barcamp_wall"))
        return [(label, reverse(name, kwargs={"pk": self.session.pk})) for label, name in pages]


def sessions(request: HttpRequest) -> QuerySet[Session]:
    """The sessions of BarCamps that the visitor may know of."""
    found = Session.objects.visible_to(request.user).filter(event__kind=EventKind.BARCAMP)
    return found.select_related("event__organiser", "event__land", "venue")


def here(request: HttpRequest, pk: int) -> Here:
    """The BarCamp of one session; 404 for what is none, or a draft of others."""
    session = get_object_or_404(sessions(request), pk=pk)
    barcamp = Barcamp.objects.filter(session=session).first() or Barcamp(session=session)
    barcamp.session = session
    user = request.user if request.user.is_authenticated else None
    return Here(
        session=session,
        barcamp=barcamp,
        user=user,
        attendee=_attendee(request, session, user),
        leads=rules.leads(user, session),
        now=timezone.now(),
    )


def taking_part(request: HttpRequest, pk: int) -> Here:
    """404 for who has no seat and does not lead."""
    found = here(request, pk)
    if not found.takes_part:
        raise Http404
    return found


def leading(request: HttpRequest, pk: int) -> Here:
    """404 for who does not lead."""
    found = here(request, pk)
    if not found.leads:
        raise Http404
    return found


def proposal_here(request: HttpRequest, pk: int) -> tuple[Proposal, Here]:
    """A proposal with its BarCamp; 404 for who may not see it. Withdrawn ones only proposer and moderator see."""
    proposal = get_object_or_404(Proposal.objects.select_related("proposer", "placement__room"), pk=pk)
    found = here(request, proposal.session_id)
    proposal.session = found.session
    is_own = found.attendee is not None and proposal.proposer_id == found.attendee.pk
    if not found.sees_all or (proposal.is_withdrawn and not (is_own or found.leads)):
        raise Http404
    return proposal, found


# Who it is


def _seated(session: Session) -> QuerySet[Attendee]:
    return Attendee.objects.filter(places__session=session, places__state=PlaceState.SEATED).order_by("pk")


def _attendee(request: HttpRequest, session: Session, user: User | None) -> Attendee | None:
    """By the account, else by what the browser remembers of a secret address. Asked anew on every request."""
    seated = _seated(session)
    if user is not None and (own := seated.filter(user=user).first()):
        return own
    entry = request.session.get(SESSION_KEY, {}).get(str(session.pk))
    if not entry:
        return None
    key, mark = entry
    found = seated.filter(pk=key).first()
    return found if found is not None and constant_time_compare(mark, mark_of(found)) else None


def mark_of(attendee: Attendee) -> str:
    """A mark of the person who has the place now; after a transfer it is another."""
    value = f"{attendee.pk}|{attendee.person_key}|{attendee.secret}"
    return salted_hmac("allmende.events.barcamp", value, algorithm="sha256").hexdigest()[:32]


def at_the_door(request: HttpRequest, secret: str, pk: int, *, of_registration: bool) -> tuple[Session, list[Attendee]]:
    """Who may come in by a secret address: one person, or all of a registration that have a seat. 404 for nobody."""
    session = get_object_or_404(sessions(request), pk=pk)
    seated, secret = _seated(session), no_nul(secret)
    people = list(seated.filter(registration__secret=secret) if of_registration else seated.filter(secret=secret))
    if not people:
        raise Http404
    return session, people


def let_in(request: HttpRequest, session: Session, attendee: Attendee) -> None:
    """Remember who comes, in this browser, until its session ends."""
    entries = dict(request.session.get(SESSION_KEY, {}))
    entries.pop(str(session.pk), None)
    entries[str(session.pk)] = [attendee.pk, mark_of(attendee)]
    request.session[SESSION_KEY] = dict(list(entries.items())[-MOST_ENTRIES:])
