# SPDX-FileCopyrightText: 2026 The Allmende contributors
#
# SPDX-License-Identifier: EUPL-1.2

"""The starter content comes in whole, once, and never over what editors did."""

from __future__ import annotations

import pytest
from wagtail.models import Page, Site

from allmende.content import starter
from allmende.content.models import FaqPage, NewsPage, StandardPage, StartPage
from allmende.content.services import load_starter_content
from allmende.content.tests.factories import standard_page
from allmende.core import content_version
from allmende.core.models import AuditEntry

pytestmark = pytest.mark.django_db


@pytest.fixture
def small(tmp_path, monkeypatch):
    """Two files instead of all: the start page and one page below it."""
    monkeypatch.setattr(starter, "DATA_DIR", tmp_path)
    (tmp_path / "010-start.toml").write_text('kind = "start"\ntitle = "Start"\nslug = "start"\n')
    write_page(tmp_path, "Erste Fassung")
    return tmp_path


def write_page(folder, lead):
    text = f'kind = "standard"\nparent = "start"\ntitle = "Beratung"\nslug = "beratung"\nlead = "{lead}"\n'
    (folder / "020-beratung.toml").write_text(text)


def edit(page, lead):
    page.lead = lead
    page.save_revision().publish()


def test_all_of_it_loads_and_every_page_opens(client):
    report = load_starter_content()
    assert not report.left_alone
    for page in Page.objects.filter(depth__gte=2):
        assert client.get(page.get_url()).status_code == 200, page.url
    for path in ("impressum", "datenschutz", "barrierefreiheit", "leichte-sprache", "kontakt"):
        assert client.get(f"/{path}/").status_code == 200
    assert FaqPage.objects.count() == 6
    assert min(page.questions.count() for page in FaqPage.objects.all()) >= 4
    assert NewsPage.objects.count() >= 3
    assert client.get("/suche.json", {"q": "umsatzsteuer", "art": "fragen"}).json()["hits"]


def test_links_inside_the_content_lead_somewhere(client):
    load_starter_content()
    internal = set()
    for item in starter.starter_pages():
        text = str(item.fields) + str(item.questions)
        internal |= {part.split('"')[0].split("#")[0] for part in text.split('href="')[1:] if part.startswith("/")}
    internal -= {"/"}
    broken = [url for url in sorted(internal) if client.get(url, follow=True).status_code != 200]
    assert internal
    assert broken == []


@pytest.mark.usefixtures("small")
def test_loading_again_changes_nothing():
    first = load_starter_content()
    version, rows = content_version.current(), AuditEntry.objects.count()
    second = load_starter_content()
    assert first.created == ["start", "beratung"]
    assert second.unchanged == ["start", "beratung"]
    assert (content_version.current(), AuditEntry.objects.count()) == (version, rows)


@pytest.mark.usefixtures("small")
def test_the_welcome_page_of_wagtail_gives_way(client):
    load_starter_content()
    assert Site.objects.get(is_default_site=True).root_page.specific == StartPage.objects.get()
    assert client.get("/").status_code == 200
    assert Page.objects.filter(depth=2).count() == 1


def test_a_new_edition_renews_what_nobody_changed(small):
    load_starter_content()
    write_page(small, "Zweite Fassung")
    assert load_starter_content().renewed == ["beratung"]
    assert StandardPage.objects.get().lead == "Zweite Fassung"


def test_what_an_editor_changed_stays(small):
    load_starter_content()
    edit(StandardPage.objects.get(), "Von der Redaktion")
    write_page(small, "Zweite Fassung")
    assert load_starter_content().left_alone == ["beratung"]
    assert StandardPage.objects.get().lead == "Von der Redaktion"


def test_a_draft_of_an_editor_stays_too(small):
    load_starter_content()
    page = StandardPage.objects.get()
    page.lead = "Entwurf der Redaktion"
    page.save_revision()
    write_page(small, "Zweite Fassung")
    assert load_starter_content().left_alone == ["beratung"]
    assert StandardPage.objects.get().lead == "Erste Fassung"


@pytest.mark.usefixtures("small")
def test_what_an_editor_deleted_stays_deleted():
    load_starter_content()
    StandardPage.objects.get().delete()
    assert load_starter_content().left_alone == ["beratung"]
    assert not StandardPage.objects.exists()


@pytest.mark.usefixtures("small")
def test_a_page_that_stood_there_before_stays():
    standard_page("Unsere Beratung", "beratung")
    load_starter_content()
    assert StandardPage.objects.get().title == "Unsere Beratung"
