# SPDX-FileCopyrightText: 2026 The Allmende contributors
#
# SPDX-License-Identifier: EUPL-1.2

"""Names as printed in the press, and the one unit of the register they mean."""

from __future__ import annotations

import pytest

from allmende.cooperation.importing.lookup import PartnerLookup, as_partners
from allmende.cooperation.importing.partners import Register, Unit, stems
from allmende.cooperation.tests.factories import make_organisation, make_rhineland, make_territory

ROWS = [
    ("07137", "kreis", "Landkreis", "Mayen-Koblenz"),
    ("071375004", "verband", "Verbandsgemeinde", "Mendig"),
    ("071375004069", "gemeinde", "Stadt", "Mendig"),
    ("07315", "kreis", "Kreisfreie Stadt", "Mainz"),
    ("073150000000", "gemeinde", "Kreisfreie Stadt", "Mainz"),
    ("07336", "kreis", "Landkreis", "Kusel"),
    ("07312", "kreis", "Kreisfreie Stadt", "Kaiserslautern"),
    ("073120000000", "gemeinde", "Kreisfreie Stadt", "Kaiserslautern"),
    ("07335", "kreis", "Landkreis", "Kaiserslautern"),
    ("07232", "kreis", "Landkreis", "Eifelkreis Bitburg-Prüm"),
    ("07333", "kreis", "Landkreis", "Donnersbergkreis"),
    ("07140", "kreis", "Landkreis", "Rhein-Hunsrück-Kreis"),
    ("073140000000", "gemeinde", "Kreisfreie Stadt", "Ludwigshafen am Rhein"),
    ("073335002", "verband", "Verbandsgemeinde", "Eisenberg (Pfalz)"),
    ("073375004", "verband", "Verbandsgemeinde", "Herxheim"),
    ("073375004038", "gemeinde", "Ortsgemeinde", "Herxheim bei Landau/Pfalz"),
    ("073325006027", "gemeinde", "Ortsgemeinde", "Herxheim am Berg"),
    ("073375007", "verband", "Verbandsgemeinde", "Offenbach an der Queich"),
    ("06437", "kreis", "Landkreis", "Odenwaldkreis"),
    ("064370013013", "gemeinde", "Gemeinde", "Reichelsheim (Odenwald)"),
    ("064400019019", "gemeinde", "Stadt", "Reichelsheim (Wetterau)"),
    ("065350006006", "gemeinde", "Stadt", "Grebenau"),
]
REGISTER = Register(
    [Unit(number, *row) for number, row in enumerate(ROWS, start=1)], organisations=[(7, "Zweckverband GKD Paderborn")]
)


def ars_of(name: str) -> str | None:
    key = REGISTER.resolve(name).territory_key
    return ROWS[key - 1][0] if key else None


@pytest.mark.parametrize(
    ("name", "ars"),
    [
        ("Verbandsgemeinde Mendig", "071375004"),
        ("VG Mendig", "071375004"),
        ("Stadt Mendig", "071375004069"),
        ("Mendig, Stadt", "071375004069"),
        ("Stadt Mainz", "073150000000"),
        ("Mainz", "073150000000"),
        ("Landeshauptstadt Mainz", "073150000000"),
        ("Landkreis Kusel", "07336"),
        ("Kreis Kusel", "07336"),
        ("Landkreis Kaiserslautern", "07335"),
        ("Stadt Kaiserslautern", "073120000000"),
        ("Eifelkreis Bitburg-Prüm", "07232"),
        ("Landkreis Donnersbergkreis", "07333"),
        ("Rhein-Hunsrück-Kreis", "07140"),
        ("Kreis Rhein-Hunsrück", "07140"),
        ("Stadt Ludwigshafen", "073140000000"),
        ("Verbandsgemeinde Eisenberg", "073335002"),
        ("Verbandsgemeinde Offenbach", "073375007"),
        ("verbandsgemeinde  MENDIG", "071375004"),
        ("Grebenau", "065350006006"),
    ],
)
def test_a_printed_name_means_one_unit(name, ars):
    assert ars_of(name) == ars


def test_a_name_that_fits_several_is_never_guessed():
    found = REGISTER.resolve("Mendig")
    assert (found.problem, found.territory_key) == ("several", None)
    assert found.candidates == (
        "Mendig (Verbandsgemeinde, 071375004)",
        "Mendig (Stadt, 071375004069)",
    )
    assert REGISTER.resolve("Reichelsheim").problem == "several"


def test_a_fellow_partner_tells_which_one_is_meant():
    names = ["Odenwaldkreis", "Reichelsheim"]
    assert [ROWS[item.territory_key - 1][0] for item in REGISTER.resolve_all(names)] == ["06437", "064370013013"]
    names = ["Ortsgemeinde Herxheim", "Verbandsgemeinde Herxheim"]
    assert [ROWS[item.territory_key - 1][0] for item in REGISTER.resolve_all(names)] == ["073375004038", "073375004"]


