# SPDX-FileCopyrightText: 2026 The Allmende contributors
#
# SPDX-License-Identifier: EUPL-1.2

"""Includes of ``core/components/``: what they say to people and to assistive technology."""

from __future__ import annotations

from typing import Any

import pytest
from django import forms
from django.core.paginator import Paginator
from django.template import engines
from django.template.loader import render_to_string
from django.test import RequestFactory


class ContactForm(forms.Form):
    email = forms.EmailField(label="E-Mail-Adresse", help_text="Nur für Rückfragen.")
    topic = forms.ChoiceField(label="Thema", choices=[("a", "Bauhof"), ("b", "IT")], required=False)
    role = forms.ChoiceField(label="Rolle", choices=[("a", "Bürgerin"), ("b", "Rat")], widget=forms.RadioSelect)
    agreed = forms.BooleanField(label="Einverstanden")
    token = forms.CharField(widget=forms.HiddenInput, required=False)


def field(name: str, data: dict[str, str] | None = None) -> str:
    return render_to_string("core/components/field.html", {"field": ContactForm(data)[name]})


def component(name: str, path: str = "/liste/?art=bauhof", **context: Any) -> str:
    request = RequestFactory().get(path)
    return render_to_string(f"core/components/{name}.html", {**context, "request": request})


def test_field_is_wired_to_its_label_help_and_error() -> None:
    html = field("email", {"email": "keine Adresse"})
    assert '<label class="field__label" for="id_email">' in html
    assert 'id="id_email_helptext"' in html
    assert 'id="id_email_error"' in html
    assert 'aria-describedby="id_email_helptext id_email_error"' in html
    assert 'aria-invalid="true"' in html
    assert "kern-form-input__input" in html


def test_field_without_error_says_nothing_of_one() -> None:
    html = field("email", {"email": "mia@example.org"})
    assert "aria-invalid" not in html
    assert "_error" not in html


def test_optional_fields_say_so_and_required_ones_do_not() -> None:
    assert "freiwillig" in field("topic")
    assert "freiwillig" not in field("email")


def test_nothing_is_marked_optional_where_nothing_is_required() -> None:
    class FilterForm(forms.Form):
        place = forms.CharField(label="Ort", required=False)

    html = render_to_string("core/components/field.html", {"field": FilterForm()["place"]})
    assert "freiwillig" not in html


def test_choices_are_a_group_whose_error_is_read_with_its_legend() -> None:
    html = field("role", {"email": ""})
    assert '<fieldset class="field field--error" id="id_role" aria-describedby="id_role_error">' in html
    assert '<legend class="field__label">Rolle' in html
    assert html.count('type="radio"') == 2
    assert '<label for="id_role_0">Bürgerin</label>' in html


def test_checkbox_stands_before_its_label() -> None:
    html = field("agreed")
    assert html.index('type="checkbox"') < html.index('<label for="id_agreed">Einverstanden')


def test_select_and_hidden_field() -> None:
    assert "kern-form-input__select" in field("topic")
    assert field("token").strip() == '<input type="hidden" name="token" id="id_token">'


def test_summary_of_errors_links_to_every_field_at_fault() -> None:
    form = ContactForm({"email": "<keine>", "role": "a", "agreed": ""})
    form.add_error(None, "Bitte später noch einmal versuchen.")
    html = render_to_string("core/components/form_errors.html", {"form": form})
    assert 'role="alert"' in html
    assert 'href="#id_email"' in html
    assert 'href="#id_agreed"' in html
    assert 'href="#id_role"' not in html
    assert "<li>Bitte später noch einmal versuchen.</li>" in html


def test_no_summary_without_errors() -> None:
    good = ContactForm({"email": "mia@example.org", "role": "a", "agreed": "on"})
    assert render_to_string("core/components/form_errors.html", {"form": good}).strip() == ""


def test_breadcrumb_ends_with_the_page_itself() -> None:
    html = component("breadcrumb", trail=[("Orte", "/orte/"), ("Daun & Umland", "")])
    assert '<a href="/orte/">Orte</a>' in html
    assert '<span aria-current="page">Daun &amp; Umland</span>' in html


def test_pagination_keeps_the_filter_and_leaves_out_the_middle() -> None:
    html = component("pagination", page=Paginator(range(240), 20).page(6))
    assert 'href="/liste/?art=bauhof&amp;seite=5"' in html
    assert 'rel="next"' in html
    assert 'href="/liste/?art=bauhof&amp;seite=12"' in html
    assert "seite=3" not in html
    assert html.count('aria-current="page"') == 1
    assert "Seite 6 von 12" in html


@pytest.mark.parametrize(("number", "absent"), [(1, "prev"), (12, "next")])
def test_first_and_last_page_lead_only_inwards(number: int, absent: str) -> None:
    html = component("pagination", page=Paginator(range(240), 20).page(number))
    assert f'rel="{absent}"' not in html


def test_one_page_needs_no_pagination() -> None:
    assert component("pagination", page=Paginator(range(3), 20).page(1)).strip() == ""


def test_chips_say_what_a_click_does() -> None:
    html = component("chips", chips=[{"label": "Thema: Bauhof", "remove_url": "/liste/"}], clear_url="/liste/")
    assert "Thema: Bauhof" in html
    assert "Filter entfernen" in html
    assert "Alle Filter löschen" in html
    assert component("chips", chips=[]).strip() == ""


@pytest.mark.parametrize("value", [None, ""])
def test_unknown_fact_is_shown_as_missing(value: str | None) -> None:
    assert '<span class="missing">Angabe fehlt</span>' in component("fact", label="Kosten", value=value)


@pytest.mark.parametrize("value", [0, "0", False])
def test_zero_is_a_fact_and_not_missing(value: object) -> None:
    assert "Angabe fehlt" not in component("fact", label="Kosten", value=value)


def test_empty_state_offers_ways_on() -> None:
    html = component("empty", title="Nichts da", text="Weil nichts passt.", actions=[("Zurücksetzen", "/liste/")])
    assert '<a href="/liste/">Zurücksetzen</a>' in html


def test_stepper_says_what_is_done_and_where_one_is() -> None:
    steps = [
        {"label": "Idee", "state": "done", "url": "/idee/"},
        {"label": "Beschluss", "state": "current", "url": ""},
        {"label": "Betrieb", "state": "open", "url": ""},
    ]
    html = component("stepper", steps=steps, label="Stand")
    assert html.count("erledigt") == 1
    assert html.count('aria-current="step"') == 1
    assert '<a href="/idee/">Idee</a>' in html


def test_tabs_are_links_that_work_without_script() -> None:
    html = component("tabs", tabs=[("Überblick", "#a"), ("Kosten", "/k/?x=1")], current="#a", label="Steckbrief")
    assert '<a class="tabs__link" href="#a" aria-current="page">Überblick</a>' in html
    assert '<a class="tabs__link" href="/k/?x=1">Kosten</a>' in html


def test_components_escape_what_people_typed() -> None:
    nasty = "<script>alert(1)</script>"
    for html in (
        component("empty", title=nasty, text=nasty),
        component("fact", label=nasty, value=nasty),
        component("chips", chips=[{"label": nasty, "remove_url": "/"}]),
        component("breadcrumb", trail=[(nasty, "")]),
    ):
        assert "<script" not in html


def test_builtin_tags_need_no_load() -> None:
    engine = engines["django"]
    assert "<svg" in engine.from_string("{% icon 'search' %}").render({})
