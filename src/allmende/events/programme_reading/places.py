# SPDX-FileCopyrightText: 2026 The Allmende contributors
#
# SPDX-License-Identifier: EUPL-1.2

"""Where a row says that it is: the house with its address, or online. The same house is asked about once."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Final

from django.utils.translation import gettext as _

from allmende.events.programme_reading.drafts import House
from allmende.events.programme_reading.inquiry import OWN
from allmende.events.programme_reading.own_answers import READERS, Address
from allmende.territory.naming import fold

if TYPE_CHECKING:
    from collections.abc import Sequence

    from allmende.events.programme_reading.drafts import Row, Surroundings
    from allmende.events.programme_reading.inquiry import Answer, Inquiry

OPEN: Final = "open"
AS_IS: Final = "as_is"
NONE: Final = "none"
ADDRESS: Final = ("venue", "street", "postcode", "city")


class Places:
    """The houses of one table: those it names, and those the portal has."""

    def __init__(self, inquiry: Inquiry, around: Surroundings, rows: Sequence[Row]) -> None:
        self.inquiry = inquiry
        self.around = around
        self.rows: dict[tuple[str, ...], list[Row]] = {}
        for row in rows:
            if any(row.text(key) for key in ADDRESS):
                self.rows.setdefault(_said(row), []).append(row)
        self.complete = self._complete_in_file()

    def house_of(self, row: Row) -> tuple[House | None, bool]:
        """The house of ``row``, and whether that is settled."""
        if not any(row.text(key) for key in ADDRESS):
            return self._nowhere(row)
        rows = self.rows[_said(row)]
        house = House(
            name=row.line("venue"),
            street=row.line("street"),
            postcode=self._postcode(row, rows),
            city=row.line("city"),
            accessibility=next((other.text("accessibility") for other in rows if other.text("accessibility")), ""),
        )
        if known := self._known(house):
            return replace(known, accessibility=known.accessibility or house.accessibility), True
        if house.name and house.street and house.postcode and house.city:
            return self._complete(house, rows)
        return self._incomplete(house, rows)

    def _nowhere(self, row: Row) -> tuple[House | None, bool]:
        if row.text("online"):
            return None, True
        words = _("Zeile %(row)s nennt weder einen Ort noch einen Online-Link. Wo ist der Termin?")
        answer = self.inquiry.ask(
            "place", [row.number], words % {"row": row.number}, [(OPEN, _("steht noch nicht fest"))], own="place"
        )
        if answer is None or answer.choice == OPEN:
            return None, answer is not None
        return self._typed(answer, ""), True

    def _typed(self, answer: Answer, accessibility: str) -> House:
        address: Address = READERS["place"](answer.value)
        house = House(address.name, address.street, address.postcode, address.city, accessibility)
        return self._known(house) or house

    def _known(self, house: House) -> House | None:
        """The venue of the portal with the same name and address."""
        same = (venue for venue in self.around.venues if venue.key == house.key)
        return next((venue for venue in same if venue.postcode == house.postcode), None)

    def _postcode(self, row: Row, rows: Sequence[Row]) -> str:
        text = row.line("postcode")
        if not text or READERS["postcode"](text):
            return text
        answer = self.inquiry.ask(
            "postcode",
            [other.number for other in rows],
            _("„%(text)s“ ist keine Postleitzahl mit fünf Ziffern.") % {"text": text[:40]},
            [(NONE, _("ohne Postleitzahl"))],
            own="postcode",
            about=_said(row),
        )
        return answer.value.strip() if answer is not None and answer.choice == OWN else ""

    def _complete(self, house: House, rows: Sequence[Row]) -> tuple[House | None, bool]:
        """The portal may have a house of this name in this city with another address."""
        named = (fold(house.name), fold(house.city))
        others = [other for other in self.around.venues if other.key[:2] == named]
        if not others:
            return house, True
        return self._choose(
            "venue_differs",
            house,
            rows,
            others,
            _("„%(name)s“ in %(city)s hat im Portal eine andere Anschrift. Welche stimmt?"),
            (AS_IS, _("die aus der Datei: %(address)s") % {"address": house.label}),
        )

    def _incomplete(self, house: House, rows: Sequence[Row]) -> tuple[House | None, bool]:
        named = [*self.around.venues, *self.complete]
        others = [other for other in named if house.name and fold(other.name) == fold(house.name)]
        if house.city:
            others = [other for other in others if fold(other.city) == fold(house.city)]
        if house.name and house.city:
            free = (AS_IS, _("ohne vollständige Anschrift übernehmen"))
        else:
            free = (OPEN, _("der Ort steht noch nicht fest"))
        words = _("Zum Ort „%(name)s“ (%(city)s) fehlt ein Teil der Anschrift. Wo ist das?")
        return self._choose("address", house, rows, others, words, free)

    def _complete_in_file(self) -> list[House]:
        found = []
        for rows in self.rows.values():
            cells = [rows[0].line(key) for key in ADDRESS]
            if all(cells) and READERS["postcode"](cells[2]):
                found.append(House(name=cells[0], street=cells[1], postcode=cells[2], city=cells[3]))
        return found

    def _choose(
        self,
        kind: str,
        house: House,
        rows: Sequence[Row],
        others: Sequence[House],
        words: str,
        free: tuple[str, str],
    ) -> tuple[House | None, bool]:
        distinct = list(dict.fromkeys(replace(other, accessibility="") for other in others))
        by_value = {f"place:{place}": other for place, other in enumerate(distinct)}
        answer = self.inquiry.ask(
            kind,
            [row.number for row in rows],
            words % {"name": house.name or _("ohne Namen"), "city": house.city or _("ohne Stadt")},
            [*((value, other.label) for value, other in by_value.items()), free],
            own="place",
            about=[house.name, house.street, house.postcode, house.city, *(other.label for other in distinct)],
        )
        if answer is None:
            return None, False
        if answer.choice == OWN:
            return self._typed(answer, house.accessibility), True
        if answer.choice == AS_IS:
            return house, True
        chosen = by_value.get(answer.choice)
        if chosen is None:
            return None, True
        return replace(chosen, accessibility=house.accessibility), True


def _said(row: Row) -> tuple[str, ...]:
    return tuple(fold(row.line(key)) for key in ADDRESS)
