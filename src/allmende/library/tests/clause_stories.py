# SPDX-FileCopyrightText: 2026 The Allmende contributors
#
# SPDX-License-Identifier: EUPL-1.2

"""Contracts of the library for tests of their clauses."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Any

from django.utils import timezone

from allmende.legal.models import LegalForm
from allmende.library.models import Document, DocumentPage, DocumentSort, DocumentVersion, Licence, Reading
from allmende.library.services.clauses import split_version

if TYPE_CHECKING:
    from allmende.library.models import Clause
    from allmende.territory.models import Territory

BAUHOF = """Zweckvereinbarung über den Bauhof
zwischen der Gemeinde Beispieldorf und der Stadt Beispielheim

§ 1 Aufgabe
Die Stadt übernimmt den Winterdienst.

§ 2 Kosten
Die Gemeinde erstattet die Kosten nach Einwohnern.

§ 3 Kündigung
Die Vereinbarung kann mit einer Frist von zwei Jahren zum Jahresende gekündigt werden.
"""
ARCHIV = """Vereinbarung über das Archiv
zwischen der Gemeinde Beispielau und der Stadt Beispielberg

§ 1 Aufgabe
Die Stadt führt das Archiv.

§ 2 Kündigung und Auseinandersetzung
Die Vereinbarung kann mit einer Frist von einem Jahr zum Jahresende gekündigt werden. Nach dem Ende gehen die Akten
zurück; das Vermögen wird nach dem Restbuchwert aufgeteilt. Wer ausscheidet, trägt seine Kosten der Abwicklung.
"""


def add_version(document: Document, *pages: str) -> DocumentVersion:
    """The next version of ``document``, already read, split into its clauses."""
    number = document.versions.count() + 1
    version = DocumentVersion.objects.create(
        document=document,
        number=number,
        file=f"dokumente/{document.slug}-{number}.pdf",
        name=f"{document.slug}.pdf",
        media_type="application/pdf",
        size=1000,
        sha256=f"{document.pk:032}{number:032}",
        reading=Reading.READ,
        page_count=len(pages),
    )
    DocumentPage.objects.bulk_create(
        DocumentPage(version=version, number=at, text=text) for at, text in enumerate(pages, start=1)
    )
    split_version(version)
    return version


def make_contract(slug: str = "bauhof", *pages: str, published: bool = True, **values: Any) -> Document:
    """A published contract with one version that has been read."""
    document = Document.objects.create(
        **{
            "slug": slug,
            "title": f"Vertrag {slug.title()}",
            "sort": DocumentSort.CONTRACT,
            "licence": Licence.OFFICIAL_WORK,
            "dated_on": dt.date(2024, 5, 2),
            "published_at": timezone.now() if published else None,
            **values,
        }
    )
    add_version(document, *(pages or (BAUHOF,)))
    return document


def make_legal_form(land: Territory | None = None, key: str = "rp-zweckvereinbarung") -> LegalForm:
    return LegalForm.objects.create(key=key, name="Zweckvereinbarung", land=land)


def clauses(document: Document) -> list[Clause]:
    """Those of its newest version, in order."""
    newest = document.versions.order_by("-number").first()
    return list(newest.clauses.order_by("order")) if newest else []


def clause(document: Document, heading: str) -> Clause:
    return next(each for each in clauses(document) if each.heading == heading)
