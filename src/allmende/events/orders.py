# SPDX-FileCopyrightText: 2026 The Allmende contributors
#
# SPDX-License-Identifier: EUPL-1.2

"""What a registration form says, as plain values: what forms, imports and tests hand to the booking services."""

from __future__ import annotations

import hashlib
import json
import unicodedata
import uuid
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from allmende.territory.naming import fold

if TYPE_CHECKING:
    from django.core.files.uploadedfile import UploadedFile

    from allmende.accounts.models import Organisation, User
    from allmende.events.models import ConsentText, Package, Question, Session
    from allmende.territory.models import Territory


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody who is to take part. Without an own address the letters go to whoever registers."""

    name: str
    email: str = ""
    position: str = ""
    user: User | None = None
    accessibility: str = ""
    diet: str = ""


@dataclass(frozen=True, slots=True)
class Contact:
    """Whoever registers, and for whom. Without an organisation of the portal its name is as typed."""

    name: str
    email: str
    organisation: Organisation | None = None
    organisation_name: str = ""
    organisation_kind: str = ""
    territory: Territory | None = None


@dataclass(frozen=True, slots=True)
class Order:
    """One request for seats: of ``people`` for a session or a package. ``answers`` are texts or files."""

    target: Session | Package
    contact: Contact
    people: tuple[Person, ...]
    takes_parts: bool = True
    answers: dict[Question, str | UploadedFile[bytes]] = field(default_factory=dict)
    consents: tuple[ConsentText, ...] = ()
    form_key: uuid.UUID = field(default_factory=uuid.uuid4)

    @property
    def key(self) -> uuid.UUID:
        """The same for the same form with the same words in it: sent twice it is one registration."""
        said = (
            (self.target._meta.label, self.target.pk, self.takes_parts),
            (self.contact.name, self.contact.email, self.contact.organisation_name),
            [(person.name, person.email, person.position) for person in self.people],
            sorted((question.pk, _told(answer)) for question, answer in self.answers.items()),
            sorted(consent.pk for consent in self.consents),
        )
        return uuid.uuid5(self.form_key, hashlib.sha256(json.dumps(said).encode()).hexdigest())


def _told(answer: str | UploadedFile[bytes]) -> str:
    return answer if isinstance(answer, str) else f"{answer.name} {answer.size}"


def normal_email(address: str) -> str:
    """The address as it is kept and compared: without blanks around it, in small letters, composed characters (NFC).

    So two are the same if they are equal. A database that ignores case takes an „ı“ for an „i“: whoever buys such a
    domain would get what belongs to others.
    """
    return unicodedata.normalize("NFC", address.strip()).lower()


def person_key(name: str, email: str) -> str:
    """By which two attendees are the same person: address and folded name, since offices share mailboxes.

    Of a name in another alphabet folding leaves nothing, so it is compared as it is, in small letters.
    """
    seen = visible(name)
    is_latin = all(fold(letter) for letter in seen if letter.isalpha())
    told = fold(seen) if is_latin else " ".join(seen.lower().split())
    return f"{normal_email(email)}|{told}"[:400]


def visible(text: str) -> str:
    """What one sees of ``text``: without zero-width and direction marks, which would make two of one."""
    return "".join(sign for sign in unicodedata.normalize("NFKC", text) if unicodedata.category(sign) != "Cf")


def organisation_key(organisation: Organisation | None, name: str) -> str:
    """By what the limit per organisation counts: the organisation of the portal, or the folded name as typed."""
    if organisation is not None:
        return f"org:{organisation.pk}"
    return f"name:{fold(visible(name))}"[:240] if name.strip() else ""
