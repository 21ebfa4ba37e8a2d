# SPDX-FileCopyrightText: 2026 The Allmende contributors
#
# SPDX-License-Identifier: EUPL-1.2

"""Template tags and filters: addresses, amounts, numbers, icons, panels."""

from __future__ import annotations

from collections import defaultdict
from decimal import Decimal
from typing import TYPE_CHECKING, Any
from xml.etree import ElementTree as ET

import pytest
from django.template import engines
from django.test import RequestFactory
from django.utils import translation

from allmende.core import icons, panels
from allmende.core.templatetags.core import euro, thousands

if TYPE_CHECKING:
    from collections.abc import Mapping

    from django.http import HttpRequest


def rendered(template: str, path: str = "/liste/", **context: Any) -> str:
    return engines["django"].from_string(template).render(context, RequestFactory().get(path))


@pytest.mark.parametrize(
    ("path", "template", "expected"),
    [
        ("/liste/?art=a&seite=3", "{% url_with seite=2 %}", "/liste/?art=a&amp;seite=2"),
        ("/liste/?art=a&seite=3", "{% url_with art=None seite=None %}", "/liste/"),
        ("/liste/?land=07&land=08", "{% url_with seite=2 %}", "/liste/?land=07&amp;land=08&amp;seite=2"),
        ("/liste/?land=07&land=08", "{% url_with land='09' %}", "/liste/?land=09"),
        ("/liste/", "{% url_with ort='Köln & Bonn' %}", "/liste/?ort=K%C3%B6ln+%26+Bonn"),
        ("/liste/", "{% url_with weg=None %}", "/liste/"),
        ("/liste/?q=%22%3E%3Cscript%3E", "{% url_with seite=2 %}", "/liste/?q=%22%3E%3Cscript%3E&amp;seite=2"),
    ],
)
def test_url_with_changes_only_what_it_is_told(path: str, template: str, expected: str) -> None:
    assert rendered(template, path) == expected


def test_url_with_takes_several_values() -> None:
    assert rendered("{% url_with land=codes %}", codes=["07", "08"]) == "/liste/?land=07&amp;land=08"


@pytest.mark.parametrize(
    ("amount", "text"),
    [
        (Decimal(215940), "215.940\u00a0€"),
        (Decimal("215940.00"), "215.940\u00a0€"),
        (Decimal("1234.5"), "1.234,50\u00a0€"),
        (Decimal("-0.005"), "0\u00a0€"),
        (Decimal(-1200), "-1.200\u00a0€"),
        (0, "0\u00a0€"),
        (None, ""),
        ("", ""),
        ("viel", ""),
        (Decimal("NaN"), ""),
        (Decimal("Infinity"), ""),
    ],
)
def test_euro(amount: object, text: str) -> None:
    assert euro(amount) == text


@pytest.mark.parametrize(
    ("number", "text"),
    [(83577140, "83.577.140"), (999, "999"), (0, "0"), (None, ""), ("viel", ""), (1234.5, "1.234,5")],
)
def test_thousands(number: object, text: str) -> None:
    assert thousands(number) == text


def test_amounts_follow_the_language() -> None:
    with translation.override("en"):
        assert euro(Decimal("1234.5")) == "1,234.50\u00a0€"


@pytest.mark.parametrize("name", sorted(icons.ICONS))
def test_every_icon_is_sound_xml_and_silent(name: str) -> None:
    drawing = ET.fromstring(icons.svg(name))  # noqa: S314 - our own table
    assert drawing.get("aria-hidden") == "true"
    assert drawing.get("stroke") == "currentColor"
    assert len(drawing)


def test_panels_are_shown_in_order_and_may_decline(monkeypatch: pytest.MonkeyPatch) -> None:
    class Block:
        template = "core/components/fact.html"

        def __init__(self, order: int, label: str | None) -> None:
            self.order, self.label = order, label

        def context(self, request: HttpRequest, subject: Any) -> Mapping[str, Any] | None:
            return {"label": self.label, "value": subject} if self.label else None

    monkeypatch.setattr(panels, "_slots", defaultdict(list))
    for block in (Block(20, "Zweitens"), Block(10, "Erstens"), Block(5, None)):
        panels.register("place", block)
        panels.register("place", block)
    html = rendered('{% panels "place" subject %}', subject="Daun")
    assert html.index("Erstens") < html.index("Zweitens")
    assert html.count("Daun") == 2


def test_german_parts_are_marked_on_english_pages_only() -> None:
    template = "<p{% content_lang %}>Bauhof <b{% interface_lang %}>x</b></p>"
    assert rendered(template) == "<p>Bauhof <b>x</b></p>"
    with translation.override("en"):
        assert rendered(template) == '<p lang="de">Bauhof <b lang="en">x</b></p>'
