# SPDX-FileCopyrightText: 2026 The Allmende contributors
#
# SPDX-License-Identifier: EUPL-1.2

"""What the services about organisations and memberships hold, whoever calls them."""

from __future__ import annotations

import datetime as dt

import pytest
from django.core.exceptions import PermissionDenied, ValidationError

from allmende.accounts import services
from allmende.accounts.models import InboxMessage, Membership, MembershipState, Organisation, OrganisationKind, Role
from allmende.accounts.services.memberships import MOST_WAITING
from allmende.accounts.tests import organisation_stories as story
from allmende.core.models import AuditEntry
from allmende.territory.tests.factories import make_eifel, make_place

pytestmark = pytest.mark.django_db


def verbs():
    return list(
        AuditEntry.objects.filter(verb__regex="^(membership|organisation)")
        .order_by("pk")
        .values_list("verb", flat=True)
    )


def told(user):
    return list(InboxMessage.objects.filter(user=user).order_by("pk").values_list("title", flat=True))


# Which organisation


@pytest.mark.parametrize(
    ("ars", "name", "kind"),
    [
        ("071375004", "Verbandsgemeinde Mendig", OrganisationKind.MUNICIPALITY),
        ("071375004069", "Stadt Mendig", OrganisationKind.MUNICIPALITY),
        ("07137", "Landkreis Mayen-Koblenz", OrganisationKind.MUNICIPALITY),
        ("071110000000", "Stadt Koblenz", OrganisationKind.MUNICIPALITY),
        ("07111", "Stadt Koblenz", OrganisationKind.MUNICIPALITY),  # the same, by its other unit
        ("07", "Land Rheinland-Pfalz", OrganisationKind.AUTHORITY),
    ],
)
def test_every_unit_of_the_register_has_an_administration(ars, name, kind):
    places = make_eifel()
    made = services.organisation_of(territory=places[ars], by=None)
    assert (made.name, made.kind, made.is_active) == (name, kind, True)
    assert services.organisation_of(territory=places[ars], by=None) == made
    assert Organisation.objects.count() == 1


def test_namesakes_are_told_apart_whoever_comes_first():
    places = make_eifel()
    make_place("071315003099", "Bell")
    other = make_place("071315003098", "Bell")
    names = [services.organisation_of(territory=unit, by=None).name for unit in (places["071375004008"], other)]
    assert names == ["Ortsgemeinde Bell (Landkreis Mayen-Koblenz)", "Ortsgemeinde Bell (Landkreis Ahrweiler)"]
    third = services.organisation_of(territory=type(other).objects.get(ars="071315003099"), by=None)
    assert third.name == "Ortsgemeinde Bell (071315003099)"


def test_a_dissolved_unit_leads_to_its_successor_and_an_empty_forest_has_no_administration():
    places = make_eifel()
    old, new = places["071375009"], places["071375004"]
    old.dissolved_on = dt.date(2026, 1, 1)
    old.save()
    with pytest.raises(ValidationError, match="gibt es nicht mehr"):
        services.organisation_of(territory=old, by=None)
    old.successors.add(new)
    assert services.organisation_of(territory=old, by=None).territory == new
    forest = make_place("071375004999", "Laacher Wald", is_unincorporated=True)
    with pytest.raises(ValidationError, match="gemeindefreies"):
        services.organisation_of(territory=forest, by=None)


def test_who_names_an_organisation_gets_the_known_one_or_one_that_waits_for_the_centre():
    paula = story.person()
    known = services.create_organisation(name="Zweckverband Müllabfuhr", kind="zweckverband", by=None)
    assert services.name_organisation(name="zweckverband  Muellabfuhr", kind="zweckverband", by=paula) == known
    new = services.name_organisation(name=" Wasserverband   Eifel ", kind="zweckverband", seat="Daun", by=paula)
    assert (new.name, new.confirmed_at, new.is_active) == ("Wasserverband Eifel", None, False)
    for kind in ("municipality", "centre", "nonsense"):
        with pytest.raises(ValidationError):
            services.name_organisation(name="Falsche Art", kind=kind, by=paula)
    with pytest.raises(ValidationError):
        services.name_organisation(name="!!! ???", kind="other", by=paula)
    for advertising in ("Ihr Konto: https://evil.example/", "WWW.evil.example Verband"):
        with pytest.raises(ValidationError, match="nur den Namen"):
            services.name_organisation(name=advertising, kind="other", by=paula)


