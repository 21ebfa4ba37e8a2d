# SPDX-FileCopyrightText: 2026 The Allmende contributors
#
# SPDX-License-Identifier: EUPL-1.2

"""Rows of the audit log in plain words."""

from __future__ import annotations

from allmende.core import audit, audit_words
from allmende.core.audit_words import Line, kind_label, lines


def test_kinds_are_called_what_they_are_called() -> None:
    assert kind_label("accounts.membership") == "Mitgliedschaft"
    assert kind_label("gone.thing") == "gone.thing"
    assert kind_label("nonsense") == "nonsense"


def test_values_are_written_as_people_write_them() -> None:
    before = {"kind": "municipality", "confirmed_at": "2025-03-01T11:30:00Z", "is_trusted": False, "extra_rows": []}
    after = {"kind": "zweckverband", "confirmed_at": None, "is_trusted": True, "extra_rows": ["a", "2025-03-01"]}
    assert lines("accounts.organisation", before, after) == [
        Line("Art", "Kommune", "Zweckverband"),
        Line("Geprüft am", "01.03.2025, 12:30", "–"),
        Line("Sammelannahme erlaubt", "nein", "ja"),
        Line("extra rows", "–", "a, 01.03.2025"),
    ]


def test_a_key_names_the_field_it_belongs_to() -> None:
    assert lines("accounts.organisation", None, {"territory_id": 7}) == [Line("Gebiet", "–", "7")]


def test_whatever_was_written_can_be_read() -> None:
    assert lines("gone.thing", None, None) == []
    assert lines("gone.thing", [1, 2], {"x": {"y": "ä"}}) == [
        Line("", "1, 2", "–"),
        Line("x", "–", '{\n "y": "ä"\n}'),
    ]
    assert lines("x.y", None, {"day": "2025-99-99", "at": "0001-01-01T00:00Z"})[0].after == "2025-99-99"
    (long,) = lines("x.y", None, {"text": "a" * 5000})
    assert len(long.after) == audit_words.LONGEST + 2


def test_a_verb_nobody_describes_is_shown_as_it_is() -> None:
    assert audit.verb_label("gone.away") == "gone.away"
