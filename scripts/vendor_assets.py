# SPDX-FileCopyrightText: 2026 The Allmende contributors
#
# SPDX-License-Identifier: EUPL-1.2

"""Copies what the portal needs of the npm packages into its static files, and checks that it is there.

Run after ``npm ci --ignore-scripts``. Third-party code is never committed: this writes
``src/allmende/core/static/core/vendor/``, one folder per package with its licence, and ``versions.json``. Only single
files are taken, no source maps; KERN UX is cut to the components in use, Fira Sans to the Latin letters. The same fonts
with all their letters go to ``src/allmende/core/pdf/fonts/``, in the form and with the list of characters that PDF
files need.

    python scripts/vendor_assets.py           # write what is missing or old
    python scripts/vendor_assets.py --check   # only say what is wrong; exit code 1 if anything is
"""

from __future__ import annotations

import hashlib
import json
import logging
import re
import shutil
import sys
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

ROOT = Path(__file__).resolve().parent.parent
NODE_MODULES = ROOT / "node_modules"
VENDOR = ROOT / "src/allmende/core/static/core/vendor"
PDF_FONTS = ROOT / "src/allmende/core/pdf/fonts"
KERN = "@kern-ux/native"

COPIES: dict[str, dict[str, str]] = {
    KERN: {"LICENSE.md": "kern/LICENSE.md"},
    "htmx.org": {"LICENSE": "htmx/LICENSE", "dist/htmx.min.js": "htmx/htmx.min.js"},
    "maplibre-gl": {
        "LICENSE.txt": "maplibre/LICENSE.txt",
        "dist/maplibre-gl.mjs": "maplibre/maplibre-gl.mjs",
        "dist/maplibre-gl-worker.mjs": "maplibre/maplibre-gl-worker.mjs",
        "dist/maplibre-gl.css": "maplibre/maplibre-gl.css",
    },
    "topojson-client": {
        "LICENSE": "topojson/LICENSE",
        "dist/topojson-client.min.js": "topojson/topojson-client.min.js",
    },
}
"""Package → file in it → file below the vendor folder."""

KERN_COMPONENTS = frozenset(
    {
        "accordion",
        "alert",
        "badge",
        "body",
        "btn",
        "dark",
        "dialog",
        "divider",
        "error",
        "fieldset",
        "form",
        "heading",
        "hint",
        "input",
        "label",
        "layer",
        "level",
        "light",
        "link",
        "list",
        "loader",
        "number",
        "preline",
        "progress",
        "sr",
        "subline",
        "table",
        "title",
    }
)
"""First words of the KERN classes that stay. Grid, spacing, icons, cards and the like are the portal's own."""

FONTS = ("Regular", "SemiBold")
FONT_CHARACTERS = "U+0020-007E,U+00A0-017F,U+2010-2027,U+2030,U+2032-2033,U+2039-203A,U+20AC,U+2122,U+2190-2193,U+2212"
"""Latin with German, French, Polish and Turkish letters, typographic marks, euro sign, arrows."""


def locked_versions() -> dict[str, str]:
    """The version of every package that is used, as the lock file says it."""
    packages = json.loads((ROOT / "package-lock.json").read_text(encoding="utf-8"))["packages"]
    return {name: packages[f"node_modules/{name}"]["version"] for name in COPIES}


def recipe() -> str:
    """A fingerprint of this script: a changed recipe makes what was written before old."""
    return hashlib.sha256(Path(__file__).read_bytes()).hexdigest()[:16]


def targets() -> list[str]:
    """Every file that must lie in the vendor folder."""
    copied = [target for files in COPIES.values() for target in files.values()]
    fonts = [f"fira-sans/FiraSans-{name}.woff2" for name in FONTS]
    return [*copied, "kern/kern.css", *fonts, "fira-sans/LICENSE.txt"]


def pdf_fonts() -> list[str]:
    """Every file that must lie in the folder of the fonts for PDF files."""
    return [*(f"FiraSans-{name}.ttf" for name in FONTS), "characters.json", "LICENSE.txt"]


