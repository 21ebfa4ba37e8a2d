# SPDX-FileCopyrightText: 2026 The Allmende contributors
#
# SPDX-License-Identifier: EUPL-1.2

"""The audit log on pages and in files: who may see what of it."""

from __future__ import annotations

import csv
import io
import json

import pytest
import time_machine
from django.urls import reverse

from allmende.accounts import audit_export, audit_log
from allmende.accounts.models import MembershipState
from allmende.accounts.tests.inbox_stories import FRAME, member, operator, organisation, person
from allmende.core import audit
from allmende.core.models import AuditEntry

pytestmark = pytest.mark.django_db
LOG = "/betrieb/protokoll/"


def log_of(town, kind=""):
    return reverse("accounts:organisation_log", args=[town.pk]) + (f"protokoll.{kind}" if kind else "")


def rows_of(answer):
    return [row.entry for row in answer.context["page"].rows]


def content(answer):
    return b"".join(answer.streaming_content).decode("utf-8-sig")


def table(answer):
    return list(csv.reader(io.StringIO(content(answer)), delimiter=";"))


@pytest.fixture
def boss(client):
    user = operator()
    client.force_login(user)
    return user


@pytest.fixture
def town():
    return organisation()


@pytest.fixture
def manager(client, town):
    user = member(town, manages=True)
    client.force_login(user)
    return user


# Who sees it


def test_only_operators_see_the_whole_log(client, town):
    stranger, manager = person("s@example.org"), member(town, manages=True)
    for address in (LOG, f"{LOG}protokoll.csv", f"{LOG}protokoll.json"):
        assert client.get(address).status_code == 302
        for user in (stranger, manager):
            client.force_login(user)
            assert client.get(address).status_code == 404
        client.logout()
    client.force_login(operator())
    assert client.get(LOG).status_code == 200
    assert client.post(LOG).status_code == 405


def test_only_managers_see_the_log_of_their_organisation(client, town):
    others = organisation("Stadt Andernach")
    seen = {
        "nobody": person("n@example.org"),
        "editor": member(town, person("e@example.org")),
        "manager of another": member(others, person("o@example.org"), manages=True),
        "former manager": member(town, person("f@example.org"), manages=True, state=MembershipState.ENDED),
        "who asked": member(town, person("q@example.org"), manages=True, state=MembershipState.REQUESTED),
        "operator": operator(),
    }
    for who, user in seen.items():
        client.force_login(user)
        for address in (log_of(town), log_of(town, "csv"), log_of(town, "json")):
            assert client.get(address).status_code == 404, who
    client.force_login(member(town, manages=True))
    assert client.get(log_of(town)).status_code == 200
    assert client.get(log_of(others)).status_code == 404
    assert client.get(reverse("accounts:organisation_log", args=[10**30])).status_code == 404


def test_a_manager_sees_only_rows_of_the_organisation(client, town, manager):
    others = organisation("Stadt Andernach")
    audit.record("organisation.changed", town, by=manager, organisation=town)
    audit.record("organisation.changed", others, by=person("b@example.org", "Bert"), organisation=others)
    audit.record("user.signed_in", manager, by=manager)
    assert [row.object_label for row in rows_of(client.get(log_of(town)))] == ["Stadt Mendig"]
    assert "Andernach" not in client.get(log_of(town)).content.decode()
    assert "Andernach" not in content(client.get(log_of(town, "json")))
    assert rows_of(client.get(f"{log_of(town)}?organisation=Andernach&organisation_key={others.pk}")) != []


def test_a_manager_reads_no_addresses_of_others(client, town, manager):
    desk = person("desk@example.org", name="")
    member(town, person("asks@example.org"), state=MembershipState.REQUESTED)
    values = {
        "mail": "fremd@example.com und EVA@example.org, asks@example.org",
        "ip": "203.0.113.7",
        "six": "2001:db8::1",
    }
    values |= {"clock": "12:30:00", "day": "1.2.2024"}
    audit.record("organisation.changed", town, by=desk, organisation=town, after=values)
    for said in (client.get(log_of(town)).content.decode(), content(client.get(log_of(town, "csv")))):
        for hidden in ("desk@example.org", "fremd@example.com", "203.0.113.7", "2001:db8"):
            assert hidden not in said
        for shown in ("EVA@example.org", "asks@example.org", "12:30:00", "1.2.2024", "[Mail-Adresse]", "[Netzadresse]"):
            assert shown in said
    assert rows_of(client.get(f"{log_of(town)}?person=desk@")) == []


