# SPDX-FileCopyrightText: 2026 The Allmende contributors
#
# SPDX-License-Identifier: EUPL-1.2

"""Every service that is told who writes (``by=``) × everybody × every state: the rules hold below the views too.

The list of services comes from the source: a new one without a line in ``ASKED`` or ``PORTAL_ONLY`` fails.
"""

from __future__ import annotations

import ast
from copy import copy
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, Any

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import transaction
from django.http import Http404, QueryDict

from allmende.accounts.models import Role
from allmende.accounts.rules import LAND_EDITORS_GROUP, answers_for
from allmende.accounts.services import (
    inbox,
    memberships,
    merging,
    organisations,
    portal_roles,
    privacy,
    retention,
    sign_in,
)
from allmende.content import announcement_services
from allmende.cooperation import services as cooperation
from allmende.library.models import Clause
from allmende.library.services import clauses, documents, versions
from allmende.moderation import kinds
from allmende.moderation.models import Change, State
from allmende.moderation.services import attachments, care, drafting, hints, review, steps
from allmende.moderation.workflow import STEPS, Who
from tests.databases import ROOT
from tests.permissions import (
    barcamp,
    booking,
    calendars,
    day,
    directives,
    event_desk,
    funding,
    importing,
    programmes,
    saved_checks,
    seats,
    survey,
    synonyms,
)
from tests.permissions.cast import DESK, DESK_HERE, MEMBERS, OPERATOR, SIGNED_IN, Person, make_cast
from tests.permissions.expected import DESK_EVERYWHERE, EDITABLE, INSIDE, MANAGERS, SUBMITTED
from tests.permissions.people import make_person

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from pytest_django import DjangoDbBlocker

    from allmende.accounts.models import User
    from tests.permissions.cast import Cast
    from tests.permissions.table import People

pytestmark = [pytest.mark.slow, pytest.mark.xdist_group("permissions_of_services")]
PACKAGE = ROOT / "src/allmende"


@dataclass(frozen=True)
class Ask:
    """One call of a service on something of ours, and who is not refused. Other errors than a refusal do not matter."""

    may: People
    call: Callable[[Cast, User], Any]
    label: str = ""


def ask(may: People, call: Callable[[Cast, User], Any]) -> list[Ask]:
    return [Ask(may, call)]


def _take(name: str, state: State, cast: Cast, user: User) -> Any:
    return steps.take_step(change=cast.changes[state], step=name, by=user, comment="Bitte ansehen.")


def _correct_clause(cast: Cast, user: User) -> Any:
    version = cast.document.versions.get()
    clause = Clause.objects.create(version=version, order=1_000, text="Die Kosten werden geteilt.")
    return clauses.correct_clause(clause=clause, subject="cost", by=user)


def _step(name: str) -> list[Ask]:
    """A step of the workflow in each state: who may take it does not depend on whether it can be taken now."""
    found = []
    for state in State:
        may: People = frozenset()
        if Who.ORGANISATION in STEPS[name].who:
            may |= MEMBERS
        if Who.DESK in STEPS[name].who and state in SUBMITTED:
            may |= DESK_HERE
        found.append(Ask(may, partial(_take, name, state), f"{name} {state}"))
    return found


def _changes(may: Callable[[State], People], call: Callable[[State, Cast, User], Any]) -> list[Ask]:
    return [Ask(may(state), partial(call, state), state) for state in State]


def _of_membership(name: str, person: Person, more: dict[str, Any], cast: Cast, user: User) -> Any:
    return getattr(memberships, name)(membership=cast.memberships[person], by=user, **more)


def _of_organisation(name: str, more: dict[str, Any], cast: Cast, user: User) -> Any:
    return getattr(organisations, name)(organisation=cast.ours, by=user, **more)


def _of_account(name: str, cast: Cast, user: User) -> Any:
    return getattr(portal_roles, name)(user=cast.people[Person.CITIZEN], by=user)


def _members(_state: State) -> People:
    return MEMBERS


