# SPDX-FileCopyrightText: 2026 The Allmende contributors
#
# SPDX-License-Identifier: EUPL-1.2

"""What participants write in a BarCamp: proposals, votes, notes; and what becomes of a session afterwards.

``attendee`` is the seat by which somebody takes part, with an account (``by``) or without; None is who leads.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import Count, F
from django.utils import timezone
from django.utils.translation import gettext as _

from allmende.accounts.models import Organisation
from allmende.core import audit
from allmende.core.content_version import content_changed
from allmende.core.form_text import plain_lines
from allmende.events import barcamp_rules as rules
from allmende.events import barcamp_turns
from allmende.events.barcamp_errors import BarcampError, ClosedError, HandedOverError, NotesChangedError
from allmende.events.models import Barcamp, Interest, Placement, Proposal

if TYPE_CHECKING:
    from allmende.accounts.models import User
    from allmende.events.handover import Target
    from allmende.events.models import Attendee, Session

MOST_PROPOSALS: Final = 300
"""Of one BarCamp; and of one person:"""
MOST_OF_ONE: Final = 10
LONGEST_NOTES: Final = 20_000


def locked(session: Session) -> Barcamp:
    """The BarCamp of ``session``, held until the transaction ends, so that all writers come one after another."""
    Barcamp.objects.get_or_create(session=session)
    barcamp = Barcamp.objects.select_for_update().get(session=session)
    barcamp.session = session
    return barcamp


def raise_version(barcamp: Barcamp) -> None:
    """Plan and wall show something else now."""
    Barcamp.objects.filter(pk=barcamp.pk).update(version=F("version") + 1)
    barcamp.refresh_from_db(fields=["version"])
    if barcamp.is_public:
        content_changed()


def propose(
    *, session: Session, title: str, description: str = "", attendee: Attendee | None = None, by: User | None
) -> Proposal:
    """A new proposal. Sent twice it is the same one. Raises PermissionDenied, ClosedError, BarcampError."""
    leads = _as_who(session, attendee, by)
    title, description = one_line(title), plain_lines(description).strip()
    with transaction.atomic():
        barcamp = locked(session)
        now = timezone.now()
        is_past = session.is_over(now) or session.is_cancelled
        if is_past or not (leads or rules.takes_proposals(barcamp, now)):
            raise ClosedError(_("Vorschläge werden gerade nicht angenommen."))
        own = session.proposals.standing().filter(proposer=attendee)
        if found := own.filter(title=title, description=description).order_by("pk").first():
            return found
        _check_numbers(session, attendee)
        proposal = Proposal.objects.create(session=session, title=title, description=description, proposer=attendee)
        if attendee is not None:
            Interest.objects.create(proposal=proposal, attendee=attendee, wants=True)
        raise_version(barcamp)
        audit.record("proposal.created", proposal, by=by, after={"title": title})
    return proposal


def _as_who(session: Session, attendee: Attendee | None, by: User | None) -> bool:
    """Whether it is who leads that writes; raises PermissionDenied for who does not take part either."""
    if rules.leads(by, session):
        return True
    if not rules.is_seated(attendee, session):
        raise PermissionDenied
    return False


def _check_numbers(session: Session, attendee: Attendee | None) -> None:
    if session.proposals.count() >= MOST_PROPOSALS:
        raise BarcampError(_("Mehr Vorschläge nimmt dieses BarCamp nicht auf."))
    if attendee is not None and session.proposals.standing().filter(proposer=attendee).count() >= MOST_OF_ONE:
        raise BarcampError(_("Sie haben schon %(number)s Vorschläge gemacht.") % {"number": MOST_OF_ONE})


def one_line(text: str) -> str:
    """``text`` on one line."""
    return " ".join(text.split())


def change_proposal(
    *, proposal: Proposal, title: str, description: str, attendee: Attendee | None = None, by: User | None
) -> Proposal:
    """One's own, or any for who leads. Raises PermissionDenied, ClosedError."""
    with transaction.atomic():
        barcamp, fresh = _own(proposal, attendee, by)
        before = {"title": fresh.title, "description": fresh.description}
        fresh.title, fresh.description = one_line(title), plain_lines(description).strip()
        after = {"title": fresh.title, "description": fresh.description}
        if before != after:
            fresh.save(update_fields=["title", "description"])
            raise_version(barcamp)
            audit.record("proposal.changed", fresh, by=by, before=before, after=after)
    return fresh


def _own(proposal: Proposal, attendee: Attendee | None, by: User | None) -> tuple[Barcamp, Proposal]:
    """Both as they are now, held. Raises PermissionDenied, ClosedError."""
    if not rules.may_change(by, attendee, proposal):
        raise PermissionDenied
    barcamp = locked(proposal.session)
    if proposal.session.is_over(timezone.now()) or proposal.session.is_cancelled:
        raise ClosedError(_("Das BarCamp ist vorbei. Vorschläge lassen sich nicht mehr ändern."))
    fresh = Proposal.objects.get(pk=proposal.pk)
    fresh.session = proposal.session
    return barcamp, fresh


def withdraw_proposal(*, proposal: Proposal, attendee: Attendee | None = None, by: User | None) -> Proposal:
    """Take it back: nobody is asked about it any more, and its place in the plan is free again."""
    return _stand(proposal, is_withdrawn=True, attendee=attendee, by=by)


def restore_proposal(*, proposal: Proposal, attendee: Attendee | None = None, by: User | None) -> Proposal:
    """Let a withdrawn proposal stand again, with the answers it had."""
    return _stand(proposal, is_withdrawn=False, attendee=attendee, by=by)


