# SPDX-FileCopyrightText: 2026 The Allmende contributors
#
# SPDX-License-Identifier: EUPL-1.2

"""The registration form as a whole: its parts, how many rows it has, the order that comes out of it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final, TypeVar

from django import forms
from django.utils.functional import cached_property
from django.utils.translation import gettext as _

from allmende.events.booking_forms import ContactForm, OwnForm, PersonForm, QuestionsForm
from allmende.events.models import ConsentText, Package, Question
from allmende.events.orders import Contact, Order, Person

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from django.core.files.uploadedfile import UploadedFile
    from django.forms import BoundField
    from django.utils.datastructures import MultiValueDict

    from allmende.accounts.models import Organisation, User
    from allmende.events.models import Event, Session

    Typed = Mapping[str, Any]
    Part = TypeVar("Part", bound=forms.Form)

ROWS: Final = "zeilen"
"""The name of the field that says how many rows for colleagues were shown."""
MORE: Final = "mehr"
LESS: Final = "weniger-"


class TakingPartForm(forms.Form):
    """Whether whoever registers comes too, and whether single days of a package are welcome."""

    takes_part = forms.BooleanField(required=False, initial=True)
    takes_parts = forms.BooleanField(required=False, initial=True)

    def __init__(self, *args: Any, is_package: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["takes_part"].label = _("Ich nehme selbst teil")
        self.fields["takes_parts"].label = _("Wenn nicht an allen Tagen Plätze frei sind: auch einzelne Tage")
        if not is_package:
            del self.fields["takes_parts"]


@dataclass(frozen=True, slots=True)
class Row:
    """One colleague's part of the form; ``number`` counts from 1."""

    number: int
    form: PersonForm
    is_new: bool

    @property
    def remove(self) -> str:
        """What the button sends that takes this row out."""
        return f"{LESS}{self.number}"


@dataclass(frozen=True, slots=True)
class NamedField:
    """A field with errors as the summary on top names it: with the person it belongs to."""

    label: str
    auto_id: str
    errors: list[str]


