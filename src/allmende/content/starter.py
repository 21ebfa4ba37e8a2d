# SPDX-FileCopyrightText: 2026 The Allmende contributors
#
# SPDX-License-Identifier: EUPL-1.2

"""The starter content: one TOML file per page under ``data/pages``, in the order of their names.

The loader may run again at any time. It writes a page only if nobody else has: a page changed or deleted by an
editor, or one that stood at the address before, is left as it is.
"""

from __future__ import annotations

import hashlib
import json
import tomllib
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

from django.db import transaction
from wagtail.models import Locale, Page, Site

from allmende.content.models import (
    FaqIndexPage,
    FaqPage,
    FaqQuestion,
    LegalPage,
    NewsIndexPage,
    NewsPage,
    PortalSettings,
    StandardPage,
    StarterRecord,
    StartPage,
)
from allmende.content.searchables import PageSource, QuestionSource
from allmende.core import audit, searchables

if TYPE_CHECKING:
    from collections.abc import Iterator

    from allmende.accounts.models import User

DATA_DIR = Path(__file__).parent / "data" / "pages"
KINDS: dict[str, type[Page]] = {
    "start": StartPage,
    "standard": StandardPage,
    "legal": LegalPage,
    "faq_index": FaqIndexPage,
    "faq": FaqPage,
    "news_index": NewsIndexPage,
    "news": NewsPage,
}
STREAMS = ("body", "doors")
LANGUAGE = "de"


@dataclass(frozen=True, slots=True)
class StarterPage:
    """One file: the page's kind, its key, the key of the page above, its fields, its questions."""

    key: str
    kind: str
    parent: str
    fields: dict[str, Any]
    questions: list[dict[str, Any]]

    @property
    def checksum(self) -> str:
        text = json.dumps([self.kind, self.fields, self.questions], sort_keys=True, default=str)
        return hashlib.sha256(text.encode()).hexdigest()


@dataclass(slots=True)
class Report:
    """What the loader did, by key of the page."""

    created: list[str] = field(default_factory=list)
    renewed: list[str] = field(default_factory=list)
    left_alone: list[str] = field(default_factory=list)
    unchanged: list[str] = field(default_factory=list)

    def __str__(self) -> str:
        return (
            f"{len(self.created)} angelegt, {len(self.renewed)} erneuert, {len(self.unchanged)} unverändert, "
            f"{len(self.left_alone)} von der Redaktion geändert und so gelassen"
        )


def starter_pages() -> Iterator[StarterPage]:
    """Every file of the starter content; those above come before those below."""
    for path in sorted(DATA_DIR.glob("*.toml")):
        data = tomllib.loads(path.read_text(encoding="utf-8"))
        yield StarterPage(
            key=path.stem.split("-", 1)[1],
            kind=data.pop("kind"),
            parent=data.pop("parent", ""),
            questions=data.pop("questions", []),
            fields=data,
        )


def _stream(blocks: list[dict[str, Any]]) -> str:
    return json.dumps([{"type": block["type"], "value": block["value"]} for block in blocks])


def _values(starter: StarterPage) -> dict[str, Any]:
    return {name: _stream(value) if name in STREAMS else value for name, value in starter.fields.items()}


def _root() -> Page:
    """The root of the page tree with the language of the content; Wagtail's migrations make both, tests may not."""
    Locale.objects.get_or_create(language_code=LANGUAGE)
    root = Page.get_first_root_node()
    return root if root is not None else Page.add_root(title="Root", slug="root")


def _publish(page: Page, *, by: User | None) -> int:
    page.full_clean()
    revision = page.save_revision(user=by, log_action=False)
    revision.publish(user=by)
    return int(revision.pk)


def _ask(page: Page, starter: StarterPage) -> None:
    """Give a group its questions; anchors come from the questions, so they stay the same."""
    if isinstance(page, FaqPage):
        page.questions = [FaqQuestion(sort_order=order, **item) for order, item in enumerate(starter.questions)]


def _create(starter: StarterPage, parent: Page, *, by: User | None) -> None:
    page = KINDS[starter.kind](locale=Locale.objects.get(language_code=LANGUAGE), owner=by, **_values(starter))
    _ask(page, starter)
    parent.add_child(instance=page)
    written = _publish(page, by=by)
    StarterRecord.objects.create(
        key=starter.key, page=Page.objects.get(pk=page.pk), checksum=starter.checksum, revision_id_written=written
    )


def _renew(starter: StarterPage, record: StarterRecord, *, by: User | None) -> None:
    page = Page.objects.get(pk=record.page_id).specific
    for name, value in _values(starter).items():
        setattr(page, name, value)
    _ask(page, starter)
    record.revision_id_written = _publish(page, by=by)
    record.checksum = starter.checksum
    record.save()


def _take_over_site(start: Page, root: Page) -> None:
    """Make ``start`` the start page of the site and drop Wagtail's welcome page if it still stands there."""
    site = Site.objects.filter(is_default_site=True).first()
    if site is None:
        Site.objects.create(hostname="localhost", site_name="Allmende", root_page=start, is_default_site=True)
        return
    welcome = site.root_page
    site.root_page = start
    site.site_name = "Allmende"
    site.save()
    if type(welcome.specific) is Page and welcome.pk != root.pk and not welcome.get_children().exists():
        welcome.delete()


def _load_one(starter: StarterPage, root: Page, report: Report, *, by: User | None) -> None:
    record = StarterRecord.objects.filter(key=starter.key).select_related("page").first()
    if record is not None:
        if record.page is None or record.page.latest_revision_id != record.revision_id_written:
            report.left_alone.append(starter.key)
        elif record.checksum == starter.checksum:
            report.unchanged.append(starter.key)
        else:
            _renew(starter, record, by=by)
            report.renewed.append(starter.key)
        return
    if starter.kind == "start":
        parent: Page | None = None if StartPage.objects.exists() else root
    else:
        above = StarterRecord.objects.filter(key=starter.parent).select_related("page").first()
        parent = above.page if above else None
    if parent is None or parent.get_children().filter(slug=starter.fields["slug"]).exists():
        report.left_alone.append(starter.key)
        return
    _create(starter, Page.objects.get(pk=parent.pk), by=by)
    report.created.append(starter.key)


def load_starter_content(by: User | None = None) -> Report:
    """Bring in the starter content, leaving alone whatever editors have changed."""
    report = Report()
    with transaction.atomic():
        root = _root()
        PortalSettings.load()
        for starter in starter_pages():
            _load_one(starter, root, report, by=by)
            if starter.kind == "start" and starter.key in report.created:
                _take_over_site(StartPage.objects.get(), root)
        if report.created or report.renewed:
            audit.record("starter_content.loaded", root, by=by, after={"pages": report.created + report.renewed})
            searchables.changed_keys(PageSource.key)
            searchables.changed_keys(QuestionSource.key)
    return report
