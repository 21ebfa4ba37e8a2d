# SPDX-FileCopyrightText: 2026 The Allmende contributors
#
# SPDX-License-Identifier: EUPL-1.2

"""Who appears in the permission matrix, and what there is: two Verbandsgemeinden, a desk, a change in every state."""

from __future__ import annotations

import datetime as dt
from copy import deepcopy
from dataclasses import dataclass, field
from enum import StrEnum
from typing import TYPE_CHECKING, Any

from allauth.usersessions.models import UserSession
from django.core.files.base import ContentFile
from django.db.models.fields.files import FieldFile
from django.utils import timezone

from allmende.accounts.models import InboxMessage, Membership, MembershipState, Organisation, OrganisationKind, User
from allmende.content.models import Announcement, AnnouncementSort
from allmende.cooperation.tests.factories import make_alliance, make_cooperation, make_rhineland
from allmende.events.models import EventState, ProgrammeImport
from allmende.events.tests.stories import make_event, make_session, make_venue
from allmende.library.tests.document_stories import make_document, make_version
from allmende.moderation import kinds
from allmende.moderation.models import Attachment, CareRequest, Change, ChangeStep, Hint, State
from allmende.search.models import SynonymGroup
from tests.permissions.barcamp_story import make_barcamp_story
from tests.permissions.day_story import make_day_story
from tests.permissions.event_desk_story import make_event_desk_story
from tests.permissions.funding_story import make_funding_story
from tests.permissions.people import make_desk, make_desk_of, make_operator, make_person
from tests.permissions.survey_story import make_survey_story

if TYPE_CHECKING:
    from django.db.models import Field, Model

    from allmende.cooperation.models import Alliance, Cooperation
    from allmende.events.models import Event, Session
    from allmende.library.models import Document, DocumentVersion
    from allmende.territory.models import Territory


class Person(StrEnum):
    """Everybody who may come, seen from the organisation whose things are opened („ours“)."""

    VISITOR = "visitor"
    CITIZEN = "citizen"  # an account without any membership
    ASKING = "asking"  # has asked to join ours
    FORMER = "former"  # was an editor of ours
    EDITOR = "editor"
    SIGNATORY = "signatory"
    MANAGER = "manager"
    OTHER_EDITOR = "other_editor"
    OTHER_MANAGER = "other_manager"
    DESK = "desk"
    DESK_HERE = "desk_here"  # limited to the Land ours lies in
    DESK_ELSEWHERE = "desk_elsewhere"  # limited to another Land
    OPERATOR = "operator"


EVERYBODY = frozenset(Person)
SIGNED_IN = EVERYBODY - {Person.VISITOR}
MEMBERS = frozenset({Person.EDITOR, Person.SIGNATORY, Person.MANAGER})
OTHERS = frozenset({Person.OTHER_EDITOR, Person.OTHER_MANAGER})
ACTING = MEMBERS | OTHERS
DESK = frozenset({Person.DESK, Person.DESK_HERE, Person.DESK_ELSEWHERE, Person.OPERATOR})
DESK_HERE = DESK - {Person.DESK_ELSEWHERE}
OPERATOR = frozenset({Person.OPERATOR})
NOBODY: frozenset[Person] = frozenset()