def test_a_manager_does_not_learn_who_at_the_desk_decided(client, town, manager):
    rita, left = person("rita@example.org", "Rita Redaktion"), person("left@example.org", "Lena Fort")
    member(town, left, state=MembershipState.ENDED)
    for by in (rita, left, manager, None):
        audit.record("organisation.changed", town, by=by, organisation=town)
    said = [
        client.get(log_of(town)).content.decode(),
        *(content(client.get(log_of(town, kind))) for kind in ("csv", "json")),
    ]
    for text in said:
        assert "Rita" not in text
        for shown in ("Die Redaktion", "Lena Fort", str(manager), "System"):
            assert shown in text
    assert rows_of(client.get(f"{log_of(town)}?person=Rita")) == [], "nor by trying names"
    assert [row.actor_id for row in rows_of(client.get(f"{log_of(town)}?person=Lena"))] == [left.pk]
    client.force_login(operator())
    assert "Rita Redaktion" in client.get(LOG).content.decode()


# What it shows


def test_a_row_says_who_did_what_for_whom_and_what_changed(client, boss, town):
    eva = person()
    audit.record(
        "organisation.changed", town, by=eva, organisation=town, before={"seat": ""}, after={"seat": "<b>Markt 3</b>"}
    )
    said = client.get(LOG).content.decode()
    for text in ("Eva Muster", "für Stadt Mendig", "Sitz", "&lt;b&gt;Markt 3&lt;/b&gt;", "Eine Angabe"):
        assert text in said
    assert "<b>Markt" not in said


def test_titles_are_text(client, boss):
    audit.record("user.renamed", person(name='<img src=x onerror="1">'), by=boss)
    assert "<img src=x" not in client.get(LOG).content.decode()


def test_the_log_can_be_narrowed(client, boss, town):
    eva, bert = person(), person("bert@example.org", "Bert Beispiel")
    with time_machine.travel("2026-01-10T22:59Z"):
        audit.record("user.signed_in", eva, by=eva)
    with time_machine.travel("2026-01-10T23:01Z"):  # the next day in Germany
        audit.record("organisation.changed", town, by=bert, organisation=town)
    with time_machine.travel("2026-01-12T10:00Z"):
        audit.record("organisation.created", town, by=None)

    def found(query):
        return [row.verb for row in rows_of(client.get(f"{LOG}?{query}"))]

    assert found("") == ["organisation.created", "organisation.changed", "user.signed_in"]
    assert found("bis=2026-01-10") == ["user.signed_in"]
    assert found("von=11.01.2026&bis=11.01.2026") == ["organisation.changed"]
    assert found("von=2026-01-12") == ["organisation.created"]
    assert found("person=beispiel") == ["organisation.changed"]
    assert found("person=eva@example") == ["user.signed_in"]
    assert found("person=system") == ["organisation.created"]
    assert found("organisation=mendig") == ["organisation.changed"]
    assert found("was=user.signed_in") == ["user.signed_in"]
    assert found("art=accounts.user") == ["user.signed_in"]
    assert found("text=stadt&was=organisation.created") == ["organisation.created"]
    assert found("text=100%25") == []


@pytest.mark.parametrize(
    ("query", "field"),
    [
        ("von=gestern", "von"),
        ("bis=2026-02-30", "bis"),
        ("von=0001-01-01", "von"),
        ("von=9999-12-31", "von"),
        ("von=2026-02-01&bis=2026-01-01", "bis"),
        ("was=nothing", "was"),
        ("art=nothing", "art"),
        ("text=" + "x" * 101, "text"),
        ("person=%00", "person"),
    ],
)
def test_a_filter_that_is_none_is_said_at_its_field(client, boss, query, field):
    page = client.get(f"{LOG}?{query}")
    assert page.status_code == 422
    assert list(page.context["form"].errors) == [field]
    assert client.get(f"{LOG}protokoll.csv?{query}").status_code == 422
    assert not AuditEntry.objects.filter(verb="user.exported_log").exists()


# Pages without counting


@pytest.fixture
def many(monkeypatch):
    monkeypatch.setattr(audit_log, "PER_PAGE", 3)
    eva = person()
    with time_machine.travel("2026-01-10T12:00Z", tick=False):  # many at the same moment
        for _number in range(8):
            audit.record("user.signed_in", eva, by=eva)
    return list(AuditEntry.objects.order_by("-pk").values_list("pk", flat=True))


def test_the_pages_follow_each_other_both_ways(client, boss, many):
    first = client.get(LOG).context["page"]
    second = client.get(f"{LOG}?vor={first.older}").context["page"]
    third = client.get(f"{LOG}?vor={second.older}").context["page"]
    keys = [[row.entry.pk for row in page.rows] for page in (first, second, third)]
    assert keys == [many[:3], many[3:6], many[6:]]
    assert (first.newer, third.older) == (None, None)
    back = client.get(f"{LOG}?nach={third.newer}").context["page"]
    assert [row.entry.pk for row in back.rows] == many[3:6]
    top = client.get(f"{LOG}?nach={back.newer}").context["page"]
    assert [row.entry.pk for row in top.rows] == many[:3]
    assert top.newer is None


