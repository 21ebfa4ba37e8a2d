# SPDX-FileCopyrightText: 2026 The Allmende contributors
#
# SPDX-License-Identifier: EUPL-1.2

"""A small page tree, one page at a time."""

from __future__ import annotations

import datetime as dt
import json

from wagtail.models import Locale, Page, Site

from allmende.accounts.demo import PASSWORD
from allmende.accounts.models import User
from allmende.accounts.services import EDITORS_GROUP, create_account
from allmende.content.models import (
    FaqIndexPage,
    FaqPage,
    FaqQuestion,
    LegalPage,
    NewsIndexPage,
    NewsPage,
    StandardPage,
    StartPage,
)
from allmende.content.services import prepare_editors_group


def blocks(*pairs):
    return json.dumps([{"type": kind, "value": value} for kind, value in pairs])


def start_page():
    existing = StartPage.objects.first()
    if existing:
        return existing
    Locale.objects.get_or_create(language_code="de")
    page = StartPage(title="Startseite", slug="start", headline="Willkommen", lead="Worum es geht.")
    Page.get_first_root_node().add_child(instance=page)
    Site.objects.update_or_create(is_default_site=True, defaults={"hostname": "localhost", "root_page": page})
    return page


def standard_page(title="Beratung", slug="beratung", *, live=True, body=(), parent=None, **fields):
    page = StandardPage(title=title, slug=slug, live=live, body=blocks(*body), **fields)
    (parent or start_page()).add_child(instance=page)
    return page


def legal_page(title="Erklärung zur Barrierefreiheit", slug="barrierefreiheit", **fields):
    page = LegalPage(title=title, slug=slug, **fields)
    start_page().add_child(instance=page)
    return page


def news_page(title="Neuer Verbund", slug="neuer-verbund", *, dated_on=dt.date(2025, 2, 26), **fields):
    index = NewsIndexPage.objects.first()
    if index is None:
        index = NewsIndexPage(title="Aktuelles", slug="aktuelles")
        start_page().add_child(instance=index)
    page = NewsPage(title=title, slug=slug, dated_on=dated_on, **fields)
    index.add_child(instance=page)
    return page


def faq_group(title="Geld", slug="geld", questions=("Fällt Umsatzsteuer an?",), *, live=True):
    index = FaqIndexPage.objects.first()
    if index is None:
        index = FaqIndexPage(title="Fragen und Antworten", slug="fragen")
        start_page().add_child(instance=index)
    page = FaqPage(title=title, slug=slug, live=live)
    page.questions = [FaqQuestion(question=question, answer="<p>Kommt darauf an.</p>") for question in questions]
    index.add_child(instance=page)
    return page


def editor(email="redaktion@example.org"):
    prepare_editors_group()
    create_account(email=email, password=PASSWORD, name="Rita Redaktion", groups=[EDITORS_GROUP], by=None)
    return User.objects.get(email=email)


def stranger(email="fremd@example.org"):
    return create_account(email=email, password=PASSWORD, by=None)