# Asking


def test_a_request_waits_for_the_managers_and_a_second_click_gets_the_same():
    here = story.organisation()
    magda, paula, rita = story.manager("Magda", here).user, story.person(), story.desk()
    first = services.request_membership(organisation=here, roles=[Role.SIGNATORY], message="Hauptamt", by=paula)
    again = services.request_membership(organisation=here, roles=[Role.MANAGER], by=paula)
    assert first == again
    assert (first.state, first.role_labels) == (MembershipState.REQUESTED, ["Zeichnungsbefugt"])
    assert told(magda) == ["Anfrage an Verbandsgemeinde Mendig"]
    assert told(rita) == told(paula) == []
    assert verbs() == ["membership.requested"]
    assert AuditEntry.objects.get(verb="membership.requested").organisation_key == str(here.pk)


def test_nobody_writes_to_people_without_end_by_asking_and_taking_back():
    here = story.organisation()
    magda, paula = story.manager("Magda", here).user, story.person()
    for _time in range(10):
        asked = services.request_membership(organisation=here, roles=[Role.EDITOR], by=paula)
        services.withdraw_request(membership=asked, by=paula)
    with pytest.raises(services.MembershipRefusedError, match="viele Anfragen"):
        services.request_membership(organisation=here, roles=[Role.EDITOR], by=paula)
    assert len(told(magda)) == 10
    services.request_membership(organisation=here, roles=[Role.EDITOR], by=story.person("Quirin"))
    assert len(told(magda)) == 11


def test_without_a_manager_the_desk_of_the_place_is_told():
    here = story.organisation()
    story.member("Edda", here)
    rita, hesse = story.desk("Rita", story.land()), story.desk("Hanna", story.land("06", "Hessen"))
    services.request_membership(organisation=here, roles=[Role.EDITOR], by=story.person())
    assert told(rita) == ["Anfrage an Verbandsgemeinde Mendig"]
    assert told(hesse) == []


def test_nobody_hears_of_a_person_by_name():
    here = story.organisation()
    magda = story.manager("Magda", here)
    asked = services.request_membership(organisation=here, roles=[Role.EDITOR], by=story.person("Quirin"))
    services.confirm_membership(membership=asked, roles=[Role.EDITOR], by=magda.user)
    for message in InboxMessage.objects.all():
        assert "Quirin" not in message.title + message.text
        assert "Magda" not in message.title + message.text
    assert not AuditEntry.objects.filter(verb__startswith="membership", object_label__contains="Quirin").exists()


def test_what_cannot_be_asked_for():
    here, paula = story.organisation(), story.person()
    with pytest.raises(ValidationError, match="mindestens eine Rolle"):
        services.request_membership(organisation=here, roles=[], by=paula)
    story.member(paula, here)
    with pytest.raises(ValidationError, match="gehören schon"):
        services.request_membership(organisation=here, roles=[Role.MANAGER], by=paula)
    closed = story.organisation("Alt", story.place("07336", "Kusel"), deactivated_at=dt.datetime.now(dt.UTC))
    with pytest.raises(ValidationError, match="stillgelegt"):
        services.request_membership(organisation=closed, roles=[Role.EDITOR], by=paula)
    for number in range(MOST_WAITING):
        other = services.name_organisation(name=f"Verein Nummer {number}", kind="association", by=paula)
        services.request_membership(organisation=other, roles=[Role.EDITOR], by=paula)
    one_more = services.name_organisation(name="Ein Verein zu viel", kind="association", by=paula)
    with pytest.raises(ValidationError, match="warten schon auf 5"):
        services.request_membership(organisation=one_more, roles=[Role.EDITOR], by=paula)


