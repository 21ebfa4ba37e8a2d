# SPDX-FileCopyrightText: 2026 The Allmende contributors
#
# SPDX-License-Identifier: EUPL-1.2

"""The legal forms: data with norm and citation; what is not verified says so."""

from __future__ import annotations

import pytest
from django.core.exceptions import ValidationError

from allmende.core.content_version import current
from allmende.core.models import AuditEntry
from allmende.legal.models import LegalForm
from allmende.legal.services import load_legal_forms
from allmende.territory.models import Level, Territory

pytestmark = pytest.mark.django_db


@pytest.fixture
def lands():
    for ars, name in (("05", "Nordrhein-Westfalen"), ("06", "Hessen"), ("07", "Rheinland-Pfalz")):
        Territory.objects.create(
            ars=ars, level=Level.LAND, kind="Land", name=name, official_name=name, slug=name.lower(),
            search_name=name.lower(), as_of="2025-11-30",
        )  # fmt: skip


def test_loading_twice_changes_nothing(lands):
    first = load_legal_forms()
    assert (first.created, first.changed, first.skipped) == (21, 0, ())
    version, rows = current(), AuditEntry.objects.count()
    again = load_legal_forms()
    assert (again.created, again.changed, again.unchanged) == (0, 0, 21)
    assert (current(), AuditEntry.objects.count()) == (version, rows)


def test_a_change_by_hand_is_brought_back_with_a_row(lands):
    load_legal_forms()
    LegalForm.objects.filter(key="rp-zweckverband").update(norm="§ 99")
    assert load_legal_forms().changed == 1
    entry = AuditEntry.objects.filter(verb="legal_form.changed").get()
    assert (entry.before, entry.after) == ({"norm": "§ 99"}, {"norm": "§§ 2–11 KomZG"})


def test_forms_of_a_land_wait_for_the_land():
    report = load_legal_forms()
    assert report.created == 5
    assert "rp-zweckverband" in report.skipped


def test_rheinland_pfalz_offers_its_forms_and_no_verwaltungsgemeinschaft(lands):
    load_legal_forms()
    offered = set(LegalForm.objects.offered_in("07").values_list("name", flat=True))
    assert {"Zweckverband", "Zweckvereinbarung", "Kommunale Arbeitsgemeinschaft", "GmbH"} <= offered
    assert "Gemeinsame kommunale Anstalt" in offered
    assert "Verwaltungsgemeinschaft" not in offered
    assert "Verwaltungsgemeinschaft" in set(LegalForm.objects.offered_in("06").values_list("name", flat=True))


def test_what_is_verified_has_norm_and_citation(lands):
    load_legal_forms()
    verified = LegalForm.objects.filter(is_verified=True)
    assert set(verified.filter(land__ars="07").values_list("key", flat=True)) == {
        "rp-zweckverband", "rp-zweckvereinbarung", "rp-arbeitsgemeinschaft", "rp-gemeinsame-kommunale-anstalt",
    }  # fmt: skip
    assert all(form.norm and form.citation for form in verified)
    assert not verified.filter(key="nw-zweckverband").exists()
    with pytest.raises(ValidationError, match="nur mit Norm"):
        LegalForm(key="x", name="X", is_verified=True).full_clean()


def test_approval_and_notice_in_rheinland_pfalz(lands):
    load_legal_forms()
    form = LegalForm.objects.get(key="rp-zweckvereinbarung")
    assert "Genehmigung" in form.supervision
    assert "anzuzeigen" in form.supervision
