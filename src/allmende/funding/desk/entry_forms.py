# SPDX-FileCopyrightText: 2026 The Allmende contributors
#
# SPDX-License-Identifier: EUPL-1.2

"""The forms of the directive editor: base data, and one form for each kind of entry below it.

A form reads one entry of a directive file and gives it back; the file itself is checked by ``files.reading``.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, ClassVar, Final

from django import forms
from django.utils.translation import gettext_lazy as _

from allmende.core.form_text import clean_texts
from allmende.funding import wording
from allmende.funding.checking.forms import DayField, NumberField
from allmende.funding.desk import fields
from allmende.funding.desk.conditions import ConditionRows
from allmende.funding.engine.directive import Severity
from allmende.funding.engine.questions import COST_KINDS, QUESTIONS, Kind
from allmende.funding.files.problems import STEP
from allmende.territory.naming import slug

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from django.forms import BoundField
    from django.http import QueryDict

CITED: Final = ("citation_text", "citation_url", "citation_read_on", "citation_verified")
PERIOD: Final = ("valid_from", "valid_until")
BEGUN_EARLY: Final = _("Der letzte Tag liegt vor dem ersten.")
LONGEST_KEY: Final = 60


@dataclass(frozen=True, slots=True)
class Surroundings:
    """What forms know of their directive: names of the database, the Land, and its other entries by list."""

    names: wording.Names
    land: str
    content: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Group:
    """Fields under one heading, as the page shows them."""

    legend: Any
    fields: list[BoundField]
    is_paired: bool = False


class EntryForm(forms.Form):
    """One entry of a directive file. ``blocks`` are its values that have values of their own: {"citation": …}."""

    rows_of: ClassVar[Mapping[str, tuple[str, int]]] = {}
    """Lists of conditions: {"conditions": (prefix, least rows)}."""
    blocks: ClassVar[tuple[str, ...]] = ("citation",)
    groups: ClassVar[tuple[tuple[Any, tuple[str, ...]], ...]] = ()
    paired: ClassVar[frozenset[str]] = frozenset({"citation_read_on", "valid_from", "lump", "each", "rate"})
    """First fields of the groups whose fields stand side by side."""

    def __init__(
        self,
        data: QueryDict | None,
        *,
        around: Surroundings,
        entry: Mapping[str, Any] | None = None,
        more: str = "",
    ) -> None:
        super().__init__(data, use_required_attribute=False)
        self.around = around
        self.entry = dict(entry or {})
        self.prepare()
        if entry is not None:
            self.initial = self.initial_of(entry)
        self.rows = {
            name: ConditionRows(
                data,
                prefix=prefix,
                names=around.names,
                conditions=self.entry.get(name, ()),
                least=least,
                extra=more == prefix,
            )
            for name, (prefix, least) in self.rows_of.items()
        }

    def prepare(self) -> None:
        """Fill in choices."""

    def initial_of(self, entry: Mapping[str, Any]) -> dict[str, Any]:
        """The values of an entry by field."""
        flat = {name: value for name, value in entry.items() if name not in self.blocks}
        for block in self.blocks:
            flat |= {f"{block}_{name}": value for name, value in (entry.get(block) or {}).items()}
        return {name: self._typed(name, value) for name, value in flat.items() if name in self.fields}

    def _typed(self, name: str, value: Any) -> Any:
        field = self.fields[name]
        if isinstance(field, NumberField):
            return fields.typed(value, field.kind)
        return fields.typed(value) if isinstance(field, DayField) else value

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        clean_texts(self)
        for block in self.blocks:
            verified = cleaned.get(f"{block}_verified")
            if verified and not cleaned.get(f"{block}_text") and not cleaned.get(f"{block}_url"):
                words = _("Geprüft ist nur, wozu auch eine Fundstelle oder Quelle angegeben ist.")
                self.add_error(f"{block}_verified", words)
        begins, ends = (cleaned.get(name) for name in PERIOD)
        if begins and ends and ends < begins:
            self.add_error("valid_until", BEGUN_EARLY)
        return cleaned

    def is_valid(self) -> bool:
        return all([super().is_valid(), *(rows.is_valid() for rows in self.rows.values())])

    @property
    def all_errors(self) -> list[tuple[str, str, str]]:
        """Everything that is wrong: the anchor of the field, its label, the message."""
        found = [("", "", str(text)) for text in self.non_field_errors()]
        forms_in_order: Iterable[forms.Form] = [self, *(row for rows in self.rows.values() for row in rows.kept)]
        for form in forms_in_order:
            for field in form:
                found += [(field.auto_id, str(field.label), str(text)) for text in field.errors]
        return found

    def as_entry(self) -> dict[str, Any]:
        """As a directive file holds it; what the form does not show stays as it is."""
        found: dict[str, Any] = dict(self.entry)
        for name in self.fields:
            block = next((block for block in self.blocks if name.startswith(f"{block}_")), "")
            value = fields.written(self.cleaned_data.get(name))
            if block:
                found[block] = dict(found.get(block) or {}) | {name.removeprefix(f"{block}_"): value}
            else:
                found[name] = value
        for name, rows in self.rows.items():
            found[name] = rows.as_conditions()
        return found

    def refuse(self, path: str, message: str) -> None:
        """Show what ``files.reading`` says about the place ``path`` below this entry, at its field if there is one."""
        steps = [(name, index) for name, index in STEP.findall(path)]
        if steps and steps[0][0] in self.rows and steps[0][1]:
            kept = self.rows[steps[0][0]].kept
            name = steps[1][0] if len(steps) > 1 else "asks"
            if int(steps[0][1]) < len(kept):
                row = kept[int(steps[0][1])]
                row.add_error(name if name in row.fields else None, message)
                return
        name = "_".join(name for name, _index in steps[:2])
        self.add_error(next((each for each in (name, name.split("_")[0]) if each in self.fields), None), message)

    def quieten(self) -> None:
        """Show what was typed without errors: nobody has asked to save yet."""
        for form in (self, *(row for rows in self.rows.values() for row in rows)):
            form.__dict__["_errors"] = forms.utils.ErrorDict()

    @property
    def sections(self) -> list[Group]:
        """The fields as the page shows them."""
        found = []
        for legend, names in self.groups:
            bound = [self[name] for name in names if name in self.fields]
            if bound:
                found.append(Group(legend, bound, is_paired=names[0] in self.paired))
        return found


def new_key(title: str, taken: Iterable[str]) -> str:
    """A key made of the title that no other entry has."""
    stem = slug(title)[: LONGEST_KEY - 4].strip("-") or "eintrag"
    others = set(taken)
    number = 1
    while (key := stem if number == 1 else f"{stem}-{number}") in others:
        number += 1
    return key


class KeyedForm(EntryForm):
    """An entry with a key that addresses name; it is made from the title, once."""

    part: ClassVar[str]

    def as_entry(self) -> dict[str, Any]:
        found = super().as_entry()
        if not found.get("key"):
            taken = [each.get("key", "") for each in self.around.content.get(self.part, ())]
            found["key"] = new_key(self.cleaned_data["title"], taken)
        return found


def _citation(block: str = "citation") -> dict[str, forms.Field]:
    return {
        f"{block}_text": fields.line(
            _("Fundstelle"), limit=500, help_text=_("Paragraf oder Nummer, zum Beispiel „Nr. 5.2 Satz 1“.")
        ),
        f"{block}_url": fields.address(_("Adresse der Quelle")),
        f"{block}_read_on": fields.day(_("Gelesen am")),
        f"{block}_verified": fields.tick(
            _("Am Wortlaut geprüft"),
            help_text=_("Nur geprüfte Regeln können ausschließen; ungeprüfte warnen höchstens."),
        ),
    }


def _period() -> dict[str, forms.Field]:
    return {
        "valid_from": fields.day(_("Gilt ab"), help_text=_("Nur, wenn anders als die Richtlinie.")),
        "valid_until": fields.day(_("Gilt bis"), help_text=_("Nur, wenn anders als die Richtlinie.")),
    }


class CitedForm(EntryForm):
    def prepare(self) -> None:
        self.fields |= _citation()


CITATION_GROUP: Final = (_("Wo es steht"), CITED)


class BaseForm(CitedForm):
    """The version itself. Key and Land are fixed when it begins."""

    blocks = ("citation", "validity")
    title = fields.line(_("Titel"), required=True)
    dated = fields.day(_("Datum der Richtlinie"))
    valid_from = fields.day(_("Gilt ab"), help_text=_("TT.MM.JJJJ; leer, wenn nicht bekannt."))
    valid_until = fields.day(_("Gilt bis"), help_text=_("TT.MM.JJJJ; leer, wenn kein Ende bekannt ist."))
    is_complete = fields.tick(
        _("Alle Regeln der Richtlinie sind erfasst"),
        help_text=_("Ohne dieses Häkchen sagt der Fördercheck nie „möglich“, sondern „noch nicht zu entscheiden“."),
    )
    applicants = fields.text(_("Wer einen Antrag stellen kann"))
    funding_type = fields.line(_("Art der Förderung"), limit=500)
    summary = fields.text(_("In einfachen Worten"), rows=5)
    note = fields.text(_("Anmerkung"))
    groups = (
        (_("Worum es geht"), ("title", "summary", "applicants", "funding_type", "is_complete")),
        (_("Geltung"), ("dated", *PERIOD)),
        (_("Wo die Geltungsdauer steht"), tuple(name.replace("citation", "validity") for name in CITED)),
        (_("Wo die Richtlinie steht"), CITED),
        (_("Anmerkung"), ("note",)),
    )

    def prepare(self) -> None:
        super().prepare()
        self.fields |= _citation("validity")
        verified = self.fields["validity_verified"]
        verified.label = _("Geltungsdauer am Wortlaut geprüft")
        verified.help_text = _("Nur dann schließt der Fördercheck Tage davor und danach aus.")
        self.fields["citation_verified"].help_text = ""


class RuleForm(KeyedForm):
    """Something the directive demands, as a sentence of select boxes."""

    part = "rules"
    rows_of: ClassVar = {"conditions": ("bedingung", 1), "when": ("wenn", 0)}
    title = fields.line(
        _("Was verlangt wird"), required=True, help_text=_("In wenigen Worten: „Mindestens zwei Partner“.")
    )
    any_of = forms.TypedChoiceField(
        label=_("Mehrere Bedingungen"),
        choices=[("", _("Alle müssen erfüllt sein")), ("eine", _("Eine davon genügt"))],
        coerce=lambda value: value == "eine",
        required=False,
        widget=forms.RadioSelect,
    )
    severity = forms.ChoiceField(
        label=_("Wenn die Regel nicht erfüllt ist"),
        widget=forms.RadioSelect,
        error_messages={"required": _("Bitte wählen Sie aus, was dann gilt.")},
    )
    note = fields.text(_("Anmerkung"))
    groups = (
        CITATION_GROUP,
        (_("Zeitraum"), PERIOD),
        (_("Anmerkung"), ("note",)),
    )

    def prepare(self) -> None:
        self.fields |= _citation() | _period()
        self.fields["severity"].choices = [  # type: ignore[attr-defined]
            (str(severity), f"{wording.severity_words(severity)}: {wording.severity_help(severity)}")
            for severity in Severity
        ]

    def initial_of(self, entry: Mapping[str, Any]) -> dict[str, Any]:
        return super().initial_of(entry) | {"any_of": "eine" if entry.get("any_of") else ""}


class AmountForm(KeyedForm):
    """How much there is: the least of the parts that are stated."""

    part = "amounts"
    rows_of: ClassVar = {"when": ("wenn", 0)}
    title = fields.line(
        _("Wofür der Betrag gilt"), required=True, help_text=_("In wenigen Worten: „Ab drei Partnern“.")
    )
    lump = fields.number(Kind.MONEY, _("Festbetrag"), help_text=_("in Euro"))
    each = fields.number(Kind.MONEY, _("und für jede weitere Einheit"), help_text=_("in Euro"))
    per = forms.ChoiceField(label=_("Einheit"), required=False)
    above = fields.number(
        Kind.COUNT,
        _("mehr als"),
        help_text=_("Erst was darüber liegt, zählt: Bei „2“ zählt der dritte Partner als erster."),
    )
    rate = fields.number(Kind.PERCENT, _("Anteil an den förderfähigen Kosten"), help_text=_("in Prozent"))
    cap = fields.number(Kind.MONEY, _("höchstens"), help_text=_("in Euro"))
    is_ceiling = fields.tick(
        _("Nur der Höchstbetrag ist veröffentlicht"),
        help_text=_("Der Fördercheck sagt dann „höchstens“ und nennt keinen genauen Betrag."),
    )
    exceedable = fields.text(
        _("Überschreitung möglich, weil"),
        rows=2,
        limit=2000,
        help_text=_("Leer lassen, wenn der Betrag nicht überschritten werden kann."),
    )
    note = fields.text(_("Anmerkung"))
    groups = (
        (_("Festbetrag"), ("lump",)),
        (_("Je weiterem Partner"), ("each", "per", "above")),
        (_("Anteil und Grenze"), ("rate", "cap")),
        (_("Was sonst gilt"), ("is_ceiling", "exceedable")),
        CITATION_GROUP,
        (_("Zeitraum"), PERIOD),
        (_("Anmerkung"), ("note",)),
    )

    def prepare(self) -> None:
        self.fields |= _citation() | _period()
        counted = [key for key, question in QUESTIONS.items() if question.kind is Kind.COUNT]
        listed = [(key, wording.question_label(key)) for key in counted]
        self.fields["per"].choices = [("", _("bitte wählen")), *listed]  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        if cleaned.get("each") is not None and not cleaned.get("per") and "per" not in self.errors:
            self.add_error("per", _("Bitte wählen Sie, wofür es den weiteren Betrag gibt."))
        if cleaned.get("each") is None and "each" not in self.errors and (cleaned.get("per") or cleaned.get("above")):
            self.add_error("each", _("Bitte nennen Sie den Betrag je Einheit, oder lassen Sie alle drei Felder leer."))
        return cleaned


class CostForm(CitedForm):
    """A kind of cost that is eligible or not."""

    title = fields.line(_("Kosten"), required=True, help_text=_("So, wie die Richtlinie sie nennt."))
    eligible = forms.TypedChoiceField(
        label=_("Förderfähig?"),
        choices=[("ja", _("förderfähig")), ("nein", _("nicht förderfähig"))],
        coerce=lambda value: value == "ja",
        widget=forms.RadioSelect,
        error_messages={"required": _("Bitte wählen Sie aus, ob diese Kosten förderfähig sind.")},
    )
    kind = forms.ChoiceField(label=_("Kostenart im Fördercheck"), required=False)
    groups = ((_("Kosten"), ("title", "eligible", "kind")), CITATION_GROUP)

    def prepare(self) -> None:
        super().prepare()
        listed = [(kind, wording.option_label("cost_kinds", kind)) for kind in COST_KINDS]
        self.fields["kind"].choices = [("", _("keine davon")), *listed]  # type: ignore[attr-defined]

    def initial_of(self, entry: Mapping[str, Any]) -> dict[str, Any]:
        return super().initial_of(entry) | {"eligible": "ja" if entry.get("eligible") else "nein"}


class PaperForm(CitedForm):
    """What the application needs."""

    title = fields.line(_("Unterlage"), required=True)
    is_resolution = fields.tick(_("Das ist ein Beschluss"))
    groups = ((_("Unterlage"), ("title", "is_resolution")), CITATION_GROUP)


class AwardForm(CitedForm):
    """A real award."""

    title = fields.line(_("Wer was bewilligt bekam"), required=True)
    amount = fields.number(Kind.MONEY, _("Betrag"), help_text=_("in Euro"), required=True)
    partners = fields.number(Kind.COUNT, _("Zahl der Partner"), help_text=_("Leer, wenn nicht bekannt."))
    note = fields.text(_("Anmerkung"))
    groups = ((_("Bewilligung"), ("title", "amount", "partners", "note")), CITATION_GROUP)
