# SPDX-FileCopyrightText: 2026 The Allmende contributors
#
# SPDX-License-Identifier: EUPL-1.2

"""From one row of the exchange file to a cooperation ready for the services, or to what stands in the way."""

from __future__ import annotations

import difflib
import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _

from allmende.cooperation.importing.columns import BY_KEY, GROUP_SEPARATOR, LIST_SEPARATOR
from allmende.cooperation.importing.lookup import PartnerLookup, as_partners, reason
from allmende.cooperation.importing.problems import Problem, Severity
from allmende.cooperation.importing.values import (
    UnclearError,
    last_day,
    read_date,
    read_money,
    read_yes_no,
    text_of,
)
from allmende.cooperation.models import Alliance, Cooperation, GrantPhase, Programme, Role, Status, Topic
from allmende.cooperation.parts import CooperationParts, CooperationValues, GrantData, PartnerData, SourceData, dated
from allmende.core.mailboxes import looks_personal
from allmende.legal.models import LegalForm
from allmende.territory.models import Territory
from allmende.territory.naming import fold

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from allmende.cooperation.importing.tables import Row
    from allmende.core.partial_dates import PartialDate

PARTNER = re.compile(
    r"(?P<name>.*?)\s*(?:\[(?P<ars>\d{5}|\d{9}|\d{12})\])?"
    r"\s*(?:\(seit (?P<joined>[\d.-]+)\))?\s*(?:\(bis (?P<left>[\d.-]+)\))?"
)
TEXTS = (
    "summary", "tasks", "participants_note", "legal_form_note", "status_note", "end_reason", "term_note",
    "contact_function", "contact_phone", "figures_note", "what_worked", "what_did_not",
    "transferability",
)  # fmt: skip
MOST_VALUES = 30


@dataclass(frozen=True, slots=True)
class Draft:
    """One row, understood."""

    row: int
    values: CooperationValues
    parts: CooperationParts
    fingerprint: tuple[str, frozenset[str]]


@dataclass(slots=True)
class Vocabulary:
    """Everything a row may refer to, read once: each under its folded name and its key."""

    lookup: PartnerLookup = field(default_factory=PartnerLookup)
    topics: dict[str, Any] = field(default_factory=dict)
    legal_forms: dict[str, list[LegalForm]] = field(default_factory=dict)
    alliances: dict[str, Any] = field(default_factory=dict)
    programmes: dict[str, Any] = field(default_factory=dict)
    phases: dict[str, Any] = field(default_factory=dict)
    statuses: dict[str, Any] = field(default_factory=dict)
    fingerprints: dict[tuple[str, frozenset[str]], str] = field(default_factory=dict)

    @classmethod
    def load(cls) -> Vocabulary:
        words = cls()
        for topic in Topic.objects.all():
            words.topics |= {fold(topic.name): topic, fold(topic.slug): topic}
        for form in LegalForm.objects.select_related("land"):
            words.legal_forms.setdefault(fold(form.name), []).append(form)
            words.legal_forms[fold(form.key)] = [form]
        words.alliances = {fold(text): item for item in Alliance.objects.all() for text in (item.slug, item.title)}
        words.programmes = {fold(text): item for item in Programme.objects.all() for text in (item.slug, item.name)}
        words.phases = {
            fold(text): item
            for item in GrantPhase.objects.select_related("programme")
            for text in (item.key, item.label)
        }
        words.statuses = {fold(str(text)): value for value, label in Status.choices for text in (value, label)}
        for cooperation in Cooperation.objects.prefetch_related("participations"):
            names = [
                _partner_key(part.territory_id, part.organisation_id, part.stated_name)
                for part in cooperation.participations.all()
            ]
            words.fingerprints[fold(cooperation.title), frozenset(names)] = cooperation.slug
        return words


def _partner_key(territory: int | None, organisation: int | None, name: str) -> str:
    return f"t{territory}" if territory else f"o{organisation}" if organisation else fold(name)