def _save(state: State, cast: Cast, user: User) -> Any:
    kind = kinds.kind("cooperation")
    return drafting.save_step(
        change=cast.changes[state],
        kind=kind,
        step=kind.steps[0],
        data=QueryDict("title=Neu"),
        version=1,
        seen={},
        by=user,
    )


def _upload() -> SimpleUploadedFile:
    return SimpleUploadedFile("beleg.txt", b"Beschluss", content_type="text/plain")


ROLES = {Role.EDITOR}
OURS: dict[str, list[Ask]] = {
    "accounts.inbox.mark_all_read": ask(SIGNED_IN, lambda _cast, user: inbox.mark_all_read(by=user)),
    "accounts.inbox.choose_deliveries": ask(
        frozenset({Person.EDITOR}),
        lambda cast, user: inbox.choose_deliveries(user=cast.people[Person.EDITOR], choices={}, by=user),
    ),
    "accounts.memberships.request_membership": ask(
        SIGNED_IN,
        lambda cast, user: memberships.request_membership(organisation=cast.theirs, roles=ROLES, by=user),
    ),
    **{
        f"accounts.memberships.{name}": ask(may, partial(_of_membership, name, person, more))
        for name, person, may, more in (
            ("confirm_membership", Person.ASKING, MANAGERS, {"roles": ROLES}),
            ("decline_membership", Person.ASKING, MANAGERS, {"answer": "Nein."}),
            ("change_roles", Person.EDITOR, MANAGERS, {"roles": ROLES}),
            ("remove_member", Person.EDITOR, MANAGERS, {}),
            ("withdraw_request", Person.ASKING, frozenset({Person.ASKING}), {}),
            ("leave", Person.EDITOR, frozenset({Person.EDITOR}), {}),
        )
    },
    "accounts.memberships.hand_over": ask(
        MANAGERS,
        lambda cast, user: memberships.hand_over(
            membership=cast.memberships[Person.MANAGER], to=cast.memberships[Person.EDITOR], by=user
        ),
    ),
    "accounts.merging.merge_organisations": ask(
        DESK_HERE, lambda cast, user: merging.merge_organisations(source=cast.ours, target=cast.theirs, by=user)
    ),
    **{
        f"accounts.organisations.{name}": ask(DESK_HERE, partial(_of_organisation, name, more))
        for name, more in (
            ("check_keeper", {}),
            ("confirm_organisation", {}),
            ("change_organisation", {"values": {}}),
            ("deactivate_organisation", {}),
            ("reactivate_organisation", {}),
            ("close_work", {"sort": "none"}),
        )
    },
    "accounts.organisations.create_organisation": ask(
        DESK_EVERYWHERE,  # one without a place lies in nobody's area
        lambda _cast, user: organisations.create_organisation(name="Zweckverband Neu", kind="zweckverband", by=user),
    ),
    "accounts.organisations.hand_over_work": ask(
        DESK_HERE,
        lambda cast, user: organisations.hand_over_work(
            organisation=cast.ours, target=cast.theirs, sort="none", by=user
        ),
    ),
    "accounts.portal_roles.set_portal_roles": ask(
        OPERATOR,
        lambda cast, user: portal_roles.set_portal_roles(
            user=cast.people[Person.CITIZEN], desk="redaktion", is_operator=False, by=user
        ),
    ),
    **{
        f"accounts.portal_roles.{name}": ask(OPERATOR, partial(_of_account, name))
        for name in ("deactivate_account", "reactivate_account")
    },
    "accounts.privacy.erase_account": ask(
        frozenset({Person.CITIZEN}) | OPERATOR,
        lambda cast, user: privacy.erase_account(user=cast.people[Person.CITIZEN], by=user),
    ),
    "accounts.retention.set_periods": ask(OPERATOR, lambda _cast, user: retention.set_periods(days={}, by=user)),
    "accounts.sign_in.end_session": ask(
        frozenset({Person.EDITOR}), lambda cast, user: sign_in.end_session(session=copy(cast.session), by=user)
    ),
    "accounts.sign_in.end_sessions": ask(
        frozenset({Person.EDITOR}), lambda cast, user: sign_in.end_sessions(of=cast.people[Person.EDITOR], by=user)
    ),
}

