# SPDX-FileCopyrightText: 2026 The Allmende contributors
#
# SPDX-License-Identifier: EUPL-1.2

"""Who can be named as the organiser of an event, in forms of the desk."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db.models import Q
from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext as _

from allmende.accounts.models import Organisation, OrganisationKind
from allmende.accounts.rules import may_enter_organisations

if TYPE_CHECKING:
    from django import forms

    from allmende.accounts.models import User


def offer_organisers(field: forms.ModelChoiceField[Organisation], *, user: User, organiser: int | None = None) -> None:
    """Fill ``field`` with those ``user`` can choose from; ``organiser`` is the key of the present one.

    Municipalities are many; of them only those that have organised something, or for which the user acts. A new portal
    knows no organisation yet, so whoever may enter one is led there.
    """
    own = Organisation.objects.of(user).order_by().values("pk")
    kinds = [kind for kind in OrganisationKind if kind != OrganisationKind.MUNICIPALITY]
    fitting = Q(kind__in=kinds) | Q(pk__in=own) | Q(events__isnull=False)
    active = Organisation.objects.active().filter(fitting) | Organisation.objects.filter(pk=organiser or 0)
    field.queryset = active.distinct().order_by("name", "pk")
    if may_enter_organisations(user):
        address = reverse("accounts:desk_organisation_enter")
        field.help_text = format_html('<a href="{}">{}</a>', address, _("Neue Organisation eintragen"))
