# SPDX-FileCopyrightText: 2026 The Allmende contributors
#
# SPDX-License-Identifier: EUPL-1.2

"""Bytes that travel for a first visit, as Chromium's network events count them: start page, list, Steckbrief, map.

``python bench/transfer.py [--url http://…]``. Every page is opened in a fresh window with an empty cache. Ends with an
error when a target is missed: start page 250 kB, first map view 700 kB (kB = 1,000 bytes, as transferred: compressed,
with headers).
"""

from __future__ import annotations

import argparse
import sys
from collections import defaultdict
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from measured_portal import chromium, measured
from playwright.sync_api import sync_playwright

from tests.browser.visitor import CHROMIUM_OPTIONS

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

PAGES = {"Startseite": "/", "Liste": "/kooperationen/", "Karte, erster Blick": "/karte/"}
TARGETS = {"Startseite": 250, "Karte, erster Blick": 700}
SETTLED_AFTER = 4_000


def bytes_of(browser: Browser, url: str) -> dict[str, int]:
    """Transferred bytes by kind of content, workers included."""
    context = browser.new_context(viewport={"width": 1280, "height": 900})
    page = context.new_page()
    session = context.new_cdp_session(page)
    kinds: dict[str, str] = {}
    sums: dict[str, int] = defaultdict(int)

    def answered(event: dict[str, Any]) -> None:
        kinds[event["requestId"]] = f"{event['type']} {urlsplit(event['response']['url']).path.rsplit('.', 1)[-1][:12]}"

    def finished(event: dict[str, Any]) -> None:
        sums[kinds.get(event["requestId"], "other")] += int(event["encodedDataLength"])

    session.on("Network.responseReceived", answered)
    session.on("Network.loadingFinished", finished)
    session.send("Network.enable")
    page.goto(url, wait_until="load")
    page.wait_for_load_state("networkidle")
    page.wait_for_timeout(SETTLED_AFTER)
    in_workers = _worker_bytes(page)
    context.close()
    return {**sums, **in_workers}


def _worker_bytes(page: Page) -> dict[str, int]:
    """The scripts of workers and what they load: the page's network events tell of neither, its timings do."""
    own = page.evaluate(
        "urls => performance.getEntriesByType('resource').filter(entry => urls.includes(entry.name))"
        ".reduce((sum, entry) => sum + entry.transferSize, 0)",
        [worker.url for worker in page.workers],
    )
    loaded = [
        worker.evaluate(
            "() => performance.getEntriesByType('resource').reduce((sum, entry) => sum + entry.transferSize, 0)"
        )
        for worker in page.workers
    ]
    return {"Worker": int(own) + sum(loaded)} if page.workers else {}


def main() -> int:
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n")[0])
    parser.add_argument("--url", help="a portal that is already served; without it the demo in ALLMENDE_VAR is")
    parser.add_argument("--verbose", action="store_true", help="also say what kinds of content")
    options = parser.parse_args()
    missed = False
    with measured(options.url) as portal, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium(), args=CHROMIUM_OPTIONS)
        print("| Seite | übertragen | Ziel |\n|---|---|---|")
        for name, path in PAGES.items():
            sums = bytes_of(browser, portal.base + path)
            total = sum(sums.values()) / 1000
            target = TARGETS.get(name)
            missed |= target is not None and total > target
            print(f"| {name} | {total:.0f} kB | {f'≤ {target} kB' if target else '–'} |", flush=True)
            if options.verbose:
                for kind, size in sorted(sums.items(), key=lambda item: -item[1]):
                    print(f"    {size / 1000:7.1f} kB  {kind}")
        browser.close()
    return 1 if missed else 0


if __name__ == "__main__":
    sys.exit(main())
