# SPDX-FileCopyrightText: 2026 The Allmende contributors
#
# SPDX-License-Identifier: EUPL-1.2

"""A person is named as a contact only with consent: in forms, in files, on pages and in exports."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Any

import pytest
from django.urls import reverse

from allmende.cooperation.desk.forms import AllianceForm, CooperationForm, missing_consent
from allmende.cooperation.models import Alliance, Cooperation
from allmende.cooperation.tests.factories import make_alliance, make_cooperation, make_rhineland
from allmende.core.models import AuditEntry

if TYPE_CHECKING:
    from django.test import Client

PERSON: dict[str, Any] = {"contact_person": "Anna Beispiel"}
MAILBOX: dict[str, Any] = {"contact_email": "anna.beispiel@stadt.example"}
SINCE: dict[str, Any] = {"contact_consented_on": dt.date(2026, 3, 2)}


@pytest.mark.parametrize(
    ("stated", "problem"),
    [
        ({}, ""),
        (PERSON, "Einwilligung genannt"),
        (MAILBOX, "sieht nach dem einer Person aus"),
        ({"contact_email": "bauamt@stadt.example"}, ""),
        (PERSON | SINCE, ""),
        (MAILBOX | SINCE, ""),
        (PERSON | {"contact_consented_on": None}, "Einwilligung genannt"),
        (PERSON | {"contact_consented_on": dt.date(2999, 1, 1)}, "Zukunft"),
    ],
)
def test_what_is_missing(stated: dict[str, Any], problem: str) -> None:
    found = missing_consent(stated)
    assert problem in found if problem else found == ""


@pytest.mark.django_db
@pytest.mark.parametrize(("form", "subject"), [(CooperationForm, Cooperation()), (AllianceForm, Alliance())])
@pytest.mark.parametrize("stated", [PERSON, MAILBOX])
def test_the_forms_ask_for_the_day(form: Any, subject: Any, stated: dict[str, str]) -> None:
    data = {"title": "Bauhof", "status": "unknown", **stated}
    assert "contact_consented_on" in form(data, instance=subject).errors
    assert "contact_consented_on" not in form({**data, "contact_consented_on": "02.03.2026"}, instance=subject).errors


@pytest.mark.django_db
def test_whoever_consented_is_named_on_the_page_and_in_files(client: Client) -> None:
    places = list(make_rhineland().values())[-2:]
    cooperation = make_cooperation("Bauhof", *places, **PERSON, **MAILBOX, **SINCE)
    alliance = make_alliance("IKZ Eifel", *places, **PERSON, **MAILBOX, **SINCE)
    for subject in (cooperation, alliance):
        address = subject.get_absolute_url()
        page = client.get(address).content.decode()
        assert "Anna Beispiel" in page
        assert "mailto:anna.beispiel@stadt.example" in page
    for name, subject in (("cooperation:json", cooperation), ("cooperation:alliance_json", alliance)):
        contact = client.get(reverse(name, args=[subject.slug])).json()["contact"]
        assert (contact["person"], contact["email"]) == ("Anna Beispiel", "anna.beispiel@stadt.example")
    assert "Anna Beispiel" in client.get(reverse("cooperation:export", args=["csv"])).content.decode()


@pytest.mark.django_db
def test_the_day_of_consent_is_in_the_log() -> None:
    cooperation = make_cooperation("Bauhof", **PERSON, **SINCE)
    entry = AuditEntry.objects.about(cooperation).get(verb="cooperation.created")
    assert (entry.after or {})["contact_consented_on"] == "2026-03-02"
