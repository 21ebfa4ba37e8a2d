# SPDX-FileCopyrightText: 2026 The Allmende contributors
#
# SPDX-License-Identifier: EUPL-1.2

"""The library of the demo: real files that can be read again, each marked as an example."""

from __future__ import annotations

import io
import json
from types import SimpleNamespace

import pytest
from django.core.exceptions import ImproperlyConfigured
from django.test import Client

from allmende.cooperation.tests.factories import make_rhineland
from allmende.library import demo
from allmende.library.models import Document, DocumentVersion
from allmende.library.sample_files import WRITERS, blocks_of
from allmende.library.tests.extraction_stories import read_apart
from allmende.moderation.file_types import ACCEPTED_IN_LIBRARY, type_of

SOURCE = """Ein Beispiel.

# Vertrag <1>

## § 8 Kündigung – „Größe“

Die Frist beträgt zwei Jahre & mehr.

- Erstens
"""


@pytest.mark.parametrize("ending", WRITERS)
def test_each_format_is_what_it_says_and_can_be_read(ending):
    content = WRITERS[ending]("Vertrag <1>", blocks_of(SOURCE))
    found = type_of(io.BytesIO(content), f"vertrag.{ending}", ACCEPTED_IN_LIBRARY)
    assert found is not None
    assert found.ending == ending
    text = "\n".join(page.text for page in read_apart(content, found.media_type).pages)
    for told in ("Vertrag <1>", "§ 8 Kündigung – „Größe“", "zwei Jahre & mehr", "Erstens"):
        assert told in text


def test_long_texts_go_over_several_pages():
    content = WRITERS["pdf"](
        "Lang", blocks_of("\n\n".join(f"Absatz {number}. " + "Wort " * 60 for number in range(60)))
    )
    pages = read_apart(content, "application/pdf").pages
    assert len(pages) > 3
    assert "Absatz 59." in pages[-1].text


def test_every_sample_is_an_example_and_has_its_file():
    samples = json.loads((demo.SAMPLES / "index.json").read_text())
    assert len(samples) >= 42
    assert len({sample["title"] for sample in samples}) == len(samples)
    for sample in samples:
        assert sample["title"].startswith("Beispiel: ")
        assert (demo.SAMPLES / sample["file"]).read_text().startswith("Beispiel")
        assert sample["format"] in WRITERS


@pytest.mark.django_db
def test_the_demo_publishes_once(settings, monkeypatch, tmp_path):
    make_rhineland()
    settings.DEMO = True
    sample = json.loads((demo.SAMPLES / "index.json").read_text())[0]
    (tmp_path / "index.json").write_text(json.dumps([sample]))
    (tmp_path / sample["file"]).write_text(SOURCE)
    monkeypatch.setattr(demo, "SAMPLES", tmp_path)
    monkeypatch.setattr(demo, "read_file", SimpleNamespace(func=lambda _key: "read"))
    made = demo.load_demo_documents()
    assert made > 1
    assert demo.load_demo_documents() == 0
    document = Document.objects.get(title=sample["title"])
    assert document.is_example
    assert DocumentVersion.objects.get().document == document
    page = Client().get(document.get_absolute_url()).content.decode()
    assert "keine rechtliche Geltung" in page


@pytest.mark.django_db
def test_samples_belong_to_the_demo_only(settings):
    settings.DEMO = False
    with pytest.raises(ImproperlyConfigured):
        demo.load_demo_documents()
    assert not Document.objects.exists()