def problems() -> list[str]:
    """What is missing or not of the locked version; empty when all is well."""
    try:
        written = json.loads((VENDOR / "versions.json").read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return ["The front-end files have not been copied yet."]
    found = [f"{name} is missing." for name in targets() if not (VENDOR / name).is_file()]
    for package, version in locked_versions().items():
        if written.get("packages", {}).get(package) != version:
            found.append(f"{package} is not of the locked version {version}.")
    found += [f"{name} for PDF files is missing." for name in pdf_fonts() if not (PDF_FONTS / name).is_file()]
    if written.get("recipe") != recipe():
        found.append("They were written by another version of scripts/vendor_assets.py.")
    return found


def css_blocks(css: str) -> Iterator[tuple[str, str]]:
    """The top-level rules of ``css`` as (selector or at-rule, body)."""
    position = 0
    while (opening := css.find("{", position)) >= 0:
        depth, end, quote = 1, opening + 1, ""
        while depth:
            character = css[end]
            if quote:
                quote = "" if character == quote else quote
            elif character in "\"'":
                quote = character
            else:
                depth += {"{": 1, "}": -1}.get(character, 0)
            end += 1
        yield css[position:opening].strip(), css[opening + 1 : end - 1]
        position = end


def is_used(selector: str) -> bool:
    """Whether all KERN classes of ``selector`` belong to components that stay."""
    return all(name in KERN_COMPONENTS for name in re.findall(r"\.kern-([a-z]+)", selector))


def cut_css(css: str) -> str:
    """``css`` without the rules of components that are not used."""
    kept = []
    for head, body in css_blocks(css):
        if head.startswith("@media"):
            inner = cut_css(body)
            kept.append(f"{head}{{{inner}}}" if inner else "")
        elif head.startswith("@"):
            kept.append(f"{head}{{{body}}}")
        else:
            selectors = [item for item in re.split(r",(?![^(]*\))", head) if is_used(item)]
            kept.append(f"{','.join(selectors)}{{{body}}}" if selectors else "")
    return "".join(kept)


def write_kern() -> None:
    """KERN UX, cut to the components in use."""
    css = (NODE_MODULES / KERN / "dist/kern.min.css").read_text(encoding="utf-8")
    note = "/*! KERN UX, EUPL-1.2, see LICENSE.md; cut to the components in use */"
    (VENDOR / "kern/kern.css").write_text(note + cut_css(css.removeprefix('@charset "UTF-8";')), encoding="utf-8")


def write_fonts() -> None:
    """Fira Sans as shipped with KERN UX, cut to the Latin letters, beside the licence the font file itself names."""
    from fontTools import subset  # noqa: PLC0415 - only needed to write, not to check
    from fontTools.ttLib import TTFont  # noqa: PLC0415

    logging.disable(logging.WARNING)  # an old OS/2 table, which is harmless; the subsetter sets its own levels
    folder = VENDOR / "fira-sans"
    folder.mkdir(exist_ok=True)
    for name in FONTS:
        source = NODE_MODULES / KERN / f"dist/fonts/fira-sans/FiraSans-{name}.woff2"
        target = folder / f"FiraSans-{name}.woff2"
        subset.main(
            [
                str(source),
                f"--unicodes={FONT_CHARACTERS}",
                "--flavor=woff2",
                "--layout-features=kern,liga,tnum,lnum,mark,ccmp,locl",
                f"--output-file={target}",
            ]
        )
    names = TTFont(source)["name"]
    lines = [names.getDebugName(number) for number in (0, 13, 14)]
    licence = "\n".join(line for line in lines if line) + "\n"
    (folder / "LICENSE.txt").write_text(licence, encoding="utf-8")
    write_pdf_fonts(licence)


def write_pdf_fonts(licence: str) -> None:
    """Fira Sans as TrueType, which typst reads, and how wide each character is that all of the weights can show.

    Widths are those of the boldest one, in thousandths of the size of the text.
    """
    from fontTools.ttLib import TTFont  # noqa: PLC0415 - as above

    PDF_FONTS.mkdir(exist_ok=True)
    widths: dict[int, int] = {}
    for name in FONTS:
        source = NODE_MODULES / KERN / f"dist/fonts/fira-sans/FiraSans-{name}.woff2"
        font = TTFont(source, recalcTimestamp=False)
        advances, units = font["hmtx"], font["head"].unitsPerEm
        found = {code: round(advances[glyph][0] * 1000 / units) for code, glyph in font.getBestCmap().items()}
        widths = {code: width for code, width in found.items() if not widths or code in widths}
        font.flavor = None
        font.save(PDF_FONTS / f"FiraSans-{name}.ttf", reorderTables=False)
    (PDF_FONTS / "characters.json").write_text(json.dumps(widths) + "\n", encoding="utf-8")
    (PDF_FONTS / "LICENSE.txt").write_text(licence, encoding="utf-8")


def write() -> None:
    """Write the whole vendor folder anew."""
    versions = locked_versions()
    for package, version in versions.items():
        installed = json.loads((NODE_MODULES / package / "package.json").read_text(encoding="utf-8"))["version"]
        if installed != version:
            raise SystemExit(f"{package} {installed} is installed, {version} is locked: run npm ci --ignore-scripts")
    shutil.rmtree(VENDOR, ignore_errors=True)
    for package, files in COPIES.items():
        for source, target in files.items():
            path = VENDOR / target
            path.parent.mkdir(parents=True, exist_ok=True)
            content = (NODE_MODULES / package / source).read_bytes()
            path.write_bytes(re.sub(rb"\n?(//|/\*)# sourceMappingURL=[^\n*]*(\*/)?", b"", content))
    write_kern()
    write_fonts()
    marker = json.dumps({"packages": versions, "recipe": recipe()}, indent=2)
    (VENDOR / "versions.json").write_text(marker + "\n", encoding="utf-8")


def main() -> int:
    """Check, and unless only that was asked, write what is not in order."""
    found = problems()
    if "--check" in sys.argv[1:]:
        for line in found:
            sys.stderr.write(f"{line}\n")
        return 1 if found else 0
    if found:
        write()
        size = sum(path.stat().st_size for path in VENDOR.rglob("*") if path.is_file())
        sys.stdout.write(f"Copied {len(targets())} front-end files ({size / 1e6:.1f} MB).\n")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
