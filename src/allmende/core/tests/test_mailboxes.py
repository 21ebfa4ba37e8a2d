# SPDX-FileCopyrightText: 2026 The Allmende contributors
#
# SPDX-License-Identifier: EUPL-1.2

"""Which mailboxes are taken for a person's."""

from __future__ import annotations

import pytest

from allmende.core.mailboxes import looks_personal

PERSONAL = """
anna.beispiel a.beispiel anna_beispiel anna-lena.beispiel anna.lena.beispiel ab.beispiel a-beispiel a_beispiel
jürgen.müller juergen.mueller2 Max.Albrecht georg.kreisler anna.forster hans.bauer ANNA.BEISPIEL
"""
FUNCTION = """
info rathaus poststelle post ordnungsamt ordnungsamt.mendig stadtplanungsamt.trier bauamt ikz ikz.eifel kontakt
bürgermeister buergermeister.bell vg-mendig stadt-trier bad-ems mendig hmueller sekretariat.landrat fachbereich3.bauen
wirtschaftsfoerderung klimaschutz.management zweckverband.abwasser beispiel leader.hunsrueck team.digital 115 .
"""


@pytest.mark.parametrize("local", PERSONAL.split())
def test_a_person_is_recognised(local: str) -> None:
    assert looks_personal(f"{local}@example.org")


@pytest.mark.parametrize("local", FUNCTION.split())
def test_an_office_is_not_a_person(local: str) -> None:
    assert not looks_personal(f"{local}@example.org")


def test_nothing_is_nobody() -> None:
    assert not looks_personal("")
