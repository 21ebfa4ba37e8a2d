# SPDX-FileCopyrightText: 2026 The Allmende contributors
#
# SPDX-License-Identifier: EUPL-1.2

"""Two towns, an editor of one of them, and a desk user who is signed in."""

from __future__ import annotations

import pytest

from allmende.cooperation.tests.factories import make_rhineland
from allmende.moderation.tests.stories import make_desk, make_editor, make_town


@pytest.fixture
def places():
    return make_rhineland()


@pytest.fixture
def mendig(places):
    return make_town("Stadt Mendig", places["071375004069"])


@pytest.fixture
def grebenau(places):
    return make_town("Stadt Grebenau", places["065350006006"])


@pytest.fixture
def editor(mendig):
    return make_editor(mendig)


@pytest.fixture
def desk(client):
    person = make_desk()
    client.force_login(person)
    return person
