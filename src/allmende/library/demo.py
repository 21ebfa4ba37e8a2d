# SPDX-FileCopyrightText: 2026 The Allmende contributors
#
# SPDX-License-Identifier: EUPL-1.2

"""The library of the demo: samples written for it, marked „Beispiel“, and links to what the Länder publish."""

from __future__ import annotations

import datetime as dt
import json
from dataclasses import dataclass
from typing import Any, Final

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.core.files.base import ContentFile
from django.db import transaction

from allmende.accounts.models import Organisation
from allmende.cooperation.models import Topic
from allmende.core.partial_dates import Precision
from allmende.legal.models import LegalForm
from allmende.library.models import Document, DocumentSort, Licence
from allmende.library.sample_files import WRITERS, blocks_of
from allmende.library.services.documents import publish_document
from allmende.library.services.reading import read_file
from allmende.library.services.versions import store_version
from allmende.territory.models import Level, Territory

SAMPLES: Final = settings.PACKAGE_DIR / "library/data/samples"
OWNED: Final = {"zweckvereinbarung-standesamt": "071375004", "zweckvereinbarung-bauhof": "073375004"}
"""Which samples an organisation of the demo keeps, by its territory."""


@dataclass(frozen=True, slots=True)
class Link:
    """A public text elsewhere: what a Land itself publishes about working together."""

    title: str
    summary: str
    land: str
    source: str
    url: str
    dated_on: dt.date | None = None


LINKS: Final = (
    Link(
        "Richtlinie für Zuwendungen zur Förderung der interkommunalen Zusammenarbeit",
        "Wen und was der Freistaat Bayern fördert, unter welchen Bedingungen und mit welchen Beträgen.",
        "09",
        "Bayerische Staatsregierung",
        "https://www.gesetze-bayern.de/Content/Document/BayVV_2020_6_I_2327-11",
    ),
    Link(
        "Interkommunale Zusammenarbeit: Häufig gestellte Fragen",
        "Antworten des Ministeriums zur Zusammenarbeit von Kommunen in Rheinland-Pfalz und zu ihrer Förderung.",
        "07",
        "Ministerium des Innern und für Sport Rheinland-Pfalz",
        "https://mdi.rlp.de/themen/staedte-und-gemeinden/interkommunale-zusammenarbeit/haeufig-gestellte-fragen",
    ),
    Link(
        "Förderung der interkommunalen Zusammenarbeit bei der ADD",
        "Wie die Förderung in Rheinland-Pfalz beantragt wird.",
        "07",
        "Aufsichts- und Dienstleistungsdirektion Rheinland-Pfalz",
        "https://add.rlp.de/themen/foerderungen/ikz",
    ),
    Link(
        "Förderprogramm interkommunale Zusammenarbeit in Hessen",
        "Das Förderprogramm des Landes Hessen auf einen Blick.",
        "06",
        "Hessisches Innenministerium",
        "https://innen.hessen.de/kommunales/interkommunale-zusammenarbeit/foerderprogramm",
    ),
    Link(
        "Förderung der interkommunalen Zusammenarbeit in Hessen: Voraussetzungen",
        "Was für eine Förderung in Hessen vorliegen muss.",
        "06",
        "Beratungszentrum des Landes Hessen",
        "https://beratungszentrum.hessen.de/interkommunale-zusammenarbeit/foerderung/foerdervoraussetzung",
    ),
    Link(
        "Förderung interkommunaler Zusammenarbeit in Nordrhein-Westfalen",
        "Das Förderprogramm des Landes Nordrhein-Westfalen.",
        "05",
        "Kommunalministerium Nordrhein-Westfalen",
        "https://mhkbd.nrw/foerderprogramme/foerderung-interkommunaler-zusammenarbeit-ikz-nrw",
    ),
    Link(
        "Förderung interkommunaler Zusammenarbeit: Bezirksregierung Köln",
        "Wie die Förderung bei einer Bezirksregierung beantragt wird.",
        "05",
        "Bezirksregierung Köln",
        "https://www.bezreg-koeln.nrw.de/themen/kommunales-planung-bauen-und-verkehr/foerderung-interkommunaler-zusammenarbeit",
    ),
    Link(
        "Förderung der kommunalen Zusammenarbeit in Thüringen",
        "Zuwendungen für gemeinsame Aufgaben von Gemeinden und Landkreisen in Thüringen.",
        "16",
        "Thüringer Landesverwaltungsamt",
        "https://landesverwaltungsamt.thueringen.de/wirtschaft/infrastrukturfoerderung/foerderung-der-kommunalen-zusammenarbeit",
    ),
)
"""Addresses that have been looked up; none is guessed."""


def load_demo_documents() -> int:
    """Publish what is missing of samples and links; returns how many were made. Refuses outside the demo."""
    if not settings.DEMO:
        raise ImproperlyConfigured("The samples are made up and belong to the demo only.")
    there = set(Document.objects.values_list("title", flat=True))
    samples = json.loads((SAMPLES / "index.json").read_text())
    made = [_publish_sample(sample) for sample in samples if sample["title"] not in there]
    lands = _lands()
    linked = [_publish_link(link, lands) for link in LINKS if link.title not in there and link.land in lands]
    return len(made) + len(linked)


def _lands() -> dict[str, Territory]:
    return {land.ars: land for land in Territory.objects.filter(level=Level.LAND).order_by("ars")}


def _publish_sample(sample: dict[str, Any]) -> Document:
    """One sample as a file of its format, read at once so that it can be found from the start."""
    ending = sample["format"]
    blocks = blocks_of((SAMPLES / sample["file"]).read_text())
    content = ContentFile(WRITERS[ending](sample["title"], blocks))
    place = OWNED.get(sample["key"], "")
    with transaction.atomic():
        version = store_version(file=content, name=f"{sample['key']}.{ending}", by=None, organisation=None)
        document = publish_document(
            values={
                "title": sample["title"],
                "sort": DocumentSort(sample["kind"]),
                "summary": sample["summary"],
                "land": _lands().get(sample["land"]),
                "legal_form": LegalForm.objects.filter(key=sample["legal_form"]).first(),
                "dated_on": dt.date(sample["year"], 1, 1),
                "dated_precision": Precision.YEAR,
                "source": "Allmende",
                "licence": Licence.CC0,
                "is_example": True,
            },
            topics=list(Topic.objects.filter(slug__in=sample["topics"])),
            version=version,
            owner=Organisation.objects.filter(territory__ars=place).order_by("pk").first() if place else None,
            by=None,
        )
    read_file.func(version.pk)
    return document


def _publish_link(link: Link, lands: dict[str, Territory]) -> Document:
    return publish_document(
        values={
            "title": link.title,
            "sort": DocumentSort.GUIDE,
            "summary": link.summary,
            "land": lands[link.land],
            "dated_on": link.dated_on,
            "source": link.source,
            "link_url": link.url,
        },
        by=None,
    )
