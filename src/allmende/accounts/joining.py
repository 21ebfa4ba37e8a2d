# SPDX-FileCopyrightText: 2026 The Allmende contributors
#
# SPDX-License-Identifier: EUPL-1.2

"""The way to a membership, one address with three faces: find the organisation, ask to join it, or name a new one.

What is joined stands in the query of the address (``ort``, ``organisation``, ``neu``); what is wished in the form.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.core.exceptions import ValidationError
from django.db import transaction

from allmende.accounts import services
from allmende.accounts.models import Organisation
from allmende.accounts.naming import plain_name
from allmende.accounts.organisation_forms import FindForm, NewOrganisationForm, RequestForm
from allmende.accounts.services.organisations import acting_territory, administration_of
from allmende.territory.finding import Place, find_places
from allmende.territory.models import Territory

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from django.http import QueryDict

    from allmende.accounts.models import Membership, User

SHOWN = 10
LARGEST_KEY = 18
"""Digits of a primary key at most."""


class Joining:
    """What the visitor has found so far. ``form`` is None while they are still looking."""

    def __init__(self, query: Mapping[str, str], data: QueryDict | None) -> None:
        self.find = FindForm(query) if query else FindForm()
        self.query = query.get("q", "")[:100].strip()
        self.territory: Territory | None = None
        self.organisation: Organisation | None = None
        self.problem = ""
        self.form: RequestForm | None = None
        self._look(query)
        if self.territory is not None or self.organisation is not None:
            self.form = RequestForm(data)
        elif query.get("neu"):
            self.form = NewOrganisationForm(data, initial={"name": self.query})

    def _look(self, query: Mapping[str, str]) -> None:
        key = query.get("organisation", "")
        if key.isascii() and key.isdigit() and len(key) <= LARGEST_KEY:
            found = Organisation.objects.filter(pk=key).exclude(confirmed_at=None).first()
            found = found.leads_to if found is not None else None
            self.organisation = found if found is not None and found.is_active else None
        ars = query.get("ort", "")
        territory = Territory.objects.filter(ars=ars).first() if ars else None
        if self.organisation is not None or territory is None:
            return
        try:
            self.territory = acting_territory(territory)
        except ValidationError as error:
            self.problem = " ".join(error.messages)
            return
        self.organisation = administration_of(self.territory)

    @property
    def template(self) -> str:
        if self.form is None:
            return "accounts/organisations/join_find.html"
        is_new = isinstance(self.form, NewOrganisationForm)
        return "accounts/organisations/join_new.html" if is_new else "accounts/organisations/join_ask.html"

    @property
    def name(self) -> str:
        """What is to be joined, in words."""
        if self.organisation is not None:
            return self.organisation.name
        return plain_name(self.territory) if self.territory is not None else ""

    @property
    def organisations(self) -> Sequence[Organisation]:
        """Organisations of the portal that are called so."""
        if not Organisation.folded(self.query):
            return []
        return list(Organisation.objects.active().called(self.query).order_by("name")[:SHOWN])

    @property
    def places(self) -> Sequence[Place]:
        """Places of the register that are called so and still exist."""
        answer = find_places(self.query, limit=SHOWN) if self.query else None
        return [place for place in answer.places if not place.is_dissolved] if answer is not None else []

    def ask(self, *, by: User) -> Membership:
        """Write the request; an organisation that nobody has needed before is made with it or not at all."""
        assert self.form is not None  # noqa: S101 - for the type checker; callers have asked
        values: dict[str, Any] = self.form.cleaned_data
        with transaction.atomic():
            organisation = self._organisation(values, by)
            return services.request_membership(
                organisation=organisation, roles=values["roles"], message=values["message"], by=by
            )

    def _organisation(self, values: Mapping[str, Any], by: User) -> Organisation:
        if self.organisation is not None:
            return self.organisation
        if self.territory is not None:
            return services.organisation_of(territory=self.territory, by=by)
        return services.name_organisation(
            name=values["name"], kind=values["kind"], seat=values["seat"], territory=values["ort"], by=by
        )

    def show(self, error: ValidationError) -> None:
        """Show at the form why it was refused."""
        assert self.form is not None  # noqa: S101 - for the type checker; callers have asked
        known = hasattr(error, "error_dict") and set(error.error_dict) <= set(self.form.fields)
        self.form.add_error(None, error if known else ValidationError(error.messages))