@dataclass
class Cast:
    """The story, ready to be opened by everybody."""

    places: dict[str, Territory]
    ours: Organisation
    theirs: Organisation
    people: dict[Person, User]
    memberships: dict[Person, Membership]
    cooperation: Cooperation
    unpublished: Cooperation
    alliance: Alliance
    unpublished_alliance: Alliance
    message: InboxMessage
    announcement: Announcement
    withdrawn: Announcement
    document: Document
    withdrawn_document: Document
    upload: DocumentVersion
    """A file of a document that waits for the desk."""
    event: Event
    """A workshop of ours for the Land, open for registration."""
    event_session: Session
    draft_event: Event
    draft_session: Session
    changes: dict[State, Change] = field(default_factory=dict)
    attachments: dict[State, Attachment] = field(default_factory=dict)
    hint: Any = None
    question: Any = None
    session: Any = None
    synonyms: Any = None
    event_desk: Any = None
    programme_import: Any = None
    day: Any = None
    survey: Any = None
    funding: Any = None
    barcamp: Any = None
    known: list[tuple[Model, list[str], list[Any]]] = field(default_factory=list)
    """The rows that services are given, with their columns and what the database holds in them."""

    def refresh(self) -> None:
        """See everything as the database has it: what somebody tried was taken back.

        All of it was taken back, so the first look at the database holds for all later ones.
        """
        if not self.known:
            rows: list[Model] = [self.cooperation, self.unpublished, self.alliance, self.unpublished_alliance]
            rows += [self.announcement, self.document, self.withdrawn_document, self.upload]
            rows += [self.message, self.ours, self.theirs, self.hint, self.question, self.synonyms]
            for row in [*rows, *self.changes.values(), *self.memberships.values()]:
                row.refresh_from_db()
                fields = row._meta.concrete_fields
                self.known.append((row, [field.attname for field in fields], [_stored(row, field) for field in fields]))
        for row, names, values in self.known:
            fresh = type(row).from_db(row._state.db, names, deepcopy(values))
            row.__dict__.clear()
            row.__dict__.update(fresh.__dict__)

    def attachment_of(self, state: State) -> dict[str, int]:
        """The parameters of the address of a change's file."""
        return {"pk": self.changes[state].pk, "attachment": self.attachments[state].pk}


def _stored(row: Model, column: Field[Any, Any]) -> Any:
    """What ``row`` has in a column; of a file, its name."""
    value = getattr(row, column.attname)
    return value.name if isinstance(value, FieldFile) else deepcopy(value)


def make_cast() -> Cast:
    """Everybody and everything, in as few writes as possible."""
    places = make_rhineland()
    now = timezone.now()
    kind = OrganisationKind.MUNICIPALITY
    ours = Organisation.objects.create(
        name="Verbandsgemeinde Mendig", kind=kind, territory=places["071375004"], confirmed_at=now
    )
    theirs = Organisation.objects.create(
        name="Stadt Andernach", kind=kind, territory=places["071370003003"], confirmed_at=now
    )
    people = {person: make_person(person) for person in SIGNED_IN - DESK}
    people |= {
        Person.DESK: make_desk(Person.DESK),
        Person.DESK_HERE: make_desk_of(Person.DESK_HERE, places["07"]),
        Person.DESK_ELSEWHERE: make_desk_of(Person.DESK_ELSEWHERE, places["06"]),
        Person.OPERATOR: make_operator(Person.OPERATOR),
    }
    cast = Cast(
        places=places,
        ours=ours,
        theirs=theirs,
        people=people,
        memberships=_memberships(ours, theirs, people),
        cooperation=make_cooperation("Gemeinsame Bußgeldstelle", places["071375004"], owner=ours),
        unpublished=make_cooperation("Gemeinsames Archiv", places["071375004"], owner=ours, published=False),
        alliance=make_alliance("IKZ Eifel", places["071375004"], owner=ours),
        unpublished_alliance=make_alliance("IKZ Pellenz", places["071375004"], owner=ours, published=False),
        message=InboxMessage.objects.create(
            user=people[Person.EDITOR], category="moderation", title="Zurückgegeben", text="Bitte ansehen."
        ),
        announcement=_announcement(ours, "meldung", published_at=now),
        withdrawn=_announcement(ours, "zurueckgezogen", published_at=None),
        document=_document(ours, places["07"], "Vertrag", published=True),
        withdrawn_document=_document(ours, places["07"], "Alter Vertrag", published=False),
        upload=_upload(ours, people[Person.EDITOR], places["07"]),
        **_events(ours, places),
    )
    cast.changes = {state: _change(cast, state) for state in State}
    cast.attachments = {state: _attachment(change) for state, change in cast.changes.items()}
    cast.hint = _hint(cast)
    cast.question = CareRequest.objects.create(
        kind="cooperation", object_key=cast.cooperation.pk, organisation=ours, asked_at=now
    )
    cast.synonyms = SynonymGroup.objects.create(words="Bauhof, Betriebshof", supplied_key="bauhof")
    cast.barcamp = make_barcamp_story(ours, places["07"], people[Person.CITIZEN])
    cast.event_desk = make_event_desk_story(ours, places["07"])
    cast.programme_import = ProgrammeImport.objects.create(
        name="programm.csv", year=2026, organiser=ours, land=places["07"]
    )
    cast.day = make_day_story(ours, places["07"])
    cast.survey = make_survey_story(ours, places["07"], people[Person.CITIZEN])
    cast.funding = make_funding_story(places["07"])
    cast.session = UserSession.objects.create(user=people[Person.EDITOR], ip="192.0.2.1", session_key="none")
    return cast


