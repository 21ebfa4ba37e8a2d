# SPDX-FileCopyrightText: 2026 The Allmende contributors
#
# SPDX-License-Identifier: EUPL-1.2

"""Lighthouse on start page and list: accessibility and performance, as a phone (throttled) and as a desk computer.

Run it with ``make bench`` or alone: ``python bench/lighthouse.py [--url http://…] [--runs 3]``. The median of the runs
counts. Ends with an error when a target is missed: accessibility 100, performance 95. Lighthouse itself is an npm
package with its own lock file (``bench/lighthouse``), installed at the first run; it is no part of the portal.
"""

from __future__ import annotations

import argparse
import json
import os
import shutil
import statistics
import subprocess
import sys
import tempfile
from pathlib import Path

from measured_portal import chromium, measured

HERE = Path(__file__).resolve().parent / "lighthouse"
PAGES = {"Startseite": "/", "Liste": "/kooperationen/"}
TARGETS = {"accessibility": 100, "performance": 95}
FLAGS = "--headless=new --no-sandbox --disable-gpu --disable-quic --no-first-run --disable-background-networking"


def installed() -> Path:
    """The command of the locked version."""
    command = HERE / "node_modules/.bin/lighthouse"
    if not command.exists():
        npm = shutil.which("npm")
        if npm is None:
            sys.exit("Lighthouse needs Node 18 or newer with npm on the path.")
        install = [npm, "ci", "--ignore-scripts", "--no-audit", "--no-fund"]
        subprocess.run(install, cwd=HERE, check=True, stdout=subprocess.DEVNULL)
    return command


def run_once(url: str, form: str) -> dict[str, float]:
    """Scores of one run (0 to 100), with the largest paint in ms and the sum of transferred bytes."""
    with tempfile.TemporaryDirectory() as folder:
        report = Path(folder) / "report.json"
        command = [str(installed()), url, "--quiet", "--output=json", f"--output-path={report}"]
        command += [f"--only-categories={','.join(TARGETS)}", f"--chrome-flags={FLAGS}"]
        if form == "desktop":
            command.append("--preset=desktop")
        environment = {**os.environ, "CHROME_PATH": chromium()}
        # On a busy machine the browser sometimes loses the start of the trace; the second attempt must do.
        if subprocess.run(command, env=environment, check=False, stdout=subprocess.DEVNULL).returncode:
            subprocess.run(command, env=environment, check=True, stdout=subprocess.DEVNULL)
        found = json.loads(report.read_text())
    scores = {name: round(found["categories"][name]["score"] * 100) for name in TARGETS}
    failed = [
        audit["id"]
        for audit in found["audits"].values()
        if audit.get("score") == 0 and audit["scoreDisplayMode"] == "binary"
    ]
    if scores["accessibility"] < TARGETS["accessibility"]:
        print(f"  {url}: {', '.join(failed)}")
    paint = found["audits"]["largest-contentful-paint"]["numericValue"]
    return {**scores, "paint": paint, "bytes": found["audits"]["total-byte-weight"]["numericValue"]}


def main() -> int:
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n")[0])
    parser.add_argument("--url", help="a portal that is already served; without it the demo in ALLMENDE_VAR is")
    parser.add_argument("--runs", type=int, default=3)
    options = parser.parse_args()
    missed = False
    with measured(options.url) as portal:
        print("| Seite | Gerät | Barrierefreiheit | Leistung | größtes Element nach | übertragen |")
        print("|---|---|---|---|---|---|")
        for name, path in PAGES.items():
            for form in ("mobile", "desktop"):
                runs = [run_once(portal.base + path, form) for _ in range(options.runs)]
                value = {key: statistics.median(run[key] for run in runs) for key in runs[0]}
                missed |= any(value[key] < target for key, target in TARGETS.items())
                device = {"mobile": "Telefon, gedrosselt", "desktop": "Rechner"}[form]
                print(
                    f"| {name} | {device} | {value['accessibility']:.0f} | {value['performance']:.0f} "
                    f"| {value['paint'] / 1000:.1f} s | {value['bytes'] / 1000:.0f} kB |",
                    flush=True,
                )
    return 1 if missed else 0


if __name__ == "__main__":
    sys.exit(main())
