# SPDX-FileCopyrightText: 2026 The Allmende contributors
#
# SPDX-License-Identifier: EUPL-1.2

"""Official type codes: Textkennzeichen (TKZ) of Destatis' GV100AD, IBZ of BKG's VG250, and the Regierungsbezirke."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

KINDS: Mapping[int, str] = {
    41: "Kreisfreie Stadt",
    42: "Stadtkreis",
    43: "Kreis",
    44: "Landkreis",
    45: "Regionalverband",
    51: "Amt",
    52: "Samtgemeinde",
    53: "Verbandsgemeinde",
    54: "Verwaltungsgemeinschaft",
    55: "Kirchspielslandgemeinde",
    56: "Verwaltungsverband",
    57: "Verwaltungsgemeinschaft (Trägermodell)",
    58: "Erfüllende Gemeinde",
    60: "Markt",
    61: "Kreisfreie Stadt",
    62: "Stadtkreis",
    63: "Stadt",
    64: "Gemeinde",
    65: "Gemeindefreies Gebiet (bewohnt)",
    66: "Gemeindefreies Gebiet",
    67: "Große Kreisstadt",
}
"""What a TKZ means, in the words shown to people."""

NO_VERBAND = 50
"""TKZ of the pseudo Verband that stands for a municipality without one."""

UNINCORPORATED = frozenset({65, 66})

REAL_VERBAND_IBZ = range(50, 57)
"""IBZ of real Gemeindeverbände in VG250; 80 to 89 are municipalities without one."""

UNINCORPORATED_IBZ = 65

LAND_KIND = "Land"
LAND_KINDS: Mapping[str, str] = {
    "02": "Freie und Hansestadt",
    "04": "Freie Hansestadt",
    "09": "Freistaat",
    "14": "Freistaat",
    "16": "Freistaat",
}

REGIERUNGSBEZIRKE: Mapping[str, str] = {
    "051": "Düsseldorf",
    "053": "Köln",
    "055": "Münster",
    "057": "Detmold",
    "059": "Arnsberg",
    "064": "Darmstadt",
    "065": "Gießen",
    "066": "Kassel",
    "081": "Stuttgart",
    "082": "Karlsruhe",
    "083": "Freiburg",
    "084": "Tübingen",
    "091": "Oberbayern",
    "092": "Niederbayern",
    "093": "Oberpfalz",
    "094": "Oberfranken",
    "095": "Mittelfranken",
    "096": "Unterfranken",
    "097": "Schwaben",
}
"""The Regierungsbezirke that exist today, by ARS. The third digit means something in other Länder too (former
districts, statistical regions), but no unit of administration; such rows of a register are not imported."""

TITLE = re.compile(
    r"^Landkreis\s+(?=\w)|\s*\((?:VGem|VG)\)$"
    r"|,\s*(?:gemfr\.?\s*geb.*|.*(?:stadt|markt|flecken|gemeinde|kreis)\b.*|(?:st|m|gkst)\.?)$",
    re.IGNORECASE,
)


def short_name(official: str) -> str:
    """The name without its title: „Mayen, Stadt“ is Mayen, „Ries (VGem)“ is Ries."""
    return TITLE.sub("", official).strip() or official


def land_kind(ars: str) -> str:
    return LAND_KINDS.get(ars[:2], LAND_KIND)


def is_whole_number(text: str) -> bool:
    """ASCII digits only (``str.isdigit`` also takes other scripts' digits)."""
    return text.isascii() and text.isdigit()
