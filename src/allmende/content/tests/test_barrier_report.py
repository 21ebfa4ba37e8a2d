# SPDX-FileCopyrightText: 2026 The Allmende contributors
#
# SPDX-License-Identifier: EUPL-1.2

"""„Barriere melden“: without account, without script, kept for a while, sent to the mailbox in the settings."""

from __future__ import annotations

import datetime as dt

import pytest
from django.core import mail
from django.test import Client
from django.utils import timezone

from allmende.content.models import BarrierReport, PortalSettings
from allmende.content.services import delete_expired_reports
from allmende.content.views import REPORT_LIMIT
from allmende.core.models import AuditEntry
from allmende.core.tests.test_jobs import work

pytestmark = pytest.mark.django_db
URL = "/barriere-melden/"


def report(client, **fields):
    return client.post(URL, {"message": "Die Karte ist nicht lesbar.", **fields})


@pytest.mark.django_db(transaction=True)
def test_a_report_needs_nothing_but_the_message(client):
    response = report(client)
    work()
    assert response.status_code == 302
    assert "Danke" in client.get(response.url).content.decode()
    kept = BarrierReport.objects.get()
    assert (kept.message, kept.name, kept.email) == ("Die Karte ist nicht lesbar.", "", "")
    assert mail.outbox[0].to == ["ikz@add.rlp.de"]
    assert "Die Karte ist nicht lesbar." in mail.outbox[0].body


@pytest.mark.django_db(transaction=True)
def test_the_mailbox_and_the_time_of_keeping_come_from_the_settings(client):
    portal = PortalSettings.load()
    portal.report_email, portal.report_retention_months = "barriere@example.org", 3
    portal.save()
    assert "Nach 3 Monaten löschen wir sie." in client.get(URL).content.decode()
    report(client, email="gast@example.org")
    work()
    assert mail.outbox[0].to == ["barriere@example.org"]
    assert mail.outbox[0].reply_to == ["gast@example.org"]
    kept = BarrierReport.objects.get()
    assert (kept.delete_on - timezone.localdate(kept.received_at)).days in {91, 92}


@pytest.mark.parametrize(
    ("fields", "error"),
    [
        ({"message": ""}, "Bitte beschreiben Sie die Barriere."),
        ({"message": "x" * 5001}, "höchstens 5.000 Zeichen"),
        ({"email": "gast@"}, "Diese E-Mail-Adresse ist unvollständig."),
        ({"name": "n" * 121}, "120"),
    ],
)
def test_errors_stand_at_the_field_and_what_was_typed_stays(client, fields, error):
    response = report(client, **{"page_address": "/karte/", **fields})
    html = response.content.decode()
    assert response.status_code == 422
    assert error in html
    assert 'aria-invalid="true"' in html
    assert 'value="/karte/"' in html
    assert not BarrierReport.objects.exists()


def test_the_trap_is_thanked_and_thrown_away(client, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True):
        response = report(client, website="https://spam.example")
    assert response.status_code == 302
    assert not BarrierReport.objects.exists()
    assert not mail.outbox


def test_too_many_reports_from_one_address_are_put_off_and_nothing_typed_is_lost(client):
    for _ in range(REPORT_LIMIT.count):
        assert report(client).status_code == 302
    response = report(client, message="Noch eine.")
    assert response.status_code == 429
    assert "Noch eine." in response.content.decode()
    assert BarrierReport.objects.count() == REPORT_LIMIT.count
    assert Client(REMOTE_ADDR="192.0.2.7").post(URL, {"message": "Von woanders."}).status_code == 302


def test_the_form_is_protected_and_never_kept_in_memory():
    strict = Client(enforce_csrf_checks=True)
    response = strict.get(URL, {"seite": "/karte/"})
    assert "no-store" in response.headers["Cache-Control"]
    assert 'value="/karte/"' in response.content.decode()
    assert strict.post(URL, {"message": "Ohne Marke"}).status_code == 403


def test_reports_are_deleted_when_their_time_is_over(client):
    report(client)
    kept = BarrierReport.objects.get()
    assert delete_expired_reports(today=kept.delete_on - dt.timedelta(days=1)) == 0
    assert delete_expired_reports(today=kept.delete_on) == 1
    assert not BarrierReport.objects.exists()
    labels = AuditEntry.objects.filter(verb="barrierreport.expired").values_list("object_label", flat=True)
    assert "nicht lesbar" not in "".join(labels)
