# SPDX-FileCopyrightText: 2026 The Allmende contributors
#
# SPDX-License-Identifier: EUPL-1.2

"""What an operator can set is written down, and what is written down can be set."""

from __future__ import annotations

import ast
import os
import re
import subprocess
import sys
from typing import TYPE_CHECKING

import pytest

from tests.databases import ROOT

if TYPE_CHECKING:
    from pathlib import Path

SETTINGS = ROOT / "src/allmende/config/settings.py"
OPERATIONS = ROOT / "docs/operations.md"


def test_every_variable_is_documented_and_every_documented_one_exists() -> None:
    used = set(re.findall(r'"(ALLMENDE_[A-Z_]+)"', SETTINGS.read_text()))
    documented = set(re.findall(r"^\| `(ALLMENDE_[A-Z_]+)`", OPERATIONS.read_text(), re.MULTILINE))
    assert used == documented


def test_variables_are_read_in_the_settings_only() -> None:
    command_line = {"config/cli.py", "config/server.py"}
    for path in sorted((ROOT / "src/allmende").rglob("*.py")):
        name = str(path.relative_to(ROOT / "src/allmende"))
        if path == SETTINGS or name in command_line or "/tests/" in name:
            continue
        constants = [node.value for node in ast.walk(ast.parse(path.read_text())) if isinstance(node, ast.Constant)]
        read = [text for text in constants if isinstance(text, str) and re.fullmatch(r"ALLMENDE_[A-Z_]+", text)]
        assert not read, f"{name} reads {read}"


def check(tmp_path: Path, **environment: str) -> subprocess.CompletedProcess[str]:
    others = {name: value for name, value in os.environ.items() if not name.startswith(("ALLMENDE_", "DJANGO_"))}
    return subprocess.run(
        [sys.executable, "-m", "allmende", "check", "--deploy", "--tag", "security", "--fail-level", "WARNING"],
        env={**others, "ALLMENDE_VAR": str(tmp_path), **environment},
        capture_output=True,
        text=True,
        check=False,
    )


@pytest.mark.slow
def test_a_production_set_up_passes_the_deployment_checks(tmp_path: Path) -> None:
    done = check(tmp_path, ALLMENDE_SECRET_KEY="Wq7" * 20 + "xyzabc-0918", ALLMENDE_HOSTS="ikz.example.de")
    assert done.returncode == 0, done.stderr


@pytest.mark.slow
def test_without_a_secret_key_nothing_starts(tmp_path: Path) -> None:
    done = check(tmp_path)
    assert done.returncode != 0
    assert "ALLMENDE_SECRET_KEY is not set" in done.stderr
