# SPDX-FileCopyrightText: 2026 The Allmende contributors
#
# SPDX-License-Identifier: EUPL-1.2

"""What the apps above say organisations own: it moves with a merger, and keeps from ending until it is dealt with."""

from __future__ import annotations

import pytest
from django.http import HttpResponse
from django.test import RequestFactory
from django.utils import timezone

from allmende.accounts import acting, ownership, services
from allmende.accounts.tests import organisation_stories as story
from allmende.cooperation.models import Cooperation
from allmende.cooperation.tests.factories import make_cooperation
from allmende.core.models import AuditEntry
from allmende.moderation.models import CareRequest, Change, ChangeStep, Hint, State

pytestmark = pytest.mark.django_db


@pytest.fixture
def busy():
    """An organisation with a cooperation, a draft, a submitted change, a question and a hint."""
    here = story.organisation()
    cooperation = make_cooperation("Gemeinsamer Bauhof")
    Cooperation.objects.filter(pk=cooperation.pk).update(owner=here)
    now = timezone.now()
    Change.objects.create(kind="cooperation", title="Geheimer Entwurf", organisation=here)
    Change.objects.create(
        kind="cooperation", title="Eingereicht", organisation=here, state=State.SUBMITTED, submitted_at=now
    )
    CareRequest.objects.create(kind="cooperation", object_key=cooperation.pk, organisation=here, asked_at=now)
    Hint.objects.create(page="/kooperationen/", text="Stimmt nicht.", organisation=here)
    return here


def owners():
    return {
        *Cooperation.objects.values_list("owner", flat=True),
        *Change.objects.order_by().values_list("organisation", flat=True),
        *CareRequest.objects.values_list("organisation", flat=True),
        *Hint.objects.order_by().values_list("organisation", flat=True),
    }


def test_a_merger_moves_what_the_apps_above_own(busy):
    target = story.organisation("Kreis Kusel", story.place("07336", "Kusel"))
    services.merge_organisations(source=busy, target=target, by=story.desk())
    assert owners() == {target.pk}
    moved = AuditEntry.objects.get(verb="organisation.merged").after["moved"]
    assert {"cooperations": 1, "changes": 2, "care_requests": 1, "hints": 1}.items() <= moved.items()


def test_open_work_is_listed_without_what_the_desk_has_never_seen(busy):
    work = {item.owned.key: item for item in ownership.open_work(busy)}
    assert {key: item.count for key, item in work.items()} == {
        "cooperations": 1, "changes": 2, "care_requests": 1, "hints": 1,
    }  # fmt: skip
    labels = [thing.label for item in work.values() for thing in item.items]
    assert "Eingereicht" in labels
    assert "Gemeinsamer Bauhof" in labels
    assert "Geheimer Entwurf" not in labels


def test_closing_leaves_what_the_desk_must_decide(busy):
    rita = story.desk()
    for sort in ("cooperations", "changes", "care_requests", "hints"):
        services.close_work(organisation=busy, sort=sort, by=rita)
    draft = Change.objects.get(title="Geheimer Entwurf")
    assert draft.state == State.DISCARDED
    assert ChangeStep.objects.get(change=draft).for_desk
    assert Cooperation.objects.get().owner is None
    with pytest.raises(services.OpenWorkError) as refused:
        services.deactivate_organisation(organisation=busy, by=rita)
    assert [(item.owned.key, item.count) for item in refused.value.work] == [("changes", 1)]
    Change.objects.filter(state=State.SUBMITTED).update(state=State.DECLINED)
    services.deactivate_organisation(organisation=busy, by=rita)


def test_pages_that_need_somebody_to_act_lead_to_the_choice(client):
    @acting.acting_required
    def needs(request):
        return HttpResponse(str(acting.acting(request).organisation))

    def ask(user, method="get"):
        request = getattr(RequestFactory(), method)("/beitraege/neu/?kind=news")
        request.user, request.session = user, client.session
        request._messages = type("Kept", (), {"add": lambda *_: None})()
        return needs(request)

    here = story.organisation()
    edda = story.member("Edda", here).user
    assert ask(edda).content.decode() == "Verbandsgemeinde Mendig"
    story.member(edda, story.organisation("Kreis Kusel", story.place("07336", "Kusel")))
    assert ask(edda).headers["Location"] == "/konto/handeln-fuer/?weiter=%2Fbeitraege%2Fneu%2F%3Fkind%3Dnews"
    assert ask(edda, "post").headers["Location"] == "/konto/handeln-fuer/"
    assert ask(story.person("Fritz")).headers["Location"] == "/konto/organisationen/"
