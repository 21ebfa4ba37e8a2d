# SPDX-FileCopyrightText: 2026 The Allmende contributors
#
# SPDX-License-Identifier: EUPL-1.2

"""``allmende setup``: what a new portal begins with, without anything of the demo."""

from __future__ import annotations

from io import StringIO

import pytest
from django.contrib.auth.models import Group
from django.core.management import call_command
from django.core.management.base import CommandError
from wagtail.models import Page

from allmende.accounts.models import User
from allmende.cooperation.models import Cooperation, Programme, Topic
from allmende.funding.released import released_texts
from allmende.legal.models import LegalForm
from allmende.territory.tests.factories import make_place

pytestmark = pytest.mark.django_db


def setup() -> str:
    said = StringIO()
    call_command("setup", stdout=said)
    return said.getvalue()


def test_a_new_portal_gets_law_topics_rights_and_pages_but_no_demo(client) -> None:
    make_place("07", "Rheinland-Pfalz")
    assert "Redaktionelle Seiten" in setup()
    assert LegalForm.objects.filter(land__ars="07").exists()
    assert Topic.objects.exists()
    assert Programme.objects.exists()
    assert {"rlp-pilot-2024", "nrw-ikz-2021"} <= {found.text.key for found in released_texts()}
    assert Group.objects.get(name="Redaktion").permissions.exists()
    assert client.get("/impressum/").status_code == 200
    assert not User.objects.exists()
    assert not Cooperation.objects.exists()


def test_a_second_time_leaves_alone_what_editors_changed(client) -> None:
    make_place("07", "Rheinland-Pfalz")
    setup()
    Page.objects.get(slug="kontakt").delete()
    setup()
    assert client.get("/kontakt/").status_code == 404


def test_without_territories_it_says_what_comes_first() -> None:
    with pytest.raises(CommandError, match="territory import"):
        setup()
