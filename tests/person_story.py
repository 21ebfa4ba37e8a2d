# SPDX-FileCopyrightText: 2026 The Allmende contributors
#
# SPDX-License-Identifier: EUPL-1.2

"""A person who leaves a trace in every corner of the portal, and somebody with nearly the same name."""

from __future__ import annotations

import datetime as dt
import time
from dataclasses import replace
from typing import TYPE_CHECKING

from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.socialaccount.models import SocialAccount
from allauth.usersessions.models import UserSession
from django.contrib.sessions.backends.db import SessionStore
from django.core.files.base import ContentFile
from django.test import Client
from django.utils import timezone
from wagtail.models import Comment
from wagtail.users.models import UserProfile

from allmende.accounts.models import DeliveryChoice, InboxMessage, Membership, MembershipState, User
from allmende.accounts.services import create_account
from allmende.content.models import BarrierReport, PortalDocument
from allmende.content.services import report_barrier
from allmende.content.tests.factories import standard_page
from allmende.cooperation import services as cooperation_services
from allmende.cooperation.tests.factories import make_cooperation, make_organisation, make_rhineland
from allmende.core import audit, mail
from allmende.events.models import (
    Answer,
    CalendarAddress,
    Certificate,
    ConsentGiven,
    GroupLetter,
    Place,
    Question,
    QuestionKind,
    Registration,
    SavedDate,
    Speaker,
)
from allmende.events.orders import Contact, Person
from allmende.events.services import booking
from allmende.events.tests.stories import an_order, make_event, make_session
from allmende.moderation.models import Attachment, CareRequest, Change, ChangeStep, FieldComment, Hint, State

if TYPE_CHECKING:
    from allmende.cooperation.models import Cooperation
    from allmende.cooperation.parts import CooperationValues

NAME = "Anna Lena Beispiel"
EMAIL = "anna.beispiel@example.org"
SECOND_EMAIL = "a.l.beispiel@verwaltung.example"
NAMESAKE = "Anna Lena Beispielmann"
NAMESAKE_EMAIL = "anna.beispielmann@example.org"
SAYS = f"Fragen an {NAME} ({EMAIL}, auch {SECOND_EMAIL})."
SAYS_OTHER = f"Fragen an {NAMESAKE} ({NAMESAKE_EMAIL})."
PASSWORD = "ein sehr langes Kennwort"


