# SPDX-FileCopyrightText: 2026 The Allmende contributors
#
# SPDX-License-Identifier: EUPL-1.2

"""What editors enter cannot hurt visitors, and what they take back is gone."""

from __future__ import annotations

import datetime as dt

import pytest
import time_machine
from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile
from django.urls import reverse
from django.utils import timezone
from wagtail.embeds.models import Embed
from wagtail.models import ModelLogEntry

from allmende.content import jobs
from allmende.content.blocks import DoorBlock
from allmende.content.models import BarrierReport, PortalDocument
from allmende.content.tests.factories import editor, standard_page
from allmende.core import content_version
from allmende.core.models import AuditEntry

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("address", ["javascript:alert(1)", "data:text/html,x", " javascript:alert(1)"])
def test_a_door_leads_to_a_page_and_never_to_a_script(address):
    door = {"title": "Karte", "text": "Wo?", "link_text": "Zur Karte", "address": "/karte/"}
    block = DoorBlock()
    assert block.clean(block.to_python(door))["address"] == "/karte/"
    with pytest.raises(ValidationError):
        block.clean(block.to_python({**door, "address": address}))


@pytest.mark.parametrize("name", ["seite.html", "bild.svg", "skript.js", "programm.exe", "ohne"])
def test_only_documents_are_uploaded(client, name):
    client.force_login(editor())
    file = ContentFile(b"<script>alert(1)</script>", name=name)
    client.post(reverse("wagtaildocs:add"), {"title": "Datei", "file": file, "collection": "1"})
    assert not PortalDocument.objects.exists()


def test_the_portal_fetches_nothing_for_editors(client, monkeypatch):
    monkeypatch.setattr("requests.get", lambda *_args, **_options: pytest.fail("asked another host"))
    client.force_login(editor())
    data = {"embed-chooser-url": "https://www.youtube.com/watch?v=x"}
    response = client.post(reverse("wagtailembeds:chooser_upload"), data)
    assert response.json()["step"] == "chooser"
    assert not Embed.objects.exists()


def test_pages_are_published_and_taken_back_at_the_time_that_was_set(client):
    page, now = standard_page(lead="Alt"), timezone.now()
    page.lead, page.go_live_at, page.expire_at = "Neu", now + dt.timedelta(hours=1), now + dt.timedelta(hours=2)
    page.save_revision().publish()
    seen = []
    for hours in (0, 1.5, 2.5):
        with time_machine.travel(now + dt.timedelta(hours=hours)):
            before = content_version.current()
            jobs.publish_scheduled_pages.func()
            html = client.get("/beratung/").content.decode()
            seen.append(("Neu" in html, content_version.current() > before))
    assert seen == [(False, False), (True, True), (False, True)]


def test_no_log_keeps_the_words_of_a_report_that_was_deleted(client):
    report = BarrierReport.objects.create(message="Zu klein", name="Eva Muster", delete_on="2027-01-01")
    client.force_login(editor())
    client.post(reverse("barrier_reports:delete", args=[report.pk]))
    assert AuditEntry.objects.filter(verb="barrierreport.deleted").exists()
    for row in [*AuditEntry.objects.values(), *ModelLogEntry.objects.values()]:
        assert "Zu klein" not in str(row)
        assert "Muster" not in str(row)
