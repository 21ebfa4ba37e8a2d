# SPDX-FileCopyrightText: 2026 The Allmende contributors
#
# SPDX-License-Identifier: EUPL-1.2

"""Rules of the house that no single app can watch over."""

from __future__ import annotations

import ast
import re
from typing import TYPE_CHECKING

import polib
import pytest
from django.conf import settings
from django.template import engines
from django.urls import URLPattern, URLResolver, get_resolver

from tests.databases import ROOT

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

PACKAGE = ROOT / "src/allmende"
PYTHON = sorted(
    path
    for folder in ("src", "tests", "scripts", "bench")
    for path in (ROOT / folder).rglob("*.py")
    if "migrations" not in path.parts and "node_modules" not in path.parts
)
TEMPLATES = sorted(path for path in PACKAGE.rglob("templates/**/*") if path.is_file())
INLINE = re.compile(
    r"<script(?![^>]*\bsrc=)(?![^>]*type=\"(?:application/(?:ld\+)?json|importmap)\")[^>]*>|<style\b|\sstyle=|\son[a-z]+=",
    re.IGNORECASE,
)
LONGEST_FILE, LONGEST_FUNCTION = 500, 60
FOUND_BY_NAME = {
    "400.html", "403.html", "403_csrf.html", "404.html", "500.html",
}  # fmt: skip
"""Templates that Django or Wagtail looks for by itself."""


def name_of(template: Path) -> str:
    return str(template).partition("/templates/")[2]


def test_files_are_short() -> None:
    files = [*PYTHON, *TEMPLATES, *PACKAGE.rglob("static/**/*.css"), *PACKAGE.rglob("static/**/*.js")]
    long = {
        str(path.relative_to(ROOT)): lines
        for path in files
        if "vendor" not in path.parts and (lines := len(path.read_text().splitlines())) > LONGEST_FILE
    }
    assert not long


def test_functions_are_short() -> None:
    long = {
        f"{path.relative_to(ROOT)}:{node.name}": node.end_lineno - node.lineno + 1
        for path in PYTHON
        for node in ast.walk(ast.parse(path.read_text()))
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
        and node.end_lineno is not None
        and node.end_lineno - node.lineno >= LONGEST_FUNCTION
    }
    assert not long


def test_nothing_is_called_utils_or_helpers() -> None:
    assert not [path for path in PYTHON if path.stem in {"utils", "util", "helpers", "misc", "common"}]


def test_no_template_is_left_behind() -> None:
    """Each is named in Python code or in another template, or is found by a name that Wagtail makes from a model."""
    texts = "\n".join(path.read_text() for path in [*TEMPLATES, *PYTHON] if "tests" not in path.parts)
    by_model = {name for model in _models() if (name := getattr(model, "template", None)) and isinstance(name, str)}
    unused = [
        name_of(path)
        for path in TEMPLATES
        if (name := name_of(path)) not in FOUND_BY_NAME | by_model
        and name not in texts
        and not name.startswith(("wagtailadmin/", "registration/"))
    ]
    assert not unused


def _models() -> list[type]:
    from django.apps import apps  # noqa: PLC0415 - apps are ready only inside a test

    return apps.get_models()


@pytest.mark.parametrize("path", TEMPLATES, ids=name_of)
def test_templates_compile_and_hold_nothing_inline(path: Path) -> None:
    text = path.read_text()
    engines["django"].from_string(text)
    if "/mail/" not in str(path):
        assert not INLINE.findall(text), "strict CSP: no inline script, style or handler"


def test_every_app_is_declared_to_the_import_linter() -> None:
    declared = re.search(r"^layers = \[(.*?)\]", (ROOT / "pyproject.toml").read_text(), re.MULTILINE | re.DOTALL)
    assert declared
    apps = {path.parent.name for path in PACKAGE.glob("*/__init__.py")}
    assert set(re.findall(r"\w+", declared[1])) == apps
    installed = {name.removeprefix("allmende.") for name in settings.INSTALLED_APPS if name.startswith("allmende.")}
    assert installed == apps - {"german"}, "a package of pure functions is no Django app"


def test_views_are_closed_unless_they_say_public() -> None:
    assert "django.contrib.auth.middleware.LoginRequiredMiddleware" in settings.MIDDLEWARE


def test_the_english_catalogue_is_complete() -> None:
    catalogue = polib.pofile(str(PACKAGE / "locale/en/LC_MESSAGES/django.po"))
    assert len(catalogue) > 100
    missing = [entry.msgid for entry in [*catalogue.untranslated_entries(), *catalogue.fuzzy_entries()]]
    assert not missing, f"{len(missing)} of {len(catalogue)}"


def patterns(resolver: URLResolver, namespace: str = "") -> Iterator[tuple[str, URLPattern]]:
    for entry in resolver.url_patterns:
        if isinstance(entry, URLResolver):
            inner = ":".join(part for part in (namespace, entry.namespace or "") if part)
            yield from patterns(entry, inner)
        elif entry.name:
            yield (f"{namespace}:{entry.name}" if namespace else entry.name), entry


def routes(resolver: URLResolver, before: str = "/") -> Iterator[str]:
    for entry in resolver.url_patterns:
        if isinstance(entry, URLResolver):
            yield from routes(entry, before + str(entry.pattern))
        else:
            yield before + str(entry.pattern)


def test_every_address_for_programs_is_documented() -> None:
    """By shape: whatever stands in angle brackets or capitals is any word."""
    file, part = r"\.(?:<\w+:\w+>|csv|json|geojson|ics|rss|atom|xlsx)$", r"<[^>]+>|…|\b[A-ZÄÖÜ]{3,}\b"
    text = (ROOT / "docs/machine-readable.md").read_text(encoding="utf-8")
    told = {re.sub(part, "*", address) for address in re.findall(r"`(/[^`?]+)", text)}
    ours = [re.sub(part, "*", route) for route in routes(get_resolver()) if re.search(file, route)]
    assert len(ours) > 30
    assert [route for route in ours if told.isdisjoint({route, re.sub(r"\w+$", "*", route)})] == []


def test_names_of_addresses_are_unique() -> None:
    ours = [name for name, entry in patterns(get_resolver()) if entry.lookup_str.startswith("allmende.")]
    assert len(ours) > 10
    assert len(ours) == len(set(ours))
