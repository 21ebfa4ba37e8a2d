# SPDX-FileCopyrightText: 2026 The Allmende contributors
#
# SPDX-License-Identifier: EUPL-1.2

"""Time, peak memory and counts of a full territory import, into a database of its own.

    python bench/territory_import.py --register gemeinden.csv --boundaries gemeinden_2025.gpkg [--as-of 2025-11-30]

Runs it twice; the second run must change nothing.
"""

from __future__ import annotations

import argparse
import os
import resource
import subprocess
import sys
import tempfile
import time


def run(arguments: list[str], environment: dict[str, str]) -> str:
    """Run a command of the portal and print how long it took."""
    started, used = time.perf_counter(), resource.getrusage(resource.RUSAGE_CHILDREN)
    command = [sys.executable, "-m", "django", *arguments]
    output = subprocess.run(command, env=environment, check=True, capture_output=True, text=True).stdout
    now = resource.getrusage(resource.RUSAGE_CHILDREN)
    cpu = now.ru_utime + now.ru_stime - used.ru_utime - used.ru_stime
    wall = time.perf_counter() - started
    print(f"{arguments[0]}: {wall:.1f} s, {cpu:.1f} s CPU, peak so far {now.ru_maxrss / 1024:.0f} MB", flush=True)
    return output


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--register", required=True)
    parser.add_argument("--boundaries", required=True)
    parser.add_argument("--as-of")
    parser.add_argument("--population-on")
    given = {name: value for name, value in vars(parser.parse_args()).items() if value}
    options = [part for name, value in given.items() for part in (f"--{name.replace('_', '-')}", value)]
    with tempfile.TemporaryDirectory() as folder:
        environment = {
            **os.environ,
            "DJANGO_SETTINGS_MODULE": "allmende.config.settings",
            "ALLMENDE_DEMO": "1",
            "ALLMENDE_VAR": folder,
            "ALLMENDE_DATABASE": f"sqlite:///{folder}/bench.sqlite3",
        }
        run(["migrate", "--verbosity", "0"], environment)
        for _ in range(2):
            print(run(["territory_import", *options], environment))


if __name__ == "__main__":
    main()
