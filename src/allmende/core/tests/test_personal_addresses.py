# SPDX-FileCopyrightText: 2026 The Allmende contributors
#
# SPDX-License-Identifier: EUPL-1.2

"""Whose address it is decides what somebody is given, and what is erased with her."""

from __future__ import annotations

import pytest
from django.contrib.auth import get_user_model

from allmende.core.personal_data import with_address


@pytest.mark.django_db
def test_an_address_that_only_looks_the_same_is_another() -> None:
    people = get_user_model().objects
    people.create(email="Rosa@Stadt-Mitte.example")
    assert with_address(people.all(), "email", ["rosa@STADT-mitte.example"]).count() == 1
    assert (
        with_address(people.all(), "email", ["rosa@stadt-m\u0131tte.example", "", "rosa_stadt-mitte.example"]).count()
        == 0
    )
