# SPDX-FileCopyrightText: 2026 The Allmende contributors
#
# SPDX-License-Identifier: EUPL-1.2

"""The component gallery: every component of the page frame with realistic content, for the eye and for axe."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING, Any

from django import forms
from django.conf import settings
from django.core.paginator import Paginator
from django.http import Http404
from django.shortcuts import render
from django.views.decorators.http import require_safe

from allmende.core import icons
from allmende.core.access import public
from allmende.core.charts import Bar, BarChart

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

LONG_WORD = "Verbandsgemeindeverwaltungskooperationsvereinbarung"


class GalleryForm(forms.Form):
    """One field of every kind; shown with errors."""

    title = forms.CharField(label="Titel der Kooperation", help_text="Kurz und so, dass andere sie wiederfinden.")
    contact = forms.EmailField(label="E-Mail-Adresse der Ansprechstelle", required=False)
    topic = forms.ChoiceField(
        label="Themenfeld", choices=[("", "Bitte wählen"), ("bauhof", "Bauhof"), ("it", "IT und Digitalisierung")]
    )
    summary = forms.CharField(
        label="Worum geht es?", widget=forms.Textarea, required=False, help_text="Drei bis fünf Sätze."
    )
    legal_form = forms.ChoiceField(
        label="Rechtsform",
        widget=forms.RadioSelect,
        choices=[("vertrag", "Öffentlich-rechtliche Vereinbarung"), ("verband", "Zweckverband"), ("offen", LONG_WORD)],
    )
    partners = forms.MultipleChoiceField(
        label="Wer macht mit?",
        widget=forms.CheckboxSelectMultiple,
        required=False,
        choices=[("vg", "Verbandsgemeinde"), ("stadt", "Stadt"), ("kreis", "Landkreis")],
    )
    consent = forms.BooleanField(label="Die Angaben dürfen veröffentlicht werden.")


def _chart() -> BarChart:
    return BarChart(
        title="Zuwendungen nach Themenfeld",
        description="Das Beispiel zeigt, welches Themenfeld die höchste Summe erhielt: die IT mit 215.940 Euro.",
        unit="Euro",
        bars=[
            Bar("IT und Digitalisierung", Decimal(215940), "215.940 €", "#tabellen"),
            Bar(LONG_WORD, Decimal(120000), "120.000 €"),
            Bar("Bauhof", Decimal(48500), "48.500 €"),
            Bar("Standesamt", None, "Angabe fehlt"),
        ],
    )


def _context() -> dict[str, Any]:
    form = GalleryForm({"title": "", "contact": "keine Adresse", "summary": "Ein gemeinsamer Bauhof."}, prefix="muster")
    return {
        "form": form,
        "chart": _chart(),
        "long_word": LONG_WORD,
        "icon_names": sorted(icons.ICONS),
        "trail": [("Kooperationen", "#"), (f"{LONG_WORD} Eifel-Mosel-Hunsrück", "")],
        "page": Paginator(range(240), 20).page(6),
        "chips": [
            {"label": "Land: Rheinland-Pfalz", "remove_url": "#"},
            {"label": f"Themenfeld: {LONG_WORD}", "remove_url": "#"},
        ],
        "actions": [("Filter zurücksetzen", "#"), ("Kooperation auf der Karte suchen", "#")],
        "tabs": [("Überblick", "#ueberblick"), ("Kosten", "#kosten"), ("Quellen", "#quellen")],
        "steps": [
            {"label": "Idee", "state": "done", "url": ""},
            {"label": "Beschluss der Gremien", "state": "current", "url": ""},
            {"label": "Vereinbarung", "state": "open", "url": ""},
            {"label": "Betrieb", "state": "open", "url": ""},
        ],
        "notices": [
            ("success", "Der Steckbrief ist gespeichert."),
            ("info", "Diese Angaben hat zuletzt die Verbandsgemeinde bestätigt."),
            ("warning", "Ein Nachweis fehlt noch."),
            ("danger", "Die Datei ließ sich nicht lesen."),
        ],
        "badges": [
            ("success", "in Betrieb"),
            ("info", "in Vorbereitung"),
            ("warning", "ruht"),
            ("danger", "gescheitert"),
        ],
        "amount": Decimal(215940),
        "amount_with_cents": Decimal("1234.5"),
        "population": 83577140,
    }


@public
@require_safe
def gallery(request: HttpRequest) -> HttpResponse:
    """Only where people build or try the portal."""
    if not (settings.DEBUG or settings.DEMO):
        raise Http404
    return render(request, "core/gallery.html", _context())