PUBLISHED: dict[str, list[Ask]] = {
    "content.announcement_services.publish_announcement": ask(
        DESK_HERE,
        lambda cast, user: announcement_services.publish_announcement(
            announcement=None, sort="news", values={}, topics=[], owner=cast.ours, by=user
        ),
    ),
    "content.announcement_services.withdraw_announcement": ask(
        DESK_HERE,
        lambda cast, user: announcement_services.withdraw_announcement(announcement=cast.announcement, by=user),
    ),
    "content.announcement_services.hand_over_announcement": ask(
        DESK_HERE,
        lambda cast, user: announcement_services.hand_over_announcement(
            announcement=cast.announcement, owner=cast.theirs, by=user
        ),
    ),
    "library.documents.publish_document": ask(
        DESK_HERE, lambda cast, user: documents.publish_document(document=cast.document, values={}, by=user)
    ),
    "library.clauses.correct_clause": ask(DESK_HERE, _correct_clause),
    "library.documents.withdraw_document": ask(
        DESK_HERE, lambda cast, user: documents.withdraw_document(document=cast.document, by=user)
    ),
    "library.documents.confirm_document": ask(
        INSIDE, lambda cast, user: documents.confirm_document(document=cast.document, by=user)
    ),
    "library.documents.set_document_owner": ask(
        DESK_HERE,
        lambda cast, user: documents.set_document_owner(document=cast.document, owner=cast.theirs, by=user),
    ),
    "library.versions.take_upload": _changes(
        _members,
        lambda state, cast, user: versions.take_upload(change=cast.changes[state], upload=_upload(), by=user),
    ),
    "cooperation.care.set_owner": ask(
        DESK_HERE, lambda cast, user: cooperation.set_owner(subject=cast.cooperation, owner=cast.theirs, by=user)
    ),
    "cooperation.writing.create_cooperation": ask(
        DESK, lambda _cast, user: cooperation.create_cooperation(by=user, values={"title": "Neu"})
    ),
    "cooperation.writing.create_alliance": ask(
        DESK, lambda _cast, user: cooperation.create_alliance(by=user, values={"title": "Neu"})
    ),
    "cooperation.writing.change_cooperation": ask(
        DESK_HERE, lambda cast, user: cooperation.change_cooperation(cooperation=cast.cooperation, by=user)
    ),
    "cooperation.writing.change_alliance": ask(
        DESK_HERE, lambda cast, user: cooperation.change_alliance(alliance=cast.alliance, by=user)
    ),
    "cooperation.writing.publish": ask(
        DESK_HERE, lambda cast, user: cooperation.publish(subject=cast.unpublished, by=user)
    ),
    "cooperation.writing.withdraw": ask(
        DESK_HERE, lambda cast, user: cooperation.withdraw(subject=cast.cooperation, by=user)
    ),
    "cooperation.writing.confirm": ask(
        INSIDE, lambda cast, user: cooperation.confirm(subject=cast.cooperation, by=user)
    ),
}