def test_the_level_that_is_stated_counts():
    assert REGISTER.resolve("Landkreis Mendig").problem == "unknown"
    assert REGISTER.resolve("Verbandsgemeinde Mainz").problem == "unknown"


@pytest.mark.parametrize(
    ("name", "suggestion"),
    [
        ("Verbandsgemeinde Mending", "Mendig (Verbandsgemeinde, 071375004)"),
        ("Stadt Maintz", "Mainz (Kreisfreie Stadt, 073150000000)"),
        ("Landkreis Mayen-Koblentz", "Mayen-Koblenz (Landkreis, 07137)"),
        ("Zweckverband GKD Paderbron", "Zweckverband GKD Paderborn"),
    ],
)
def test_a_near_spelling_is_suggested_not_taken(name, suggestion):
    resolution = REGISTER.resolve(name)
    assert (resolution.problem, resolution.candidates[:1]) == ("unknown", (suggestion,))


def test_nothing_near_suggests_nothing():
    assert REGISTER.resolve("Atlantis").candidates == ()


def test_an_organisation_is_found_by_its_name():
    assert REGISTER.resolve("Zweckverband GKD Paderborn").organisation_key == 7


def test_short_forms_of_official_names():
    assert stems("Ludwigshafen am Rhein") == {"ludwigshafen"}
    assert stems("Herxheim bei Landau/Pfalz") == {"herxheim", "herxheim bei landau"}
    assert stems("Mendig") == set()


@pytest.mark.django_db
class TestLookup:
    def test_the_land_is_known_by_name_key_and_letters(self):
        make_rhineland()
        lookup = PartnerLookup()
        assert [lookup.land_key(text) for text in ("Rheinland-Pfalz", "07", "RP", "rp", "", "Bayern")] == [
            "07", "07", "07", "07", "", None,
        ]  # fmt: skip

    def test_a_name_is_looked_for_in_its_land(self):
        places = make_rhineland()
        make_territory("06440", "Wetteraukreis")
        elsewhere = make_territory("064400099099", "Mainz", "Gemeinde")
        lookup = PartnerLookup()
        (here,) = lookup.resolve_all(["Mainz"], "07")
        (there,) = lookup.resolve_all(["Mainz"], "06")
        assert (here.territory_key, there.territory_key) == (places["073150000000"].pk, elsewhere.pk)
        assert lookup.resolve_all(["Mainz"])[0].problem == "several"

    def test_dissolved_units_are_not_meant(self):
        make_rhineland()
        import_day = make_territory("071375004070", "Thür", "Ortsgemeinde").as_of
        make_territory("071375004099", "Altdorf", dissolved_on=import_day)
        assert PartnerLookup().resolve_all(["Altdorf"], "07")[0].problem == "unknown"

    def test_unresolved_partners_keep_name_and_reason(self):
        make_rhineland()
        university = make_organisation("Universität Kassel")
        names = ["Stadt Mainz", "Universität Kassel", "Atlantis", "Mendig"]
        found = as_partners(PartnerLookup().resolve_all(names, "07"), lead="Stadt Mainz")
        assert [item.role for item in found] == ["lead", "partner", "partner", "partner"]
        assert found[1].organisation == university
        assert found[2].unresolved_reason.startswith("Im amtlichen Verzeichnis")
        assert found[3].unresolved_reason.startswith("Mehrere passen: Mendig")

    def test_one_register_is_read_once(self, django_assert_num_queries):
        make_rhineland()
        lookup = PartnerLookup()
        with django_assert_num_queries(2):
            for _ in range(5):
                lookup.resolve_all(["Stadt Mainz"], "07")

    def test_a_few_names_mean_what_they_mean_in_the_whole_register(self, django_assert_num_queries):
        make_rhineland()
        make_territory("073340002002", "Ludwigshafen am Rhein", "Stadt")
        make_territory("06440", "Wetteraukreis")
        make_organisation("Universität Kassel")
        names = [
            "Stadt Mainz", "mainz", "Ludwigshafen", "Landkreis Wetterau", "Mendig", "VG Mendig", "Mendig (Eifel)",
            "Universität Kassel", "Atlantis", "Stadt", " ", "(Alt) Mainz", "", "%",
        ]  # fmt: skip
        everything = PartnerLookup().register("")
        for name in names:
            assert PartnerLookup().resolve_few([name]) == everything.resolve_all([name], suggest=False), name
        with django_assert_num_queries(2):
            assert PartnerLookup().resolve_few(names) == everything.resolve_all(names, suggest=False)