class Story:
    """Everything the tests look at afterwards."""

    def __init__(self) -> None:
        self.places = make_rhineland()
        self.organisation = make_organisation("Stadtwerke Mendig")
        self.organisation.confirmed_at = timezone.now()
        self.organisation.save()
        self.person = self._account(EMAIL, NAME)
        self.namesake = self._account(NAMESAKE_EMAIL, NAMESAKE)
        self.manager = self._account("verwaltung@example.org", "Vera Verwaltung", manages=True)
        self.operator = create_account(
            email="betrieb@example.org", password=PASSWORD, name="Berta Betrieb", is_operator=True, by=None
        )
        self._sign_in_data()
        self.cooperation = self._cooperation()
        self.change = self._change()
        self._around()
        self._editorial()
        self._events()
        self._letters()
        self._log()

    def _account(self, email: str, name: str, *, manages: bool = False) -> User:
        user = create_account(email=email, password=PASSWORD, name=name, by=None)
        Membership.objects.create(
            user=user,
            organisation=self.organisation,
            state=MembershipState.ACTIVE,
            is_manager=manages,
            message=f"{name} bittet um Aufnahme",
            decided_at=timezone.now(),
            decided_by=user if manages else None,
        )
        return user

    def _sign_in_data(self) -> None:
        Membership.objects.update(decided_by=self.manager)
        EmailAddress.objects.create(user=self.person, email=SECOND_EMAIL, verified=True)
        Authenticator.objects.create(user=self.person, type="webauthn", data={"name": f"Handy von {NAME}"})
        SocialAccount.objects.create(user=self.person, provider="land", uid=EMAIL, extra_data={"name": NAME})
        UserSession.objects.create(user=self.person, session_key="k" * 32, ip="192.0.2.1", user_agent="Firefox")
        DeliveryChoice.objects.create(user=self.person, category="change", delivery="never")
        UserProfile.objects.create(user=self.person, avatar=ContentFile(NAME.encode(), "anna-lena-beispiel.png"))
        InboxMessage.objects.create(user=self.person, category="change", title="An mich", text=SAYS)
        InboxMessage.objects.create(user=self.manager, category="change", title=f"{NAME} tritt bei", text=SAYS)
        InboxMessage.objects.create(user=self.manager, category="change", title="Andere", text=SAYS_OTHER)
        Client().force_login(self.person)
        elsewhere = SessionStore()
        elsewhere["hinweis"] = SAYS
        elsewhere.save()

    def _cooperation(self) -> Cooperation:
        cooperation = make_cooperation(
            "Gemeinsame Bußgeldstelle",
            *list(self.places.values())[-2:],
            tasks=f"{SAYS} {SAYS_OTHER}",
            contact_person=NAME,
            contact_email=EMAIL,
            contact_consented_on=dt.date(2026, 1, 2),
        )
        # By hand: named there only through a colleague's mailbox.
        other = make_cooperation("Bauhof", *list(self.places.values())[-2:])
        values: CooperationValues = {
            "contact_person": NAME,
            "contact_email": "al.beispiel@stadt.example",
            "contact_consented_on": dt.date(2026, 1, 2),
        }
        cooperation_services.change_cooperation(cooperation=other, by=None, values=values)
        return cooperation

    def _change(self) -> Change:
        content = {
            "fields": {"title": "Gemeinsames Archiv", "tasks": SAYS, "n": SAYS_OTHER},
            "rows": {"x": [{"a": NAME}]},
        }
        change = Change.objects.create(
            kind="cooperation", title="Gemeinsames Archiv", organisation=self.organisation, author=self.person,
            content=content, base=content, note=SAYS, assigned_to=self.person, submitted_at=timezone.now(),
            state=State.RETURNED,
        )  # fmt: skip
        ChangeStep.objects.create(change=change, step="submit", target=State.SUBMITTED, by=self.person, comment=SAYS)
        FieldComment.objects.create(change=change, part="tasks", text=SAYS, by=self.person)
        for number, by in enumerate((self.person, self.manager)):
            file = ContentFile(f"Beschluss {number}".encode() + (SAYS.encode() if by == self.person else b""), "b.pdf")
            Attachment.objects.create(
                change=change, file=file, name="Beschluss Anna Lena Beispiel.pdf", media_type="application/pdf",
                size=file.size, sha256=str(number), by=by,
            )  # fmt: skip
        return change

    def _around(self) -> None:
        Hint.objects.create(page="/", text=SAYS, suggestion=SAYS, name=NAME, email=EMAIL, user=self.person)
        Hint.objects.create(page=f"/?q={EMAIL}", text="Ohne Konto", name=NAME, email=EMAIL.upper())
        Hint.objects.create(page="/", text=SAYS_OTHER, handled_by=self.person, answer=SAYS)
        CareRequest.objects.create(
            kind="cooperation", object_key=self.cooperation.pk, asked_at=timezone.now(), answered_by=self.person
        )
        report_barrier(report=BarrierReport(name=NAME, email=EMAIL, page_address="/", message=SAYS))

    def _editorial(self) -> None:
        page = standard_page(body=[("text", f"<p>{SAYS}</p><p>{SAYS_OTHER}</p>")], title=f"Gespräch mit {NAME}")
        page.save_revision(user=self.person, log_action=True).publish(user=self.person, skip_permission_checks=True)
        page.owner = page.locked_by = self.person
        page.save()
        Comment.objects.create(page=page, user=self.person, text=SAYS, contentpath="title")
        Comment.objects.create(page=page, user=self.manager, text=SAYS, contentpath="title")
        PortalDocument.objects.create(
            title=f"Lebenslauf {NAME}", file=ContentFile(b"Text", "lebenslauf_anna-lena-beispiel.pdf"),
            uploaded_by_user=self.person,
        )  # fmt: skip
        self.page = page

    def _events(self) -> None:
        """Registered herself and by others, named in texts of others; somebody of the same name comes too."""
        event = make_event("Werkstatt", description=f"{SAYS} {SAYS_OTHER}")
        session = make_session(event, capacity=9)
        Speaker.objects.create(event=event, name=NAME)
        question = Question.objects.create(event=event, text="Ihr Fall?")
        for by, people in ((self.person, (NAME, "Kim Kollege")), (self.namesake, (NAMESAKE,)), (self.manager, (NAME,))):
            contact = Contact(name=by.name, email=by.email, organisation=self.organisation)
            email = SECOND_EMAIL if by == self.manager else ""
            order = an_order(session, *people, contact=contact, user=by, email=email)
            if by == self.namesake:
                order = replace(order, people=(Person(NAMESAKE, NAMESAKE_EMAIL, "Leitung", diet="vegan"),))
            if by == self.person:
                order = replace(order, people=(Person(NAME, EMAIL, "Leitung", by, diet=SAYS), order.people[1]))
            registration = booking.register(order=order, by=by)
            Answer.objects.create(registration=registration, question=question, text="Wie geht das?")
        own = Registration.objects.get(user=self.person)
        file = ContentFile(SAYS.encode(), "Fall Anna Lena Beispiel.txt")
        case = Question.objects.create(event=event, text="Datei", kind=QuestionKind.FILE)
        Answer.objects.create(registration=own, question=case, text=SAYS, file=file, file_name=f"{NAME}.txt")
        ConsentGiven.objects.create(registration=own, wording=SAYS)
        Certificate.objects.create(
            place=Place.objects.get(attendee__user=self.person), name=NAME, event_title="Werkstatt",
            organiser_name="Stelle", starts_at=timezone.now(), ends_at=timezone.now(), time_zone="Europe/Berlin",
        )  # fmt: skip
        SavedDate.objects.create(event=event, user=self.person, email=EMAIL)
        SavedDate.objects.create(event=event, email=SECOND_EMAIL)
        CalendarAddress.objects.create(user=self.person)
        GroupLetter.objects.create(event=event, group="seated", subject=f"Von {NAME}", text=SAYS, by=self.person)

    def _letters(self) -> None:
        letter = {"subject": f"Post von {NAME}", "template": "content/mail/barrier_report.txt"}
        report = BarrierReport(name=NAME, email=EMAIL, page_address="/", message=SAYS, delete_on=timezone.localdate())
        mail.send(to=[EMAIL], context={"report": report}, **letter)  # type: ignore[arg-type]
        mail.send(to=["dritte@example.org"], context={"report": report}, reply_to=[EMAIL], **letter)  # type: ignore[arg-type]
        report.message, report.name, report.email = SAYS_OTHER, NAMESAKE, NAMESAKE_EMAIL
        mail.send(to=[NAMESAKE_EMAIL], subject=NAMESAKE, template=letter["template"], context={"report": report})

    def _log(self) -> None:
        audit.record("cooperation.changed", self.cooperation, by=self.person, after={"tasks": SAYS})
        audit.record("user.renamed", self.person, by=self.operator, before={"name": "Anna"}, after={"name": NAME})
        audit.record("membership.requested", self.person.memberships.get(), by=self.manager)
        audit.record("user.renamed", self.namesake, by=self.operator, after={"name": NAMESAKE})


def just_proven(client: Client) -> None:
    """The visitor has given the password a moment ago."""
    session = client.session
    session["account_authentication_methods_user"] = session["_auth_user_id"]
    session["account_authentication_methods"] = [{"method": "password", "at": time.time(), "reauthenticated": True}]
    session.save()