def _stand(proposal: Proposal, *, is_withdrawn: bool, attendee: Attendee | None, by: User | None) -> Proposal:
    with transaction.atomic():
        barcamp, fresh = _own(proposal, attendee, by)
        if fresh.is_withdrawn != is_withdrawn:
            fresh.is_withdrawn = is_withdrawn
            fresh.save(update_fields=["is_withdrawn"])
            if is_withdrawn:
                Placement.objects.filter(proposal=fresh).delete()
            raise_version(barcamp)
            audit.record("proposal.withdrawn" if is_withdrawn else "proposal.restored", fresh, by=by)
    return fresh


def next_to_judge(*, session: Session, attendee: Attendee, by: User | None) -> Interest | None:
    """The proposal that ``attendee`` is shown now: what lies before her, else the one the fewest have been shown.

    None: she has seen all. Raises PermissionDenied, ClosedError.
    """
    with transaction.atomic():
        _ready_to_vote(session, attendee)
        return _show_next(session, attendee, by)


def _ready_to_vote(session: Session, attendee: Attendee) -> None:
    if not rules.is_seated(attendee, session):
        raise PermissionDenied
    if not rules.takes_votes(locked(session), timezone.now()):
        raise ClosedError(_("Abgestimmt wird gerade nicht."))


def open_interest(session: Session, attendee: Attendee) -> Interest | None:
    """What lies before ``attendee``."""
    mine = Interest.objects.filter(attendee=attendee, is_open=True)
    mine = mine.filter(proposal__session=session, proposal__is_withdrawn=False)
    return mine.select_related("proposal").order_by("pk").first()


def _show_next(session: Session, attendee: Attendee, by: User | None) -> Interest | None:
    if found := open_interest(session, attendee):
        return found
    unseen = session.proposals.standing().exclude(interests__attendee=attendee).order_by()
    views = dict(unseen.annotate(views=Count("interests")).values_list("pk", "views"))
    chosen = barcamp_turns.choose(views, attendee.pk)
    if chosen is None:
        return None
    interest = Interest.objects.create(proposal_id=chosen, attendee=attendee, is_open=True)
    audit.record("interest.created", interest, by=by)
    return interest


def judge(*, proposal: Proposal, wants: bool | None, attendee: Attendee, by: User | None) -> Interest | None:
    """Say whether one wants to be there (None: go on without saying), and be shown the next; None: there is none.

    Only what one has been shown can be answered, so that all proposals are shown to the same number of people. Said
    twice the last counts. Raises PermissionDenied, ClosedError, BarcampError.
    """
    session = proposal.session
    with transaction.atomic():
        _ready_to_vote(session, attendee)
        interest = Interest.objects.filter(proposal=proposal, attendee=attendee).first()
        if interest is None:
            raise BarcampError(_("Dieser Vorschlag ist für Sie noch nicht an der Reihe."))
        interest.wants, interest.is_open = wants, False
        interest.save(update_fields=["wants", "is_open"])
        audit.record("interest.changed", interest, by=by)
        return _show_next(session, attendee, by)


def save_notes(
    *, proposal: Proposal, text: str, version: int, attendee: Attendee | None = None, by: User | None
) -> Proposal:
    """Keep the notes of a session, which all participants write together. ``version`` is what the form was opened with.

    Raises PermissionDenied, ClosedError, NotesChangedError (nothing saved) and BarcampError.
    """
    session = proposal.session
    leads = _as_who(session, attendee, by)
    text = plain_lines(text).strip()
    if len(text) > LONGEST_NOTES:
        raise BarcampError(_("Bitte fassen Sie sich kürzer: höchstens %(number)s Zeichen.") % {"number": LONGEST_NOTES})
    if not leads and not rules.takes_notes(session, timezone.now()):
        raise ClosedError(_("Die Notizen sind abgeschlossen."))
    with transaction.atomic():
        fresh = Proposal.objects.select_for_update().get(pk=proposal.pk)
        if fresh.notes == text:
            return fresh
        if fresh.notes_version != version:
            raise NotesChangedError(fresh.notes, fresh.notes_version)
        fresh.notes, fresh.notes_version = text, fresh.notes_version + 1
        fresh.save(update_fields=["notes", "notes_version"])
        audit.record("proposal.notes_changed", fresh, by=by, after={"notes_version": fresh.notes_version})
        if rules.shows_notes_to_all(locked(session), timezone.now()):
            content_changed()
    return fresh


def hand_over(
    *, proposal: Proposal, target: Target, organisation: Organisation, attendee: Attendee | None = None, by: User
) -> str:
    """Make something of a session elsewhere in the portal; returns the address where ``by`` goes on.

    Only who takes part, for an organisation she acts for. Raises PermissionDenied, HandedOverError.
    """
    if not rules.takes_part(by, attendee, proposal.session):
        raise PermissionDenied
    if not Organisation.objects.of(by).filter(pk=organisation.pk).exists():
        raise PermissionDenied
    with transaction.atomic():
        fresh = Proposal.objects.select_for_update(of=("self",)).select_related("session__event").get(pk=proposal.pk)
        if fresh.is_withdrawn:
            raise HandedOverError(_("Dieser Vorschlag ist zurückgezogen."))
        address = target.hand_over(fresh, organisation=organisation, by=by)
        audit.record("proposal.handed_over", fresh, by=by, organisation=organisation, after={"target": target.name})
    return address