@pytest.mark.parametrize("anchor", ["vor=0", "vor=x", "vor=-1", "nach=99999999", f"vor={10**30}", "vor=٣"])
def test_an_anchor_that_is_none_shows_the_newest(client, boss, many, anchor):
    assert [row.pk for row in rows_of(client.get(f"{LOG}?{anchor}"))] == many[:3]


def test_the_pages_ask_little(client, boss, town, many, django_assert_num_queries):
    rights_and_badge = FRAME - 2  # an operator has every right
    with django_assert_num_queries(rights_and_badge + 1):
        client.get(LOG)
    with django_assert_num_queries(rights_and_badge + 4):  # anchor, persons, organisations
        client.get(f"{LOG}?vor={many[3]}&person=eva&organisation=mendig")
    client.force_login(member(town, person("m@example.org"), manages=True))
    for _number in range(5):
        audit.record("organisation.changed", town, by=None, organisation=town, after={"mail": "x@example.org"})
    with django_assert_num_queries(FRAME + 3):  # organisation, rows, own addresses
        client.get(log_of(town))


# Files


def test_the_file_holds_what_the_page_shows(client, boss, town):
    eva = person()
    audit.record("user.signed_in", eva, by=eva)
    audit.record("organisation.changed", town, by=eva, organisation=town, before={"seat": "a"}, after={"seat": "ä"})
    answer = client.get(f"{LOG}protokoll.csv?was=organisation.changed")
    assert answer.headers["Content-Disposition"].startswith('attachment; filename="protokoll-')
    head, *rows = table(answer)
    assert head[:4] == ["Zeitpunkt", "Wer", "Organisation", "Was"]
    assert [row[1:3] + row[4:5] + row[7:] for row in rows] == [
        ["Eva Muster", "Stadt Mendig", "organisation.changed", "Stadt Mendig", '{"seat": "a"}', '{"seat": "ä"}']
    ]
    said = json.loads(content(client.get(f"{LOG}protokoll.json?was=organisation.changed")))
    assert said["is_complete"] is True
    assert [(row["actor"], row["before"], row["after"]) for row in said["entries"]] == [
        ("Eva Muster", {"seat": "a"}, {"seat": "ä"})
    ]


def test_an_empty_file_is_a_file(client, boss):
    assert len(table(client.get(f"{LOG}protokoll.csv?text=nichts"))) == 1
    assert json.loads(content(client.get(f"{LOG}protokoll.json?text=nichts"))) == {"entries": [], "is_complete": True}
    assert client.get(f"{LOG}protokoll.xlsx").status_code == 404


def test_no_cell_is_a_formula(client, boss):
    audit.record("user.created", person(name="=HYPERLINK(1)"), by=person("b@example.org", "@SUM(1)"))
    (row,) = table(client.get(f"{LOG}protokoll.csv?was=user.created&text=HYPERLINK"))[1:]
    assert row[1] == "'@SUM(1)"
    assert row[7] == "'=HYPERLINK(1)"


def test_a_file_has_an_end_and_says_so(client, boss, many, monkeypatch):
    monkeypatch.setattr(audit_export, "MOST", 5)
    monkeypatch.setattr(audit_export, "AT_ONCE", 2)
    rows = table(client.get(f"{LOG}protokoll.csv?was=user.signed_in"))
    assert len(rows) == 1 + 5 + 1
    assert rows[-1] == [audit_export.cut_off()]
    said = json.loads(content(client.get(f"{LOG}protokoll.json?was=user.signed_in")))
    assert (len(said["entries"]), said["is_complete"]) == (5, False)
    monkeypatch.setattr(audit_export, "MOST", 8)
    assert json.loads(content(client.get(f"{LOG}protokoll.json?was=user.signed_in")))["is_complete"] is True


def test_who_took_the_log_out_is_in_the_log(client, boss, town):
    content(client.get(f"{LOG}protokoll.csv?text=mendig"))
    row = AuditEntry.objects.get(verb="user.exported_log")
    assert (row.actor, row.after) == (boss, {"text": "mendig"})
    eva = member(town, manages=True)
    client.force_login(eva)
    content(client.get(log_of(town, "json")))
    row = AuditEntry.objects.get(verb="organisation.exported_log")
    assert (row.actor, row.organisation_key) == (eva, str(town.pk))
