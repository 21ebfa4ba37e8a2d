# SPDX-FileCopyrightText: 2026 The Allmende contributors
#
# SPDX-License-Identifier: EUPL-1.2

"""Who keeps programmes and versions of directives: the desk in its areas; releasing takes another person."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from allmende.funding.models import Call, Directive, DirectiveState
from allmende.funding.services import directives
from allmende.funding.services.directives import NotReadyError
from tests.permissions.cast import DESK, DESK_HERE, Person
from tests.permissions.table import Case, fixed

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from allmende.accounts.models import User
    from tests.permissions.cast import Cast
    from tests.permissions.table import People


def _profile(**more: Any) -> list[Case]:
    return [Case(DESK_HERE, lambda cast: {"pk": cast.funding.profile.pk, **more})]


def _draft(**more: Any) -> list[Case]:
    return [Case(DESK_HERE, lambda cast: {"key": cast.funding.draft.key, **more})]


def _call(cast: Cast) -> Mapping[str, Any]:
    return {"pk": Call.objects.get_or_create(profile=cast.funding.profile, title="Erste Phase")[0].pk}


ADDRESSES: Mapping[str, Any] = {
    "funding:desk": fixed(DESK),
    "funding:desk_programme_create": fixed(DESK),
    "funding:desk_programme": _profile(),
    "funding:desk_programme_change": _profile(),
    "funding:desk_call_create": _profile(),
    "funding:desk_call": [Case(DESK_HERE, _call)],
    "funding:desk_directive_create": _profile(),
    "funding:desk_directive_import": _profile(),
    "funding:desk_directive": [
        *_draft(),
        Case(DESK_HERE, lambda cast: {"key": cast.funding.released.key}, label="released"),
    ],
    "funding:desk_directive_delete": _draft(),
    "funding:desk_directive_step": _draft(word="freigabe"),
    "funding:desk_directive_base": _draft(),
    "funding:desk_entry_create": _draft(word="regeln"),
    "funding:desk_rule": _draft(word="regeln", number=1),
    "funding:desk_entry_order": _draft(word="regeln", number=1),
}


def _submitted(cast: Cast) -> Directive:
    """Submitted by the desk of everywhere; made for one question, it goes with the transaction."""
    directive: Directive = cast.funding.draft
    people = {"submitted_by": cast.people[Person.DESK], "changed_by": cast.people[Person.DESK]}
    Directive.objects.filter(pk=directive.pk).update(state=DirectiveState.SUBMITTED, **people)
    Directive.objects.filter(pk=cast.funding.released.pk).update(state=DirectiveState.WITHDRAWN)
    return Directive.objects.get(pk=directive.pk)


def _fresh(directive: Directive) -> Directive:
    return Directive.objects.select_related("profile__programme__land").get(pk=directive.pk)


def _create(cast: Cast, user: User) -> Directive:
    return directives.create_directive(profile=cast.funding.profile, key="matrix-neu", title="Neu", by=user)


def _import(cast: Cast, user: User) -> Directive:
    content = cast.funding.draft.content | {"key": "matrix-datei"}
    return directives.import_directive(profile=cast.funding.profile, content=content, by=user)


def _change(cast: Cast, user: User) -> Directive:
    draft = _fresh(cast.funding.draft)
    content = draft.content | {"title": "Anders"}
    return directives.change_directive(directive=draft, content=content, version=draft.version, by=user)


def _submit(cast: Cast, user: User) -> None:
    try:
        directives.submit_directive(directive=_fresh(cast.funding.draft), by=user)
    except NotReadyError:  # both versions of the story are in force at once; asking was allowed
        return


SERVICES: dict[str, list[tuple[People, Callable[[Cast, User], Any], str]]] = {
    "funding.directives.create_directive": [(DESK_HERE, _create, "")],
    "funding.directives.import_directive": [(DESK_HERE, _import, "")],
    "funding.directives.change_directive": [(DESK_HERE, _change, "")],
    "funding.directives.delete_directive": [
        (DESK_HERE, lambda cast, user: directives.delete_directive(directive=_fresh(cast.funding.draft), by=user), "")
    ],
    "funding.directives.submit_directive": [(DESK_HERE, _submit, "")],
    "funding.directives.return_directive": [
        (
            DESK_HERE,
            lambda cast, user: directives.return_directive(directive=_submitted(cast), reason="Fundstelle?", by=user),
            "",
        )
    ],
    "funding.directives.release_directive": [
        (
            DESK_HERE - {Person.DESK},
            lambda cast, user: directives.release_directive(directive=_submitted(cast), by=user),
            "submitted by the desk of everywhere",
        )
    ],
    "funding.directives.withdraw_directive": [
        (
            DESK_HERE,
            lambda cast, user: directives.withdraw_directive(
                directive=_fresh(cast.funding.released), reason="Aufgehoben.", by=user
            ),
            "",
        )
    ],
}