REVIEW: dict[str, list[Ask]] = {
    "moderation.steps.take_step": [line for name in STEPS for line in _step(name)],
    "moderation.review.assign": _changes(
        lambda state: DESK_HERE if state in SUBMITTED else frozenset(),
        lambda state, cast, user: review.assign(change=cast.changes[state], to=None, by=user),
    ),
    "moderation.drafting.begin_change": [
        Ask(
            MEMBERS,
            lambda cast, user: drafting.begin_change(
                kind=kinds.kind("cooperation"), obj=None, organisation=cast.ours, by=user
            ),
            "new",
        ),
        Ask(
            MEMBERS,
            lambda cast, user: drafting.begin_change(
                kind=kinds.kind("cooperation"), obj=cast.cooperation, organisation=cast.ours, by=user
            ),
            "owned",
        ),
        Ask(
            frozenset(),
            lambda cast, user: drafting.begin_change(
                kind=kinds.kind("cooperation"), obj=cast.cooperation, organisation=cast.theirs, by=user
            ),
            "of others",
        ),
    ],
    "moderation.drafting.save_step": _changes(_members, _save),
    "moderation.drafting.locked": _changes(
        _members, lambda state, cast, user: drafting.locked(cast.changes[state], user)
    ),
    "moderation.drafting.set_note": _changes(
        _members, lambda state, cast, user: drafting.set_note(change=cast.changes[state], note="Bitte bald.", by=user)
    ),
    "moderation.attachments.add_attachment": _changes(
        _members,
        lambda state, cast, user: attachments.add_attachment(change=cast.changes[state], upload=_upload(), by=user),
    ),
    "moderation.attachments.remove_attachment": _changes(
        _members,
        lambda state, cast, user: attachments.remove_attachment(attachment=copy(cast.attachments[state]), by=user),
    ),
    "moderation.hints.take_over": ask(INSIDE, lambda cast, user: hints.take_over(hint=cast.hint, by=user)),
    "moderation.hints.give_back": ask(INSIDE, lambda cast, user: hints.give_back(hint=cast.hint, by=user)),
    "moderation.hints.settle": ask(
        INSIDE, lambda cast, user: hints.settle(hint=cast.hint, is_right=True, answer="Danke.", by=user)
    ),
    "moderation.care.confirm": ask(
        INSIDE,
        lambda cast, user: care.confirm(kind=kinds.kind("cooperation"), obj=cast.cooperation, by=user),
    ),
    "moderation.care.confirm_by_link": ask(
        MEMBERS, lambda cast, user: care.confirm_by_link(request=cast.question, by=user)
    ),
    "moderation.care.say_gone": ask(MEMBERS, lambda cast, user: care.say_gone(request=cast.question, by=user)),
}

SINGLE = {
    name: ask(may, call)
    for part in (barcamp, booking, calendars, day, event_desk, importing, saved_checks, seats, survey, synonyms)
    for name, (may, call) in part.SERVICES.items()
}

SEVERAL = {
    name: [Ask(may, call, label) for may, call, label in lines]
    for part in (directives, funding, programmes)
    for name, lines in part.SERVICES.items()
}

ASKED = {**OURS, **PUBLISHED, **REVIEW, **SINGLE, **SEVERAL}

ANYBODY = {
    **barcamp.ANYBODY,
    **booking.ANYBODY,
    **seats.ANYBODY,
    **importing.ANYBODY,
    "accounts.organisations.organisation_of": "every municipality of the register can become an organisation",
    "accounts.organisations.name_organisation": "what somebody names has no rights until the centre confirms it",
    "content.services.report_barrier": "anyone may",
    "moderation.hints.give_hint": "anyone may",
    "moderation.drafting.may_begin": "is itself the question",
    "moderation.hints.may_draft": "is itself the question",
    "moderation.review.accept_in_bulk": "asks take_step for each change",
    "moderation.steps.what_happened": "words, no writing",
    "accounts.inbox.mark_read": "touches what is one's own, and nothing else",
    "accounts.inbox.delete_message": "touches what is one's own, and nothing else",
    "accounts.audit_log.note_log_exported": "the pages of the log ask; the row says who took what",
}
"""Services that refuse nobody, and why."""

PORTAL_ONLY = {
    *day.PORTAL_ONLY,
    *booking.PORTAL_ONLY,
    *programmes.PORTAL_ONLY,
    *seats.PORTAL_ONLY,
    "accounts.organisations.decline_waiting", "accounts.people.create_account",
    "accounts.sign_in.remove_second_factors", "content.announcement_services.move_announcements",
    "content.announcement_services.close_announcements", "library.documents.move_documents",
    "library.versions.store_version", "content.services.delete_expired_reports",
    "content.services.prepare_editors_group", "cooperation.catalogue.load_topics",
    "cooperation.catalogue.load_programmes", "cooperation.ownership.move_owned", "legal.services.load_legal_forms",
    "moderation.care.settle", "moderation.hints.follow_change", "moderation.hints.note_accepted",
    "moderation.hints.note_dropped", "moderation.hints.hand_over", "moderation.ownership.discard_drafts",
    "moderation.publishing.publish_content", "search.synonym_services.load_synonyms",
    "territory.services.import_edition", "territory.services.load_demo_territories",
}  # fmt: skip
"""Services that other services, commands and jobs call; no view may."""