class RowReader:
    """Reads one row; every problem is collected, so that a file is repaired in one go."""

    def __init__(self, row: Row, words: Vocabulary) -> None:
        self.row = row
        self.words = words
        self.problems: list[Problem] = []
        self.land = ""

    def read(self) -> Draft | None:
        """The cooperation of this row; None when a problem stops it."""
        title = self._text("title")
        if not title:
            self._problem("title", _("Der Titel fehlt."))
        self.land = self._land()
        partners = self._partners()
        start, end = self._date("start"), self._date("end")
        if start and end and last_day(end) < start.on:
            self._problem(
                "end", _("Das Ende (%(end)s) liegt vor dem Beginn (%(start)s).") % {"end": end, "start": start}
            )
        values = CooperationValues(
            title=title,
            status=self._one("status", self.words.statuses) or Status.UNKNOWN.value,
            alliance=self._one("alliance", self.words.alliances),
            legal_form=self._legal_form(),
            participants_complete=self._read("participants_complete", read_yes_no),
            start_up_cost=self._money("start_up_cost"),
            running_cost=self._money("running_cost"),
            saving=self._money("saving"),
            **{name: self._text(name) for name in TEXTS},  # type: ignore[typeddict-item]
            contact_email=self._mailbox(),
            **dated("starts", start),
            **dated("ends", end),
        )
        parts = CooperationParts(
            topics=self._topics(), participations=partners, grants=self._grants(), sources=self._sources()
        )
        if any(problem.stops for problem in self.problems):
            return None
        keys = [
            _partner_key(
                item.territory.pk if item.territory else None,
                item.organisation.pk if item.organisation else None,
                item.stated_name,
            )
            for item in partners
        ]
        return Draft(self.row.number, values, parts, (fold(title), frozenset(keys)))

    def _mailbox(self) -> str:
        """The mailbox of the office. A file shows nobody's consent, so persons in it are not taken over."""
        message = _("Eine Person wird nur mit ihrer Einwilligung genannt. Bitte im Formular eintragen.")
        if self._text("contact_person"):
            self._problem("contact_person", message, Severity.NOTE)
        mailbox = self._text("contact_email")
        if not looks_personal(mailbox):
            return mailbox
        self._problem("contact_email", message, Severity.NOTE)
        return ""

    def _problem(
        self, key: str, message: str, severity: Severity = Severity.ERROR, suggestions: tuple[str, ...] = ()
    ) -> None:
        self.problems.append(Problem(self.row.number, BY_KEY[key].heading, message, severity, suggestions))

    def _text(self, key: str) -> str:
        return text_of(self.row.cells.get(key))

    def _read(self, key: str, reader: Callable[[Any], Any], cell: Any = None) -> Any:
        try:
            return reader(self.row.cells.get(key) if cell is None else cell)
        except UnclearError as error:
            self._problem(key, str(error), Severity.QUESTION if error.is_question else Severity.ERROR)
            return None

    def _date(self, key: str) -> PartialDate | None:
        date: PartialDate | None = self._read(key, read_date)
        return date

    def _money(self, key: str) -> Any:
        amount = self._read(key, read_money)
        return amount[0] if amount else None

    def _one(self, key: str, known: Mapping[str, Any], stated: str | None = None) -> Any:
        """The value that ``stated`` names; an unknown one is a problem with the allowed values."""
        text = self._text(key) if stated is None else stated
        if not text:
            return None
        if fold(text) not in known:
            self._problem(key, _("„%(text)s“ ist nicht bekannt.") % {"text": text}, suggestions=_allowed(text, known))
            return None
        return known[fold(text)]

    def _land(self) -> str:
        key = self.words.lookup.land_key(self._text("land"))
        if key is None:
            message = _("Das Land „%(text)s“ gibt es nicht.") % {"text": self._text("land")}
            self._problem("land", message, suggestions=tuple(self.words.lookup.land_names()))
        return key or ""

    def _topics(self) -> list[Topic]:
        found = [self._one("topics", self.words.topics, name) for name in _items(self._text("topics"))]
        return list(dict.fromkeys(topic for topic in found if topic))

    def _legal_form(self) -> LegalForm | None:
        forms: list[LegalForm] = self._one("legal_form", self.words.legal_forms) or []
        fitting = [form for form in forms if not form.land or form.land.ars == self.land] if len(forms) > 1 else forms
        if forms and len(fitting) != 1:
            message = _("„%(text)s“ gibt es in mehreren Ländern. Bitte füllen Sie die Spalte Land.")
            self._problem("legal_form", message % {"text": self._text("legal_form")}, Severity.QUESTION)
            return None
        return fitting[0] if fitting else None

    def _partners(self) -> list[PartnerData]:
        """All partners; a lead who is not in the list is one of them too."""
        lead = self._text("lead")
        stated = [("partners", text) for text in _items(self._text("partners"))]
        if lead and fold(_name(lead)) not in {fold(_name(text)) for _key, text in stated}:
            stated.insert(0, ("lead", lead))
        stated += [("associated", text) for text in _items(self._text("associated"))]
        matches = [(key, PARTNER.fullmatch(text)) for key, text in stated]
        named = [(key, match["name"] or "", match) for key, match in matches if match]
        resolutions = self.words.lookup.resolve_all([name for _key, name, _match in named], self.land)
        found = []
        for (key, name, match), partner, resolution in zip(named, as_partners(resolutions), resolutions, strict=True):
            territory = Territory.objects.filter(ars=match["ars"]).first() if match["ars"] else partner.territory
            if not territory and not partner.organisation:
                question = Severity.QUESTION if resolution.problem == "several" else Severity.ERROR
                message = f"„{name}“: {reason(resolution)}"
                self._problem(key, message, question, resolution.candidates)
            found.append(
                PartnerData(
                    stated_name=name,
                    territory=territory,
                    organisation=None if territory else partner.organisation,
                    unresolved_reason="" if territory or partner.organisation else partner.unresolved_reason,
                    role=self._role(key, name, lead),
                    joined=self._read("partners", read_date, match["joined"] or ""),
                    left=self._read("partners", read_date, match["left"] or ""),
                )
            )
        self._refuse_twice(found)
        return found

    @staticmethod
    def _role(key: str, name: str, lead: str) -> str:
        if key == "associated":
            return Role.ASSOCIATED.value
        return Role.LEAD.value if lead and fold(name) == fold(_name(lead)) else Role.PARTNER.value

    def _refuse_twice(self, partners: list[PartnerData]) -> None:
        keys = [item.identity(item.columns()) for item in partners]
        for place, item in enumerate(partners):
            if keys[place] in keys[:place]:
                self._problem("partners", _("„%(name)s“ ist doppelt.") % {"name": item.stated_name})

    def _groups(self, *keys: str) -> list[dict[str, str]]:
        """Cells of several grants or sources, matched by their place between the bars."""
        split = {key: [part.strip() for part in self._text(key).split(GROUP_SEPARATOR)] for key in keys}
        count = max(len(parts) for parts in split.values())
        rows = [
            {key: parts[place] if place < len(parts) else "" for key, parts in split.items()} for place in range(count)
        ]
        return [row for row in rows if any(row.values())]

    def _grants(self) -> list[GrantData]:
        keys = (
            "programme",
            "phase",
            "amount",
            "amount_is_maximum",
            "amount_note",
            "notice",
            "grant_start",
            "grant_end",
        )
        grants = []
        for cells in self._groups(*keys, "period_note"):
            phase: GrantPhase | None = self._one("phase", self.words.phases, cells["phase"])
            programme: Programme | None = self._one("programme", self.words.programmes, cells["programme"])
            if programme is None and phase is None:
                if not cells["programme"]:
                    self._problem("programme", _("Zum Betrag fehlt das Förderprogramm."))
                continue
            amount, is_maximum = self._read("amount", read_money, self._raw("amount", cells["amount"])) or (None, False)
            if amount is not None and amount <= 0:
                self._problem("amount", _("Der Betrag muss größer als 0 sein; unbekannt bleibt leer."))
            most = bool(self._read("amount_is_maximum", read_yes_no, cells["amount_is_maximum"]))
            grants.append(
                GrantData(
                    programme=programme or phase.programme,  # type: ignore[union-attr] # one of them is there
                    phase=phase,
                    amount=amount,
                    amount_is_maximum=is_maximum or most,
                    amount_note=cells["amount_note"],
                    notice=self._read("notice", read_date, cells["notice"]),
                    start=self._read("grant_start", read_date, cells["grant_start"]),
                    end=self._read("grant_end", read_date, cells["grant_end"]),
                    period_note=cells["period_note"],
                )
            )
        return grants

    def _raw(self, key: str, text: str) -> Any:
        """The number of a workbook as it is; text for text."""
        cell = self.row.cells.get(key)
        return text if cell is None or isinstance(cell, str) else cell

    def _sources(self) -> list[SourceData]:
        found = []
        for cells in self._groups("source_title", "source_url", "source_dated", "source_read"):
            title, url = cells["source_title"], cells["source_url"]
            if not url and re.match(r"https?://\S+$", title):
                url = title
            read_on: PartialDate | None = self._read("source_read", read_date, cells["source_read"])
            found.append(
                SourceData(
                    title=title or url,
                    url=url,
                    dated=self._read("source_dated", read_date, cells["source_dated"]),
                    read_on=read_on.on if read_on else None,
                )
            )
        return found


def _items(text: str) -> list[str]:
    return [item.strip() for item in re.split(rf"{LIST_SEPARATOR}|\n", text) if item.strip()]


def _name(text: str) -> str:
    match = PARTNER.fullmatch(text)
    return match["name"] if match else text


def _allowed(text: str, known: Mapping[str, Any]) -> tuple[str, ...]:
    """Names like ``text``; if none is near, all that are allowed."""
    names = {key: _label(value) for key, value in known.items()}
    close = difflib.get_close_matches(fold(text), names, 3, 0.75)
    return tuple(dict.fromkeys(names[key] for key in close)) or tuple(sorted(set(names.values())))[:MOST_VALUES]


def _label(value: Any) -> str:
    if isinstance(value, list):
        return str(value[0])
    return str(Status(value).label) if isinstance(value, str) else str(value)
