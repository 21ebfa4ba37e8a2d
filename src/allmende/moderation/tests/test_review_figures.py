# SPDX-FileCopyrightText: 2026 The Allmende contributors
#
# SPDX-License-Identifier: EUPL-1.2

"""Figures of the review: numbers without any person."""

from __future__ import annotations

import datetime as dt
import json

import pytest
from django.urls import reverse
from django.utils import timezone

from allmende.moderation.models import Change, State
from allmende.moderation.tests.stories import make_change, make_editor, submitted_days_ago

pytestmark = pytest.mark.django_db


def page(client, address):
    response = client.get(address)
    assert response.status_code == 200
    return response.content.decode()


def test_figures_name_no_person(client, desk, mendig, grebenau, editor) -> None:
    submitted_days_ago(make_change(mendig, editor, name="Wartet"), 5)
    done = make_change(mendig, editor, name="Fertig", state=State.ACCEPTED, by=desk)
    now = timezone.now()
    Change.objects.filter(pk=done.pk).update(submitted_at=now - dt.timedelta(days=4), decided_at=now)
    make_change(grebenau, make_editor(grebenau, "g@example.org"), name="Hessisches")
    answer = client.get(reverse("moderation:review_figures_export", args=["json"]))
    lines = {line["land"]: line for line in json.loads(answer.content)["zahlen"]}
    assert lines["07"]["submitted"] == 1
    assert lines["07"]["median_tage_bis_entscheidung"] == 4
    assert lines["07"]["aelteste_wartet_tage"] == 5
    assert (lines[""]["submitted"], lines[""]["accepted"]) == (2, 1)
    table = client.get(reverse("moderation:review_figures_export", args=["csv"])).content.decode()
    assert "07;Rheinland-Pfalz;1;0;0;1;0;5;4,0" in table
    for text in (answer.content.decode(), table, page(client, reverse("moderation:review_figures"))):
        assert "Editha" not in text
        assert "Fertig" not in text


def test_figures_of_nothing(client, desk) -> None:
    lines = json.loads(client.get(reverse("moderation:review_figures_export", args=["json"])).content)["zahlen"]
    assert lines[0]["median_tage_bis_entscheidung"] is None
    page(client, reverse("moderation:review_figures"))
    assert "Hier ist nichts" in page(client, reverse("moderation:queue"))