# Deciding


def test_the_one_who_confirms_gives_the_roles():
    here = story.organisation()
    magda, asked = story.manager("Magda", here).user, story.waiting("Paula", here, Role.MANAGER)
    services.confirm_membership(membership=asked, roles=[Role.EDITOR], by=magda)
    asked.refresh_from_db()
    assert (asked.state, asked.roles, asked.decided_by) == (MembershipState.ACTIVE, {Role.EDITOR}, magda)
    assert told(asked.user) == ["Sie gehören jetzt zu Verbandsgemeinde Mendig"]
    with pytest.raises(services.DecidedError, match="Magda schon entschieden: aufgenommen"):
        services.decline_membership(membership=asked, answer="", by=magda)


def test_the_centre_confirms_the_first_and_then_keeps_out():
    here, rita = story.organisation(), story.desk()
    first, second = story.waiting("Paula", here), story.waiting("Peter", here)
    services.confirm_membership(membership=first, roles=[Role.MANAGER], by=rita)
    for verb, extra in (
        (services.confirm_membership, {"roles": [Role.EDITOR]}),
        (services.decline_membership, {"answer": ""}),
    ):
        with pytest.raises(PermissionDenied):
            verb(membership=second, by=rita, **extra)
    services.confirm_membership(membership=second, roles=[Role.EDITOR], by=first.user)
    services.remove_member(membership=first, by=rita)  # the only manager has gone silent
    assert told(first.user)[-1] == "Sie gehören nicht mehr zu Verbandsgemeinde Mendig"


def test_a_manager_whose_account_is_closed_manages_nothing():
    here, rita = story.organisation(), story.desk()
    magda = story.manager("Magda", here).user
    magda.is_active = False
    magda.save()
    asked = services.request_membership(organisation=here, roles=[Role.EDITOR], by=story.person())
    assert told(rita) == ["Anfrage an Verbandsgemeinde Mendig"]
    services.confirm_membership(membership=asked, roles=[Role.MANAGER], by=rita)


def test_an_organisation_that_somebody_named_acts_only_after_the_centre_has_looked():
    rita, paula = story.desk(), story.person()
    new = services.name_organisation(name="Wasserverband Eifel", kind="zweckverband", by=paula)
    asked = services.request_membership(organisation=new, roles=[Role.EDITOR], by=paula)
    with pytest.raises(ValidationError, match="noch nicht oder nicht mehr"):
        services.confirm_membership(membership=asked, roles=[Role.MANAGER], by=rita)
    services.confirm_organisation(organisation=new, by=rita)
    services.confirm_organisation(organisation=new, by=rita)
    services.confirm_membership(membership=asked, roles=[Role.MANAGER], by=rita)
    assert list(Organisation.objects.of(paula)) == [new]
    assert verbs().count("organisation.confirmed") == 1


def test_declining_and_its_reason():
    here = story.organisation()
    asked = story.waiting("Paula", here)
    services.decline_membership(
        membership=asked, answer=" Wir kennen Sie nicht. ", by=story.manager("Magda", here).user
    )
    message = InboxMessage.objects.get(user=asked.user)
    assert message.text.endswith("Begründung: Wir kennen Sie nicht.")
    services.request_membership(organisation=here, roles=[Role.EDITOR], by=asked.user)  # may ask again