class BookingForm:
    """One registration of ``user`` (None: a guest) for ``target``, with its ``events``.

    ``change`` is what the form was sent for when nobody wants to register yet: "mehr" for one more row, "weniger-2"
    to take the second one out. Then all that was typed is shown again, unchecked.
    """

    def __init__(
        self,
        target: Session | Package,
        events: Sequence[Event],
        *,
        data: Typed | None = None,
        files: MultiValueDict[str, UploadedFile[bytes]] | None = None,
        user: User | None = None,
        organisations: Sequence[Organisation] = (),
        initial: Typed | None = None,
        change: str = "",
    ) -> None:
        self.target, self.user = target, user
        self.max_attendees = min(event.max_attendees for event in events)
        self.asks_needs = any(event.asks_needs for event in events)
        self.is_package = isinstance(target, Package)
        self.is_draft = bool(change)
        self.has_fewer = change.startswith(LESS)
        self._own_errors: list[str] = []
        self.contact = self._typed(
            ContactForm(
                self._checked(data), organisations=organisations, is_guest=user is None, initial=dict(initial or {})
            ),
            data,
        )
        self.taking = self._typed(TakingPartForm(self._checked(data), is_package=self.is_package), data)
        self.own = self._typed(OwnForm(self._checked(data), prefix="ich"), data)
        sources: list[int | None] = [*_kept(data, change, most=self.max_attendees + 1)]
        if change == MORE and len(sources) < self.max_attendees:
            sources.append(None)
        self.may_add = len(sources) < self.max_attendees
        self.rows = [self._row(number, source, data) for number, source in enumerate(sources, start=1)]
        questions = Question.objects.filter(event__in=events).order_by("event", "position", "pk")
        consents = ConsentText.objects.filter(event__in=events).order_by("event", "position", "pk")
        self.questions = self._typed(
            QuestionsForm(self._checked(data), files, questions=list(questions), consents=list(consents)), data
        )

    def _checked(self, data: Typed | None) -> Typed | None:
        return None if self.is_draft else data

    def _typed(self, form: Part, data: Typed | None) -> Part:
        """``form``, with what was typed as it is when nothing is checked yet."""
        if self.is_draft and data is not None:
            for name, field in form.fields.items():
                if not isinstance(field, forms.FileField):
                    form.initial[name] = field.widget.value_from_datadict(data, {}, form.add_prefix(name))
        return form

    def _row(self, number: int, source: int | None, data: Typed | None) -> Row:
        """Rows move up where one before them was taken out."""
        names = PersonForm.base_fields
        typed = {f"person-{number}-{name}": (data or {}).get(f"person-{source}-{name}", "") for name in names}
        form = PersonForm(self._checked(typed), prefix=f"person-{number}", empty_permitted=True)
        return Row(number, self._typed(form, typed), is_new=source is None)

    @cached_property
    def parts(self) -> list[tuple[str, forms.Form]]:
        """All forms, each with the words by which its fields are told from those of the others."""
        rows = [(_("Weitere Person %(number)s") % {"number": row.number}, row.form) for row in self.rows]
        return [("", self.contact), ("", self.taking), ("", self.own), *rows, ("", self.questions)]

    def is_valid(self) -> bool:
        if not all(form.is_valid() for _words, form in self.parts):
            return False
        if not self.people:
            self.add_error(_("Bitte geben Sie an, wer teilnimmt: Sie selbst oder mindestens eine weitere Person."))
        if len(self.people) > self.max_attendees:
            words = _("Eine Anmeldung gilt für höchstens %(number)s Personen. Bitte teilen Sie sie auf.")
            self.add_error(words % {"number": self.max_attendees})
        return not self._own_errors

    def add_error(self, message: str) -> None:
        self._own_errors.append(message)

    @property
    def has_files(self) -> bool:
        return self.questions.has_files

    # What the summary on top asks of a form.

    @property
    def errors(self) -> bool:
        return bool(self._own_errors) or any(form.errors for _words, form in self.parts)

    def non_field_errors(self) -> list[str]:
        found = [str(error) for _words, form in self.parts for error in form.non_field_errors()]
        return [*self._own_errors, *found]

    def __iter__(self) -> Iterator[NamedField]:
        for words, form in self.parts:
            for field in form:
                if field.errors:
                    yield NamedField(_label(words, field), field.auto_id, [str(error) for error in field.errors])

    # What comes out of a valid form.

    @cached_property
    def people(self) -> tuple[Person, ...]:
        """Who takes part."""
        found = [self._myself()] if self.taking.cleaned_data["takes_part"] else []
        for row in self.rows:
            values = row.form.cleaned_data
            if values.get("name"):
                found.append(self._person(values, name=values["name"], email=values["email"]))
        return tuple(found)

    def _myself(self) -> Person:
        name = self.contact.cleaned_data["contact_name"]
        return self._person(self.own.cleaned_data, name=name, email=self.contact_email, user=self.user)

    def _person(self, values: Typed, *, name: str, email: str, user: User | None = None) -> Person:
        needs = values if self.asks_needs else {}
        return Person(
            name=name,
            email=email,
            position=values["position"],
            user=user,
            accessibility=needs.get("accessibility", ""),
            diet=needs.get("diet", ""),
        )

    @property
    def contact_email(self) -> str:
        return self.user.email if self.user is not None else str(self.contact.cleaned_data["contact_email"])

    def order(self) -> Order:
        """What the booking service takes."""
        values, chosen = self.contact.cleaned_data, self.contact.chosen
        return Order(
            target=self.target,
            contact=Contact(
                name=values["contact_name"],
                email=self.contact_email,
                organisation=chosen,
                organisation_name=chosen.name if chosen else values["organisation_name"],
                organisation_kind=chosen.kind if chosen else values["organisation_kind"],
                territory=chosen.territory if chosen else self.contact.territory,
            ),
            people=self.people,
            takes_parts=self.taking.cleaned_data.get("takes_parts", True),
            answers=self.questions.answers(),
            consents=self.questions.given(),
            form_key=values["form_key"],
        )


def _kept(data: Typed | None, change: str, *, most: int) -> list[int]:
    """The numbers of the rows that were sent and stay. More than ``most`` are an attack; the rest is not read."""
    text = str((data or {}).get(ROWS, ""))
    number = int(text) if text.isascii() and text.isdigit() and len(text) < 4 else 0
    return [row for row in range(1, min(number, most) + 1) if change != f"{LESS}{row}"]


def _label(words: str, field: BoundField) -> str:
    return f"{words}, {field.label}" if words else str(field.label)