def _hint(cast: Cast) -> Hint:
    hint = Hint.objects.create(
        page=cast.cooperation.get_absolute_url(),
        kind="cooperation",
        object_key=cast.cooperation.pk,
        part="summary",
        text="Das stimmt nicht mehr.",
        suggestion="Zwei Aufgaben.",
        organisation=cast.ours,
    )
    hint.areas.set([cast.places["071375004"]])
    return hint


def _events(organiser: Organisation, places: dict[str, Territory]) -> dict[str, Any]:
    """An open event and a draft, each with one session."""
    venue = make_venue(territory=places["071375004069"])
    event = make_event("Workshop", organiser=organiser, land=places["07"])
    draft = make_event("Neuer Workshop", organiser=organiser, land=places["07"], state=EventState.DRAFT)
    return {
        "event": event,
        "event_session": make_session(event, venue=venue),
        "draft_event": draft,
        "draft_session": make_session(draft, venue=venue),
    }


def _announcement(owner: Organisation, slug: str, *, published_at: dt.datetime | None) -> Announcement:
    return Announcement.objects.create(
        sort=AnnouncementSort.NEWS,
        slug=slug,
        title="Gemeinsames Archiv eröffnet",
        lead="Ab Montag ist es offen.",
        dated_on=timezone.localdate(),
        owner=owner,
        published_at=published_at,
    )


def _document(owner: Organisation, land: Territory, title: str, *, published: bool) -> Document:
    document = make_document(title, owner=owner, land=land, published=published)
    make_version(document)
    return document


def _upload(organisation: Organisation, author: User, land: Territory) -> DocumentVersion:
    version = make_version(None, organisation=organisation)
    change = Change.objects.create(
        kind="document",
        title="Neuer Vertrag",
        organisation=organisation,
        author=author,
        content={"fields": {"file": str(version.pk)}, "rows": {}},
        state=State.SUBMITTED,
        submitted_at=timezone.now(),
    )
    change.areas.set([land])
    return version


def _attachment(change: Change) -> Attachment:
    return Attachment.objects.create(
        change=change,
        file=ContentFile(b"Beschluss des Rates", name="beschluss.txt"),
        name="beschluss.txt",
        media_type="text/plain",
        size=19,
        sha256=f"{change.pk:064d}",
    )


def _memberships(ours: Organisation, theirs: Organisation, people: dict[Person, User]) -> dict[Person, Membership]:
    active, now = MembershipState.ACTIVE, timezone.now()
    rows: dict[Person, dict[str, Any]] = {
        Person.ASKING: {"state": MembershipState.REQUESTED},
        Person.FORMER: {"state": MembershipState.ENDED, "ended_at": now},
        Person.EDITOR: {"state": active},
        Person.SIGNATORY: {"state": active, "is_editor": False, "is_signatory": True},
        Person.MANAGER: {"state": active, "is_editor": False, "is_manager": True},
        Person.OTHER_EDITOR: {"state": active},
        Person.OTHER_MANAGER: {"state": active, "is_editor": False, "is_manager": True},
    }
    return {
        person: Membership.objects.create(
            user=people[person], organisation=theirs if person in OTHERS else ours, **values
        )
        for person, values in rows.items()
    }


def _change(cast: Cast, state: State) -> Change:
    """A new cooperation that ours sends in, written by the editor."""
    kind = kinds.kind("cooperation")
    content = kind.content_of(cast.cooperation)
    content["fields"]["title"] = f"Gemeinsame Vergabestelle ({state})"
    now = timezone.now()
    change = Change.objects.create(
        kind="cooperation",
        title=kind.title_of(content),
        organisation=cast.ours,
        author=cast.people[Person.EDITOR],
        content=content,
        state=state,
        submitted_at=None if state in {State.DRAFT, State.DISCARDED} else now,
        publish_at=now + dt.timedelta(days=3) if state == State.SCHEDULED else None,
    )
    change.areas.set([cast.places["071375004"]])
    ChangeStep.objects.create(change=change, step="begin", target=State.DRAFT, by=cast.people[Person.EDITOR])
    return change
