# SPDX-FileCopyrightText: 2026 The Allmende contributors
#
# SPDX-License-Identifier: EUPL-1.2

"""Forms of the operators about accounts: finding one, giving and taking roles."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import forms
from django.db.models import Exists, OuterRef, Q
from django.utils.translation import gettext_lazy as _

from allmende.accounts.models import Membership, User
from allmende.accounts.services import EDITORS_GROUP, LAND_EDITORS_GROUP, DeskRole, desk_role
from allmende.territory.models import Level, Territory

if TYPE_CHECKING:
    from django.db.models import QuerySet

LONGEST = 100


class PeopleFilter(forms.Form):
    """Filters of the list of accounts, named as in its address."""

    KINDS = (
        ("", _("alle")),
        ("betrieb", _("Betrieb")),
        ("redaktion", _("Redaktion")),
        ("mitglieder", _("in einer Organisation")),
        ("gesperrt", _("gesperrt")),
    )
    q = forms.CharField(label=_("Name oder Mail-Adresse"), required=False, max_length=LONGEST)
    wer = forms.ChoiceField(label=_("Wer"), required=False, choices=KINDS)

    def found(self) -> QuerySet[User]:
        """The accounts as asked for; a value nobody offers counts as none."""
        self.is_valid()
        people = User.objects.all()
        if text := self.cleaned_data.get("q"):
            people = people.filter(Q(name__icontains=text) | Q(email__icontains=text))
        match self.cleaned_data.get("wer"):
            case "betrieb":
                people = people.filter(is_superuser=True)
            case "redaktion":
                in_group = User.groups.through.objects.filter(
                    user=OuterRef("pk"), group__name__in=[EDITORS_GROUP, LAND_EDITORS_GROUP]
                )
                people = people.filter(Exists(in_group))
            case "mitglieder":
                people = people.filter(Exists(Membership.objects.active().filter(user=OuterRef("pk"))))
            case "gesperrt":
                people = people.filter(is_active=False)
        return people


class PortalRolesForm(forms.Form):
    """What an account may do in the whole portal."""

    desk = forms.ChoiceField(label=_("Redaktion"), choices=DeskRole.choices, widget=forms.RadioSelect)
    areas = forms.ModelMultipleChoiceField(
        label=_("Redaktion nur für"),
        help_text=_("Ohne Auswahl überall. Die Redaktion eines Landes braucht mindestens ein Gebiet."),
        queryset=Territory.objects.none(),
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    is_operator = forms.BooleanField(label=_("Betrieb: darf alles verwalten, auch diese Konten"), required=False)

    def __init__(self, data: Any = None, *, user: User) -> None:
        own = list(user.desk_areas.values_list("pk", flat=True))
        super().__init__(data, initial={"desk": desk_role(user).value, "areas": own, "is_operator": user.is_superuser})
        offered = Q(level=Level.LAND, dissolved_on=None) | Q(pk__in=own)
        self.fields["areas"].queryset = Territory.objects.filter(offered).order_by("level", "search_name")  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        values = super().clean() or self.cleaned_data
        if values.get("desk") == DeskRole.OF_LAND and not values.get("areas") and "areas" not in self.errors:
            self.add_error("areas", _("Bitte wählen Sie, für welche Gebiete diese Redaktion handelt."))
        return values
