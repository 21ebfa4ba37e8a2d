# SPDX-FileCopyrightText: 2026 The Allmende contributors
#
# SPDX-License-Identifier: EUPL-1.2

"""The map as static files, made at import and read at run time: ``MAP_ROOT/<version>/…``.

``kreise.json`` and ``gemeinden-<land>.json`` are TopoJSON for the interactive map (.gz and .br beside), ``svg/de``,
``svg/<land>`` and ``svg/<kreis>`` are small figures for pages without JavaScript. The version is the hash of the
content: the same boundaries have the same address, and an address never changes what it shows.
"""

from __future__ import annotations

import gzip
import hashlib
import json
import re
import shutil
import tempfile
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING

import brotli
from django.conf import settings

from allmende.territory.models import Edition

if TYPE_CHECKING:
    from collections.abc import Mapping

KEPT_VERSIONS = 2
"""The current one and the one before, which pages that are still open may ask for."""

SVG_KEY = re.compile(r"de|\d{2}|\d{5}")


@dataclass(frozen=True, slots=True)
class SvgShape:
    """One unit of a figure: ``d`` is the path, in whole numbers, y downwards."""

    ars: str
    name: str
    d: str


@dataclass(frozen=True, slots=True)
class SvgMap:
    """A figure: units to colour and link, and outlines (of the Länder, the Land, the Kreis) drawn over them."""

    view_box: str
    shapes: tuple[SvgShape, ...]
    outlines: tuple[str, ...]


def current_map_version() -> str:
    """The version of the map files in use; empty before the first import with boundaries."""
    versions = Edition.objects.exclude(map_version="").order_by("-as_of", "-pk")
    return versions.values_list("map_version", flat=True).first() or ""


def svg_map(key: str) -> SvgMap | None:
    """The figure of Germany ("de"), a Land (2 digits) or a Kreis (5 digits); None if there is none."""
    version = current_map_version()
    if not version or not SVG_KEY.fullmatch(key):
        return None
    return _read_svg_map(str(map_root()), version, key)


@lru_cache(maxsize=500)
def _read_svg_map(root: str, version: str, key: str) -> SvgMap | None:
    file = Path(root) / version / "svg" / f"{key}.json"
    if not file.is_file():
        return None
    figure = json.loads(file.read_bytes())
    shapes = tuple(SvgShape(shape["ars"], shape["name"], shape["d"]) for shape in figure["shapes"])
    return SvgMap(figure["view_box"], shapes, tuple(figure["outlines"]))


def map_root() -> Path:
    return Path(settings.MAP_ROOT)


def version_of(files: Mapping[str, bytes]) -> str:
    """The hash of all names and contents (16 hexadecimal digits)."""
    digest = hashlib.sha256()
    for name in sorted(files):
        digest.update(f"{name}\0{len(files[name])}\0".encode())
        digest.update(files[name])
    return digest.hexdigest()[:16]


def write_map_files(files: Mapping[str, bytes]) -> str:
    """Write ``files`` (path → content) as one version and return it; a version that is there is left alone.

    Everything is written beside and renamed at the end, so a version is there completely or not at all.
    """
    version, root = version_of(files), map_root()
    if (root / version).is_dir():
        return version
    root.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(prefix=".new-", dir=root) as name:
        new = Path(name) / version
        for path, content in files.items():
            file = new / path
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_bytes(content)
            if "/" not in path:
                file.with_name(f"{file.name}.gz").write_bytes(gzip.compress(content, 9, mtime=0))
                file.with_name(f"{file.name}.br").write_bytes(brotli.compress(content, quality=9))
        new.rename(root / version)
    return version


def remove_old_versions(current: str) -> None:
    """Remove all versions but ``current`` and the newest one beside it."""
    root = map_root()
    if not root.is_dir():
        return
    others = [path for path in root.iterdir() if path.is_dir() and path.name != current and path.name[0] != "."]
    others.sort(key=lambda path: path.stat().st_mtime, reverse=True)
    for path in others[KEPT_VERSIONS - 1 :]:
        shutil.rmtree(path)
