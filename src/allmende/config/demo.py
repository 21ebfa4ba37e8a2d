# SPDX-FileCopyrightText: 2026 The Allmende contributors
#
# SPDX-License-Identifier: EUPL-1.2

"""The demo: a database with real municipalities and cooperations, made once and brought up to date when data change."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.contrib.staticfiles.finders import get_finders
from django.core.management import call_command

from allmende import __version__
from allmende.accounts.demo import ACCOUNTS, PASSWORD, load_demo_users
from allmende.config.demo_story import load_story
from allmende.content.services import prepare_editors_group
from allmende.content.starter import load_starter_content
from allmende.cooperation.services.catalogue import load_programmes, load_topics
from allmende.cooperation.services.demo import load_demo_cooperations
from allmende.core.models import LoadedData
from allmende.events.barcamp_demo import load_demo_barcamp
from allmende.events.demo import load_demo_events
from allmende.funding.services.loading import load_directives, load_profiles
from allmende.legal.services import load_legal_forms
from allmende.library.demo import load_demo_documents
from allmende.search import upkeep
from allmende.search.synonym_services import load_synonyms
from allmende.territory.services import load_demo_territories

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from pathlib import Path


@dataclass(frozen=True, slots=True)
class Part:
    """One part of the demo data: what it is called, how it is loaded, and which files it is made of."""

    name: str
    label: str
    load: Callable[[], Any]
    files: tuple[str, ...]

    def version(self) -> str:
        """Changes with every file of the part."""
        return digest(path for pattern in self.files for path in sorted(settings.PACKAGE_DIR.glob(pattern)))

    def is_loaded(self) -> bool:
        return LoadedData.objects.filter(part=self.name, version=self.version()).exists()


BASICS = (
    Part("legal", "Rechtsformen", load_legal_forms, ("legal/data/**/*.*",)),
    Part("topics", "Themenfelder", load_topics, ("cooperation/data/topics.json",)),
    Part("programmes", "Förderprogramme", load_programmes, ("cooperation/data/programmes.json",)),
    Part("programme-profiles", "Beschreibungen der Förderprogramme", load_profiles, ("funding/data/profiles.json",)),
    Part("directives", "Förderrichtlinien", load_directives, ("funding/data/directives/*.yaml",)),
    Part("editors", "Rechte der Redaktion", prepare_editors_group, ("content/services.py",)),
    Part("synonyms", "Synonyme der Suche", load_synonyms, ("search/data/synonyms.json",)),
    Part("content", "Redaktionelle Seiten", load_starter_content, ("content/starter.py", "content/data/**/*.*")),
)
"""What every portal begins with; what people have changed since is kept."""

PARTS = (
    Part("territory", "Gebiete und Karte", load_demo_territories, ("territory/data/**/*.*", "territory/map_*.py")),
    Part("accounts", "Zugänge", load_demo_users, ("accounts/demo.py",)),
    *BASICS,
    Part(
        "cooperation",
        "Kooperationen",
        load_demo_cooperations,
        ("cooperation/data/**/*.*", "cooperation/services/demo.py"),
    ),
    Part(
        "library",
        "Bibliothek",
        load_demo_documents,
        ("library/data/samples/*.*", "library/demo.py", "library/sample_files.py"),
    ),
    Part("barcamp", "BarCamp zum Ausprobieren", load_demo_barcamp, ("events/barcamp_demo.py",)),
    Part(
        "events",
        "Veranstaltungen",
        load_demo_events,
        ("events/data/**/*.*", "events/demo*.py"),
    ),
    Part("story", "Beiträge zum Ausprobieren", load_story, ("config/demo_story.py",)),
)
"""In the order in which they build on each other."""


def prepare(say: Callable[[str], object]) -> None:
    """Make the demo ready to be served. What is there already is left as it is."""
    for directory in (settings.VAR_DIR, settings.MEDIA_ROOT, settings.STATIC_ROOT):
        directory.mkdir(parents=True, exist_ok=True)
    say("Datenbank")
    call_command("migrate", verbosity=0, skip_checks=True)
    for part in PARTS:
        if not part.is_loaded() or (part.name == "territory" and not settings.MAP_ROOT.is_dir()):
            say(part.label)
            part.load()
            LoadedData.objects.update_or_create(pk=part.name, defaults={"version": part.version()})
    upkeep.make_ready(lambda progress: say(f"Suchindex: {progress}"))
    _collect_static(say)


def sign_ins() -> list[tuple[str, str, str]]:
    """Address, password and purpose of each demo account."""
    return [(account.email, PASSWORD, str(account.purpose)) for account in ACCOUNTS]


def digest(files: Iterable[Path]) -> str:
    """Changes with the contents of ``files``."""
    found = hashlib.sha256()
    for path in files:
        if path.is_file():
            found.update(path.name.encode() + path.read_bytes())
    return found.hexdigest()


def _collect_static(say: Callable[[str], object]) -> None:
    """Hash and compress the static files, unless none has changed since."""
    found = hashlib.sha256(__version__.encode())
    for finder in get_finders():
        for name, storage in finder.list([]):
            status = storage.size(name), storage.get_modified_time(name)
            found.update(f"{name} {status}\n".encode())
    stamp = settings.STATIC_ROOT / ".version"
    if not stamp.exists() or stamp.read_text() != found.hexdigest():
        say("Statische Dateien")
        call_command("collectstatic", verbosity=0, interactive=False, clear=True)
        stamp.write_text(found.hexdigest())
