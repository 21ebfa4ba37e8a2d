# SPDX-FileCopyrightText: 2026 The Allmende contributors
#
# SPDX-License-Identifier: EUPL-1.2

"""The form of a test case: an alliance in numbers, the answers of a Fördercheck, and what must come out."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final
from urllib.parse import urlsplit

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from allmende.funding import wording
from allmende.funding.checking import parameters
from allmende.funding.checking.facts_query import read_facts
from allmende.funding.checking.forms import NumberField, field_of
from allmende.funding.desk import fields
from allmende.funding.desk.entry_forms import EntryForm, Group
from allmende.funding.engine.check import Verdict
from allmende.funding.engine.directive import TestCase
from allmende.funding.engine.questions import QUESTIONS, Kind
from allmende.funding.files.table import CASE

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence


MOST_PARTNERS: Final = 100
HERE, ELSEWHERE = "land", "anderswo"
ASKED: Final = tuple(key for key, question in QUESTIONS.items() if not question.derived)


class CaseForm(EntryForm):
    """Partners are counted, not named; those of a case that was taken over from a check stay as far as they count."""

    blocks = ()
    name = fields.line(
        _("Name des Falls"), required=True, help_text=_("Zum Beispiel „Zwei Partner, 100.000 Euro Kosten“.")
    )
    on = fields.day(_("Stichtag"), required=True)
    here = NumberField(Kind.COUNT, most=MOST_PARTNERS, label=_("Partner aus dem Land"), required=False)
    elsewhere = NumberField(Kind.COUNT, most=MOST_PARTNERS, label=_("Partner von außerhalb"), required=False)
    lead = forms.ChoiceField(
        label=_("Wer den Antrag stellt"),
        choices=[
            ("", _("nicht angegeben")),
            (HERE, _("ein Partner aus dem Land")),
            (ELSEWHERE, _("ein anderer Partner")),
        ],
        required=False,
    )
    inhabitants = fields.number(Kind.COUNT, _("Einwohner aller Partner zusammen"))
    verdict = forms.ChoiceField(label=_("Erwartetes Ergebnis"), required=False)
    amount = fields.number(Kind.MONEY, _("Erwarteter Betrag"), help_text=_("in Euro; 0, wenn abgelehnt werden muss."))
    ceiling = fields.number(Kind.MONEY, _("Erwarteter Höchstbetrag"), help_text=_("in Euro"))
    groups = (
        (_("Der Fall"), ("name", "on")),
        (_("Die Partner"), ("here", "elsewhere", "lead", "inhabitants")),
        (_("Was herauskommen muss"), ("verdict", "amount", "ceiling")),
    )
    paired = frozenset({"here"})

    def prepare(self) -> None:
        listed = [(str(verdict), wording.verdict_words(verdict)) for verdict in Verdict]
        self.fields["verdict"].choices = [("", _("nicht festgelegt")), *listed]  # type: ignore[attr-defined]
        for key in ASKED:
            self.fields[key] = field_of(QUESTIONS[key], self.around.names)

    def initial_of(self, entry: Mapping[str, Any]) -> dict[str, Any]:
        found = super().initial_of(entry)
        partners = entry.get("partners") or []
        inside = [partner["key"] for partner in partners if self._is_inside(partner)]
        lead = entry.get("lead") or ""
        populations = [partner.get("population") for partner in partners]
        complete = bool(partners) and None not in populations
        found |= {
            "here": str(len(inside)) if partners else "",
            "elsewhere": str(len(partners) - len(inside)) if partners else "",
            "lead": "" if not lead else HERE if lead in inside else ELSEWHERE,
            "inhabitants": fields.typed(sum(int(number) for number in populations), Kind.COUNT) if complete else "",
        }
        for key, answer in (entry.get("answers") or {}).items():
            if key in ASKED:
                found[key] = _typed_answer(key, answer)
        return found

    def _is_inside(self, partner: Mapping[str, Any]) -> bool:
        """As the engine counts: for what all of Germany has made, whoever is in Germany."""
        land = partner.get("land") or ""
        return bool(land == self.around.land if self.around.land else land)

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        here, elsewhere = cleaned.get("here") or 0, cleaned.get("elsewhere") or 0
        for wanted, number in ((HERE, here), (ELSEWHERE, elsewhere)):
            if cleaned.get("lead") == wanted and not number and not self.errors:
                self.add_error("lead", _("So einen Partner hat der Fall nicht."))
        if cleaned.get("inhabitants") is not None and not here + elsewhere and not self.errors:
            self.add_error("inhabitants", _("Ohne Partner gibt es keine Einwohner."))
        expected = (cleaned.get("verdict"), cleaned.get("amount"), cleaned.get("ceiling"))
        if all(value in (None, "") for value in expected) and not self.errors:
            self.add_error("verdict", _("Bitte legen Sie fest, was herauskommen muss: Ergebnis oder Betrag."))
        return cleaned

    def as_entry(self) -> dict[str, Any]:
        cleaned = self.cleaned_data
        partners = self._partners()
        lead = next((each["key"] for each in partners if self._is_lead(each)), "")
        known = self.entry.get("lead") or ""
        if any(each["key"] == known and self._is_lead(each) for each in partners):
            lead = known
        return {
            "name": cleaned["name"],
            "on": fields.written(cleaned["on"]),
            "partners": partners,
            "lead": lead,
            "answers": {key: answer for key in ASKED if (answer := self._answer(key)) is not None},
            **{name: fields.written(cleaned[name]) for name in ("verdict", "amount", "ceiling")},
        }

    def _is_lead(self, partner: Mapping[str, Any]) -> bool:
        wanted = self.cleaned_data["lead"]
        return bool(wanted) and self._is_inside(partner) == (wanted == HERE)

    def _partners(self) -> list[dict[str, Any]]:
        """As many as were typed: those that the case has, then made up ones."""
        former = [dict(partner) for partner in self.entry.get("partners") or ()]
        found: list[dict[str, Any]] = []
        for wanted, inside in ((self.cleaned_data["here"] or 0, True), (self.cleaned_data["elsewhere"] or 0, False)):
            kept = [partner for partner in former if self._is_inside(partner) is inside][:wanted]
            found += [*kept, *self._made_up(wanted - len(kept), {each["key"] for each in former}, inside=inside)]
        return self._populated(found)

    def _made_up(self, number: int, taken: set[str], *, inside: bool) -> list[dict[str, Any]]:
        stem, name = ("land", _now("Beispielkommune")) if inside else ("anderswo", _now("Kommune von außerhalb"))
        land = (self.around.land or "07") if inside else ""
        keys = [key for place in range(1, number + len(taken) + 1) if (key := f"{stem}-{place}") not in taken]
        return [{"key": key, "name": f"{name} {key.rpartition('-')[2]}", "land": land} for key in keys[:number]]

    def _populated(self, partners: list[dict[str, Any]]) -> list[dict[str, Any]]:
        """The inhabitants are those that were typed, spread over the partners unless they come out already."""
        total = self.cleaned_data["inhabitants"]
        stated = [partner.get("population") for partner in partners]
        if total is None:
            return [{**partner, "population": None} for partner in partners] if None not in stated else partners
        if None in stated or sum(int(number or 0) for number in stated) != total:
            each, rest = divmod(int(total), len(partners))
            stated = [str(each + (place < rest)) for place in range(len(partners))]
        return [{**partner, "population": number} for partner, number in zip(partners, stated, strict=True)]

    def _answer(self, key: str) -> Any:
        value = self.cleaned_data.get(key)
        if value is None or value in ("", []):
            return None
        kind = QUESTIONS[key].kind
        if kind is Kind.YES_NO:
            return value == parameters.YES
        if kind is Kind.CHOICES:
            return [parameters.option_of(key, word) for word in value if word != parameters.NOTHING]
        return parameters.option_of(key, value) if kind is Kind.CHOICE else fields.written(value)

    @property
    def named(self) -> list[str]:
        """The partners of a case that was taken over from a check."""
        return [partner["name"] for partner in self.entry.get("partners") or ()]

    @property
    def before(self) -> Sequence[Group]:
        return self.sections[:-1]

    @property
    def after(self) -> Sequence[Group]:
        return self.sections[-1:]

    @property
    def questions(self) -> Sequence[Group]:
        """What the directive asks."""
        bound = [self[key] for key in ASKED if key in self._asked]
        return [Group(_("Das Vorhaben"), bound)] if bound else []

    @property
    def rest(self) -> Group:
        """All else that a check asks."""
        return Group(_("Weitere Angaben"), [self[key] for key in ASKED if key not in self._asked])

    @property
    def rest_is_said(self) -> bool:
        return any(field.value() or field.errors for field in self.rest.fields)

    @property
    def _asked(self) -> frozenset[str]:
        return asked_by(self.around.content)


def asked_by(content: Mapping[str, Any]) -> frozenset[str]:
    """The questions that rules and amounts of a directive file ask."""
    found = {"eligible_cost"} if any(entry.get("rate") for entry in content.get("amounts", ())) else set()
    for part in ("rules", "amounts"):
        for entry in content.get(part, ()):
            found |= {each["asks"] for name in ("conditions", "when") for each in entry.get(name, ())}
            found |= {entry["per"]} if entry.get("per") else set()
    return frozenset(found)


class CheckAddressForm(forms.Form):
    """The address of a Fördercheck, to make a case of."""

    adresse = forms.CharField(
        label=_("Adresse eines Förderchecks"),
        required=False,
        max_length=5000,
        help_text=_("Führen Sie einen Fördercheck aus und fügen Sie hier seine Adresse ein."),
    )

    def clean_adresse(self) -> str:
        address = str(self.cleaned_data["adresse"])
        try:
            query = urlsplit(address).query if "?" in address else ""
        except ValueError:
            query = ""
        if not query:
            raise forms.ValidationError(
                _("Das ist keine Adresse eines Förderchecks: Hinter dem „?“ stehen die Angaben.")
            )
        return query

    def facts(self) -> dict[str, Any]:
        """The facts of the check as a case without a name. Raises ValidationError for what cannot be read."""
        if "adresse" in self.errors:
            raise forms.ValidationError(list(self.errors["adresse"]))
        checked = read_facts(QueryDict(self.cleaned_data["adresse"]))
        errors = [text for texts in checked.errors.values() for text in texts]
        if errors:
            raise forms.ValidationError(errors)
        if not checked.facts.partners and not checked.facts.answers:
            raise forms.ValidationError(_("Diese Adresse enthält keine Angaben."))
        found: dict[str, Any] = CASE.write(TestCase(name="", facts=checked.facts, on=checked.on))
        return found


def _typed_answer(key: str, answer: Any) -> Any:
    """An answer of a directive file as its field shows it."""
    kind = QUESTIONS[key].kind
    if kind is Kind.YES_NO:
        return parameters.YES if answer is True else parameters.NO
    if kind is Kind.CHOICES:
        return [parameters.word_of(key, option) for option in answer] or [parameters.NOTHING]
    return parameters.word_of(key, answer) if kind is Kind.CHOICE else fields.typed(answer, kind)
