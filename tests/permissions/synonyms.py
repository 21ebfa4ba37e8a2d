# SPDX-FileCopyrightText: 2026 The Allmende contributors
#
# SPDX-License-Identifier: EUPL-1.2

"""Who may teach the search words: the desk of the whole portal."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from allmende.search import synonym_services
from tests.permissions.expected import DESK_EVERYWHERE

if TYPE_CHECKING:
    from collections.abc import Callable

    from allmende.accounts.models import User
    from tests.permissions.cast import Cast
    from tests.permissions.table import People

SERVICES: dict[str, tuple[People, Callable[[Cast, User], Any]]] = {
    "search.synonym_services.create_synonyms": (
        DESK_EVERYWHERE,
        lambda _cast, user: synonym_services.create_synonyms(words="Kita, Kindergarten", by=user),
    ),
    "search.synonym_services.change_synonyms": (
        DESK_EVERYWHERE,
        lambda cast, user: synonym_services.change_synonyms(group=cast.synonyms, words="Bauhof, Werkhof", by=user),
    ),
    "search.synonym_services.delete_synonyms": (
        DESK_EVERYWHERE,
        lambda cast, user: synonym_services.delete_synonyms(group=cast.synonyms, by=user),
    ),
    "search.synonym_services.restore_synonyms": (
        DESK_EVERYWHERE,
        lambda cast, user: synonym_services.restore_synonyms(group=cast.synonyms, by=user),
    ),
}