def _files() -> list[Path]:
    inside = [path for path in PACKAGE.glob("*/services/*.py") if path.stem != "__init__"]
    return sorted([*PACKAGE.glob("*/services.py"), *PACKAGE.glob("*/*_services.py"), *inside])


def verbs() -> dict[str, str]:
    """Every public function of a service module that is told ``by``: its name here, and its bare name."""
    found = {}
    for path in _files():
        app, *_rest = path.relative_to(PACKAGE).parts
        for node in ast.parse(path.read_text()).body:
            if isinstance(node, ast.FunctionDef) and not node.name.startswith("_"):
                names = {argument.arg for argument in [*node.args.args, *node.args.kwonlyargs]}
                if "by" in names:
                    found[f"{app}.{path.stem}.{node.name}"] = node.name
    return found


def test_every_service_is_in_the_matrix() -> None:
    assert set(verbs()) == set(ASKED) | set(ANYBODY) | PORTAL_ONLY


def test_no_view_calls_what_only_the_portal_may() -> None:
    """Names that several services share are told apart by the module they are called on."""
    ours = [path for path in PACKAGE.rglob("*views*.py") if "tests" not in path.parts]
    ours += [path for path in PACKAGE.rglob("desk/*.py") if "tests" not in path.parts]
    shared = {name.rsplit(".", 1)[1] for name in {*ASKED, *ANYBODY}}
    wrong = []
    for path in ours:
        text = path.read_text()
        for verb in PORTAL_ONLY:
            _app, module, name = verb.split(".")
            call = f"{module}.{name}(" if name in shared else f"{name}("
            wrong += [f"{path.relative_to(ROOT)}: {verb}"] if call in text else []
    assert not wrong


@pytest.fixture(scope="module")
def cast(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[Cast]:
    """The story, told once: what a service writes is taken back."""
    with django_db_blocker.unblock(), transaction.atomic():
        yield make_cast()
        transaction.set_rollback(True)


def is_refused(line: Ask, cast: Cast, person: Person) -> bool:
    """Whether the service says that this person may not."""
    user = type(cast.people[person]).objects.get(pk=cast.people[person].pk)  # nothing remembered of others' calls
    with transaction.atomic():
        try:
            line.call(cast, user)
        except (PermissionDenied, Http404):
            return True
        except ValidationError:
            return False  # allowed, but not like this
        finally:
            transaction.set_rollback(True)
    return False


@pytest.mark.parametrize("name", ASKED)
def test_service(name: str, cast: Cast) -> None:
    wrong = []
    for line in ASKED[name]:
        for person in sorted(SIGNED_IN):
            if is_refused(line, cast, person) == (person in line.may):
                wrong.append(f"{line.label} {person}: {'refused' if person in line.may else 'let in'}")
            cast.refresh()
    assert not wrong, "\n".join(wrong)


def test_members_write_only_while_a_change_is_open(cast: Cast) -> None:
    """The matrix counts an error as being let in; here it is what it must be."""
    for state in set(State) - EDITABLE:
        with pytest.raises(drafting.ClosedError), transaction.atomic():
            _save(state, cast, cast.people[Person.EDITOR])


def test_the_desk_of_a_land_without_an_area_answers_for_nothing(cast: Cast) -> None:
    """Whoever has forgotten to set the areas has not opened everything."""
    with transaction.atomic():
        user = make_person("vergessen", groups=(LAND_EDITORS_GROUP,))
        assert user.has_perm("moderation.review_change")
        assert not Change.objects.for_review_by(user).exists()
        assert not answers_for(user, ["071375004"])
        user.desk_areas.add(cast.places["07"])
        user = type(user).objects.get(pk=user.pk)
        assert Change.objects.for_review_by(user).exists()
        transaction.set_rollback(True)
