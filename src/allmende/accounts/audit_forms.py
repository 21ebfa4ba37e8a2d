# SPDX-FileCopyrightText: 2026 The Allmende contributors
#
# SPDX-License-Identifier: EUPL-1.2

"""What of the audit log is asked for."""

from __future__ import annotations

import datetime as dt
from itertools import groupby
from typing import TYPE_CHECKING, Any, Final

from django import forms
from django.apps import apps
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db.models import Q
from django.utils import timezone
from django.utils.text import capfirst
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from allmende.accounts.models import Membership, Organisation, User
from allmende.core import audit

if TYPE_CHECKING:
    from collections.abc import Iterable

    from allmende.core.models import AuditEntryQuerySet

FIRST_DAY, LAST_DAY = dt.date(2000, 1, 1), dt.date(2100, 12, 31)
LONGEST: Final = 100
MOST_NAMESAKES: Final = 200
"""Persons or organisations that a part of a name may mean; more is no name any more."""
FORMATS: Final = ["%Y-%m-%d", "%d.%m.%Y"]


def _day(label: Any) -> forms.DateField:
    return forms.DateField(
        label=label,
        required=False,
        input_formats=FORMATS,
        widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"}),
        validators=[MinValueValidator(FIRST_DAY), MaxValueValidator(LAST_DAY)],
        error_messages={"invalid": _("Bitte ein Datum wie 24.12.2025 angeben.")},
    )


def _text(label: Any, help_text: Any = "") -> forms.CharField:
    return forms.CharField(label=label, help_text=help_text, required=False, max_length=LONGEST)


class AuditFilter(forms.Form):
    """Filters of the log, named as in its address; ``organisation``: only for its managers, without others' people."""

    von = _day(_("Von"))
    bis = _day(_("Bis"))
    person = _text(_("Person"), _("Name oder Mail-Adresse, auch ein Teil davon; „System“ für Abläufe ohne Person"))
    organisation = _text(_("Organisation"), _("Name, auch ein Teil davon"))
    was = forms.ChoiceField(label=_("Was"), required=False)
    art = forms.ChoiceField(label=_("Art des Gegenstands"), required=False)
    text = _text(_("Gegenstand"), _("Bezeichnung, auch ein Teil davon"))

    def __init__(self, data: Any, *, organisation: Organisation | None = None) -> None:
        super().__init__(data)
        self.only = organisation
        if organisation is not None:
            del self.fields["organisation"]
            self.fields["person"].help_text = _("Name, auch ein Teil davon; „System“ für Abläufe ohne Person")
        self.fields["was"].choices = [("", _now("alles")), *_verb_choices()]  # type: ignore[attr-defined]
        self.fields["art"].choices = [("", _now("alle")), *_kind_choices()]  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        values = super().clean() or self.cleaned_data
        first, last = values.get("von"), values.get("bis")
        if first and last and first > last:
            self.add_error("bis", _now("Das Ende liegt vor dem Anfang."))
        return values

    @property
    def is_active(self) -> bool:
        """Whether anything is narrowed."""
        return any(self.cleaned_data.values())

    def narrowed(self, rows: AuditEntryQuerySet) -> AuditEntryQuerySet:
        """``rows`` as asked for; what is no possible value narrows nothing and is said at its field."""
        self.is_valid()
        values = self.cleaned_data
        if day := values.get("von"):
            rows = rows.filter(at__gte=_midnight(day))
        if day := values.get("bis"):
            rows = rows.filter(at__lt=_midnight(day + dt.timedelta(days=1)))
        if verb := values.get("was"):
            rows = rows.filter(verb=verb)
        if kind := values.get("art"):
            rows = rows.filter(object_type=kind)
        if text := values.get("text"):
            rows = rows.filter(object_label__icontains=text)
        if name := values.get("organisation"):
            rows = rows.filter(_of_organisation(name))
        if name := values.get("person"):
            rows = rows.filter(self._of_person(name))
        return rows

    def _of_person(self, name: str) -> Q:
        """Accounts of that name, which an index finds; else what the rows say of accounts that are gone."""
        people = User.objects.filter(Q(name__icontains=name) | Q(email__icontains=name))
        if self.only is not None:
            members = Membership.objects.filter(organisation=self.only)
            people = User.objects.filter(
                Q(name__icontains=name, pk__in=members.values("user"))
                | Q(email__icontains=name, pk__in=members.live().values("user"))
            )
        keys = list(people.order_by("pk").values_list("pk", flat=True)[:MOST_NAMESAKES])
        if self.only is not None:
            gone = Q(actor=None, actor_label__icontains=name) & ~Q(actor_label__contains="@")
            return Q(actor__in=keys) | gone
        return Q(actor__in=keys) if keys else Q(actor_label__icontains=name)


def _of_organisation(name: str) -> Q:
    keys = Organisation.objects.filter(name__icontains=name).order_by("pk").values_list("pk", flat=True)
    found = [str(key) for key in keys[:MOST_NAMESAKES]]
    return Q(organisation_key__in=found) if found else Q(organisation_label__icontains=name)


def _midnight(day: dt.date) -> dt.datetime:
    return timezone.make_aware(dt.datetime.combine(day, dt.time.min))


def _verb_choices() -> Iterable[tuple[str, list[tuple[str, str]]]]:
    """All verbs, those about one noun together."""
    rows = sorted((verb.partition(".")[0], str(label), verb) for verb, label in audit.verbs().items())
    for noun, group in groupby(rows, key=lambda row: row[0]):
        yield _noun_label(noun), [(verb, label) for _noun, label, verb in group]


def _noun_label(noun: str) -> str:
    found = [model for model in apps.get_models() if model._meta.model_name == noun]
    return capfirst(str(found[0]._meta.verbose_name)) if found else _now("Sonstiges")


def _kind_choices() -> list[tuple[str, str]]:
    nouns = {verb.partition(".")[0] for verb in audit.verbs()}
    kinds = [model._meta for model in apps.get_models() if model._meta.model_name in nouns]
    return sorted(((kind.label_lower, capfirst(str(kind.verbose_name))) for kind in kinds), key=lambda row: row[1])
