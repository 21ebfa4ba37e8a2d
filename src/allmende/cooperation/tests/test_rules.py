# SPDX-FileCopyrightText: 2026 The Allmende contributors
#
# SPDX-License-Identifier: EUPL-1.2

"""Who may do what: every role, every state, one table."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from django.contrib.auth.models import AnonymousUser, Permission
from django.core.exceptions import PermissionDenied
from django.utils import timezone

from allmende.accounts.models import Membership, MembershipState, Organisation, OrganisationKind, User
from allmende.cooperation import rules, services
from allmende.cooperation.models import Alliance, Cooperation
from allmende.cooperation.parts import CooperationParts
from allmende.cooperation.tests.factories import (
    make_alliance,
    make_cooperation,
    make_rhineland,
    make_user,
    partners,
)

if TYPE_CHECKING:
    from allmende.territory.models import Territory

pytestmark = [pytest.mark.django_db, pytest.mark.one_database]

NOTHING = frozenset[str]()
SEE = frozenset({"see"})
DESK_DRAFT = SEE | {"change", "publish", "set_owner"}
DESK_PUBLIC = SEE | {"change", "withdraw", "confirm", "set_owner"}
OWNER_PUBLIC = SEE | {"confirm"}
#         role                        draft         published
ALLOWED = {
    "anonymous": (NOTHING, SEE),
    "stranger": (NOTHING, SEE),
    "editor of the owner": (SEE, OWNER_PUBLIC),
    "signatory of the owner": (SEE, OWNER_PUBLIC),
    "manager of the owner": (SEE, OWNER_PUBLIC),
    "member who asked": (NOTHING, SEE),
    "member who left": (NOTHING, SEE),
    "editor of another": (NOTHING, SEE),
    "editor of a partner": (NOTHING, SEE),
    "editor of the owner, closed account": (NOTHING, SEE),
    "desk": (DESK_DRAFT, DESK_PUBLIC),
    "desk of the Land": (DESK_DRAFT, DESK_PUBLIC),
    "desk of the Kreis": (DESK_DRAFT, DESK_PUBLIC),
    "desk of another Land": (NOTHING, SEE),
    "desk of another Land, of the owner": (SEE, OWNER_PUBLIC),
    "operator": (DESK_DRAFT, DESK_PUBLIC),
    "inactive operator": (NOTHING, SEE),
}
VERBS = {
    "see": rules.may_see,
    "change": rules.may_change,
    "publish": rules.may_publish,
    "withdraw": rules.may_withdraw,
    "confirm": rules.may_confirm,
    "set_owner": rules.may_set_owner,
}


@pytest.fixture
def places() -> dict[str, Territory]:
    return make_rhineland()


def organisation(name: str, territory: Territory | None = None, **fields: Any) -> Organisation:
    kind = OrganisationKind.MUNICIPALITY if territory else OrganisationKind.OTHER
    return Organisation.objects.create(
        name=name, kind=kind, territory=territory, **{"confirmed_at": timezone.now(), **fields}
    )


def member(user: User, of: Organisation, state: str = MembershipState.ACTIVE, role: str = "editor") -> User:
    roles = {f"is_{name}": name == role for name in ("editor", "signatory", "manager")}
    Membership.objects.create(user=user, organisation=of, state=state, **roles)
    return user


def desk(user: User, *areas: Territory) -> User:
    names = [f"{verb}_{noun}" for verb in ("add", "change") for noun in ("cooperation", "alliance")]
    rights = Permission.objects.filter(codename__in=[*names, "review_change"])
    user.user_permissions.set(rights)
    user.desk_areas.set(areas)
    return user


def visitor(role: str, owner: Organisation, places: dict[str, Territory]) -> User | AnonymousUser:
    if role == "anonymous":
        return AnonymousUser()
    user = make_user("person@example.org", is_operator="operator" in role)
    if role == "editor of another":
        return member(user, organisation("Grebenau", places["065350006006"]))
    if role == "editor of a partner":
        return member(user, organisation("Bell", places["071375004008"]))
    if "of the owner" in role:
        word = role.split(maxsplit=1)[0] if role.split(maxsplit=1)[0] in {"signatory", "manager"} else "editor"
        member(user, owner, role=word)
    if role.startswith("member who"):
        member(user, owner, MembershipState.REQUESTED if "asked" in role else MembershipState.ENDED)
    if role.startswith("desk"):
        area = {"desk of the Land": "07", "desk of the Kreis": "07137"}.get(role, "06")
        desk(user, *([places[area]] if " " in role else []))
    if "closed" in role or "inactive" in role:
        user.is_active = False
        user.save()
    return user


@pytest.mark.parametrize("role", ALLOWED)
@pytest.mark.parametrize("make", [make_cooperation, make_alliance])
@pytest.mark.parametrize("state", ["draft", "published"])
@pytest.mark.parametrize("touches", ["by its partner", "by its owner"])
def test_every_role_in_every_state(role, make, state, touches, places):
    owner = organisation("Mendig", places["071375004069"])
    if touches == "by its owner":
        subject = make("Gegenstand", published=state == "published", owner=owner)
    else:
        far_away = organisation("Universität")
        subject = make("Gegenstand", places["071375004008"], published=state == "published", owner=far_away)
        owner = far_away
    user = visitor(role, owner, places)
    allowed = {verb for verb, rule in VERBS.items() if rule(user, subject)}
    assert allowed == ALLOWED[role][state == "published"]
    visible = type(subject).objects.visible_to(user)
    assert visible.filter(pk=subject.pk).exists() == ("see" in allowed)
    seen_from_the_page = visible.with_standing(user).filter(pk=subject.pk).first()
    if seen_from_the_page is not None:
        assert {verb for verb, rule in VERBS.items() if rule(user, seen_from_the_page)} == allowed


@pytest.mark.parametrize("kind", [Cooperation, Alliance])
def test_the_desk_and_the_operator_create(kind, places):
    owner = organisation("Mendig")
    allowed = set()
    for role in ALLOWED:
        if rules.may_create(visitor(role, owner, places), kind):
            allowed.add(role)
        Membership.objects.all().delete()
        Organisation.objects.exclude(pk=owner.pk).delete()
        User.objects.filter(email="person@example.org").delete()
    assert allowed == {role for role in ALLOWED if role.startswith("desk") or role == "operator"}


def test_no_organisation_that_has_ended_or_was_not_checked_opens_a_draft(places):
    for number, fields in enumerate(({"deactivated_at": timezone.now()}, {"confirmed_at": None})):
        owner = organisation(f"Organisation {number}", **fields)
        draft = make_cooperation(f"Entwurf {number}", published=False, owner=owner)
        user = member(make_user(f"person-{number}@example.org"), owner)
        assert not rules.may_see(user, draft)
        assert not Cooperation.objects.visible_to(user).filter(pk=draft.pk).exists()


def test_the_desk_of_a_land_enters_only_what_touches_it(places):
    user = desk(make_user(), places["07"])
    inside = CooperationParts(participations=partners(places["071375004008"], places["065350006006"]))
    outside = CooperationParts(participations=partners(places["065350006006"]))
    services.create_cooperation(by=user, values={"title": "Über die Grenze"}, parts=inside)
    own = {"title": "Gepflegt in Mendig", "owner": organisation("Mendig", places["071375004069"])}
    services.create_cooperation(by=user, values=own, parts=outside)
    for values in ({"title": "Anderswo"}, {"title": "Anderswo", "owner": organisation("Universität")}):
        with pytest.raises(services.OutsideAreaError):
            services.create_cooperation(by=user, values=values, parts=outside)
    assert set(Cooperation.objects.values_list("title", flat=True)) == {"Über die Grenze", "Gepflegt in Mendig"}


def test_nothing_is_moved_out_of_ones_own_sight(places):
    user = desk(make_user(), places["07"])
    made = make_cooperation("Archiv", places["071375004008"])
    elsewhere = CooperationParts(participations=partners(places["065350006006"]))
    with pytest.raises(services.OutsideAreaError):
        services.change_cooperation(cooperation=made, by=user, parts=elsewhere)
    assert made.participations.get().territory == places["071375004008"]


def test_every_write_asks_the_rules(places):
    draft = make_cooperation("Entwurf", places["065350006006"], published=False)
    shown = make_cooperation("Öffentlich", places["065350006006"])
    for user in (desk(make_user("land@example.org"), places["07"]), make_user("fremd@example.org")):
        writes = [
            lambda by: services.change_cooperation(cooperation=draft, by=by, values={"title": "Meins"}),
            lambda by: services.publish(subject=draft, by=by),
            lambda by: services.withdraw(subject=shown, by=by),
            lambda by: services.confirm(subject=shown, by=by),
            lambda by: services.set_owner(subject=shown, owner=None, by=by),
        ]
        for write in writes:
            with pytest.raises(PermissionDenied):
                write(user)