def test_roles_are_changed_by_others_only():
    here = story.organisation()
    magda, edda = story.manager("Magda", here), story.member("Edda", here)
    services.change_roles(membership=edda, roles=[Role.SIGNATORY, Role.MANAGER], by=magda.user)
    edda.refresh_from_db()
    assert edda.roles == {Role.SIGNATORY, Role.MANAGER}
    assert told(edda.user) == ["Ihre Rollen bei Verbandsgemeinde Mendig haben sich geändert"]
    row = AuditEntry.objects.get(verb="membership.roles_changed")
    assert (row.before, row.after) == (
        {"roles": ["editor"]}, {"user": edda.user_id, "roles": ["manager", "signatory"]},
    )  # fmt: skip
    with pytest.raises(PermissionDenied):
        services.change_roles(membership=magda, roles=list(Role), by=magda.user)
    with pytest.raises(ValidationError):
        services.change_roles(membership=edda, roles=[], by=magda.user)
    services.change_roles(membership=edda, roles=[Role.SIGNATORY, Role.MANAGER], by=magda.user)
    assert verbs().count("membership.roles_changed") == 1


def test_a_manager_of_another_organisation_decides_nothing_here():
    here, there = story.organisation(), story.organisation("Kreis Kusel", story.place("07336", "Kusel"))
    olga, asked, edda = story.manager("Olga", there).user, story.waiting("Paula", here), story.member("Edda", here)
    for verb, extra in (
        (services.confirm_membership, {"roles": [Role.EDITOR]}),
        (services.decline_membership, {"answer": ""}),
    ):
        with pytest.raises(PermissionDenied):
            verb(membership=asked, by=olga, **extra)
    with pytest.raises(PermissionDenied):
        services.remove_member(membership=edda, by=olga)
    with pytest.raises(PermissionDenied):
        services.leave(membership=edda, by=olga)
    with pytest.raises(PermissionDenied):
        services.withdraw_request(membership=asked, by=olga)


# Leaving


def test_the_last_manager_hands_over_before_leaving():
    here = story.organisation()
    magda, edda = story.manager("Magda", here), story.member("Edda", here)
    with pytest.raises(services.LastManagerError):
        services.leave(membership=magda, by=magda.user)
    services.hand_over(membership=magda, to=edda, by=magda.user)
    magda.refresh_from_db()
    edda.refresh_from_db()
    assert (magda.roles, edda.roles) == ({Role.EDITOR}, {Role.EDITOR, Role.MANAGER})
    assert told(edda.user) == ["Sie verwalten jetzt Verbandsgemeinde Mendig"]
    services.leave(membership=magda, by=magda.user)
    assert list(Organisation.objects.of(magda.user)) == []
    assert verbs()[-2:] == ["membership.handed_over", "membership.left"]


def test_handing_over_to_the_centre():
    here, rita = story.organisation(), story.desk()
    magda = story.manager("Magda", here)
    services.hand_over(membership=magda, to=None, by=magda.user)
    assert told(rita) == ["Verbandsgemeinde Mendig hat keine Verwaltung mehr"]
    assert list(Organisation.objects.without_manager()) == [here]
    services.leave(membership=magda, by=magda.user)
    assert list(Organisation.objects.without_manager()) == [here]


def test_nobody_hands_over_to_a_stranger_or_for_others():
    here, there = story.organisation(), story.organisation("Kreis Kusel", story.place("07336", "Kusel"))
    magda, edda, olga = story.manager("Magda", here), story.member("Edda", here), story.member("Olga", there)
    gone = story.member("Gerd", here, state=MembershipState.ENDED)
    with pytest.raises(PermissionDenied):
        services.hand_over(membership=magda, to=olga, by=magda.user)
    with pytest.raises(PermissionDenied):
        services.hand_over(membership=magda, to=edda, by=edda.user)
    with pytest.raises(PermissionDenied):
        services.hand_over(membership=edda, to=magda, by=edda.user)
    with pytest.raises(ValidationError):
        services.hand_over(membership=magda, to=gone, by=magda.user)
    assert Membership.objects.managers().get() == magda


def test_withdrawing_a_request():
    here = story.organisation()
    asked = story.waiting("Paula", here)
    services.withdraw_request(membership=asked, by=asked.user)
    with pytest.raises(services.DecidedError):
        services.withdraw_request(membership=asked, by=asked.user)
    with pytest.raises(services.DecidedError):
        services.confirm_membership(membership=asked, roles=[Role.EDITOR], by=story.manager("Magda", here).user)
