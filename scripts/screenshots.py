# SPDX-FileCopyrightText: 2026 The Allmende contributors
#
# SPDX-License-Identifier: EUPL-1.2

"""Pictures of every type of page at 1,280 and 320 px, light and dark, into ``var/screenshots`` (``make screenshots``).

``--url`` takes a portal that is already served; without it the demo in ``ALLMENDE_VAR`` is. ``--only start,map`` takes
some types. ``--readme`` renews the pictures of the README instead: the first screen only, few colours, small files.
"""

from __future__ import annotations

import argparse
import os
import sys
from contextlib import ExitStack
from pathlib import Path

from playwright.sync_api import sync_playwright

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from tests.browser.page_types import PAGE_TYPES  # noqa: E402 - the path is set above
from tests.browser.portal import Portal, find_chromium, served  # noqa: E402
from tests.browser.visitor import CHROMIUM_OPTIONS, Visitor  # noqa: E402

DRESSES = [(1280, "light"), (1280, "dark"), (320, "light"), (320, "dark")]
README = {"start": "/", "liste": "/kooperationen/", "karte": "/karte/"}
MOST_PIXELS = 6_000
DRAWN_AFTER = {"map": 6_000, "karte": 8_000, "start": 1_500}


def portal_of(url: str | None, stack: ExitStack) -> Portal:
    if url:
        return Portal(url.rstrip("/"))
    return stack.enter_context(served(Path(os.environ.get("ALLMENDE_VAR", "var")).resolve()))


def take(visitor: Visitor, name: str, path: str, target: Path, *, whole: bool) -> None:
    page = visitor.open(path)
    page.wait_for_timeout(DRAWN_AFTER.get(name, 100))
    height = int(page.evaluate("document.documentElement.scrollHeight"))
    width = int(page.evaluate("innerWidth"))
    if whole:
        page.screenshot(
            path=target, full_page=True, clip={"x": 0, "y": 0, "width": width, "height": min(height, MOST_PIXELS)}
        )
    else:
        page.screenshot(path=target)


def main() -> int:
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n")[0])
    parser.add_argument("--url")
    parser.add_argument("--only", default="", help="names of page types, with commas")
    parser.add_argument("--readme", action="store_true")
    options = parser.parse_args()
    chromium = find_chromium()
    if chromium is None:
        sys.exit("Pictures need Chromium, and none was found.")
    folder = ROOT / ("docs/images" if options.readme else "var/screenshots")
    folder.mkdir(parents=True, exist_ok=True)
    wanted = set(filter(None, options.only.split(",")))
    with ExitStack() as stack:
        portal = portal_of(options.url, stack)
        browser = stack.enter_context(sync_playwright()).chromium.launch(
            executable_path=chromium, args=CHROMIUM_OPTIONS
        )
        if options.readme:
            visitor = Visitor.arrive(browser, portal.base, viewport={"width": 1280, "height": 800})
            for name, path in README.items():
                take(visitor, name, path, folder / f"{name}.png", whole=False)
            return 0
        for width, scheme in DRESSES:
            visitor = Visitor.arrive(
                browser, portal.base, viewport={"width": width, "height": 900}, color_scheme=scheme
            )
            for page_type in PAGE_TYPES:
                if wanted and page_type.name not in wanted:
                    continue
                try:
                    path = page_type.find(portal)
                    take(visitor, page_type.name, path, folder / f"{page_type}-{width}-{scheme}.png", whole=True)
                except LookupError as error:
                    print(f"{page_type}: {error}", file=sys.stderr)
            for complaint in dict.fromkeys(visitor.complaints):
                print(f"{width} {scheme}: {complaint}", file=sys.stderr)
            visitor.leave()
    print(f"{len(list(folder.glob('*.png')))} pictures in {folder.relative_to(ROOT)}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
