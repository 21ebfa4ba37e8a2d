# SPDX-FileCopyrightText: 2026 The Allmende contributors
#
# SPDX-License-Identifier: EUPL-1.2

"""The desk through its pages: queue, review, decision, assignment, bulk acceptance, figures."""

from __future__ import annotations

import datetime as dt
import html
import re

import pytest
from django.core.files.base import ContentFile
from django.urls import reverse
from django.utils import timezone

from allmende.accounts.models import InboxMessage
from allmende.cooperation.models import Topic
from allmende.core import content_version
from allmende.core.models import AuditEntry
from allmende.moderation.models import Attachment, Change, Hint, State
from allmende.moderation.services import take_step
from allmende.moderation.services.publishing import merge
from allmende.moderation.tests.stories import (
    make_change,
    make_desk,
    make_editor,
    make_person,
    make_topic,
    make_town,
    submitted_days_ago,
)

pytestmark = [pytest.mark.django_db, pytest.mark.one_database]
NASTY = '<script>alert(1)</script><img src=x onerror="alert(2)">'


def page(client, address: str, status: int = 200) -> str:
    response = client.get(address)
    assert response.status_code == status
    return html.unescape(response.content.decode())


def review_url(change) -> str:
    return reverse("moderation:review", args=[change.pk])


def decide(client, change, step: str, **fields: str):
    data = {"state": change.state, "version": change.version, "step": step, **fields}
    return client.post(review_url(change), data)


def texts(response) -> list[str]:
    return [str(message) for message in response.context["messages"]]


# The queue


def test_the_queue_shows_what_waits_longest_first(client, desk, mendig, editor) -> None:
    for days, name in ((1, "Neu"), (40, "Alt"), (0, "Heute")):
        submitted_days_ago(make_change(mendig, editor, name=name), days)
    text = page(client, reverse("moderation:queue"))
    assert re.findall(r'review-row__title"><a href="[^"]*">(.*?)</a>', text) == ["Alt", "Neu", "Heute"]
    for words in (
        "seit 5 Wochen (40 Tagen)",
        "seit gestern",
        "seit heute",
        "Stadt Mendig",
        "Rheinland-Pfalz",
        "3 Beiträge",
    ):
        assert words in text


@pytest.mark.parametrize(
    ("query", "titles"),
    [
        ("land=06", {"Hessisches"}),
        ("land=99", set()),
        ("land=x'--", {"Hessisches", "Pfälzisches", "Meins"}),
        ("zugewiesen=mir", {"Meins"}),
        ("zugewiesen=niemandem", {"Hessisches", "Pfälzisches"}),
        ("q=grebenau", {"Hessisches"}),
        ("q=%00", {"Hessisches", "Pfälzisches", "Meins"}),
        ("art=topic", {"Hessisches", "Pfälzisches", "Meins"}),
        ("stand=termin", {"Später"}),
        ("stand=zurueck", {"Zurück"}),
        ("stand=entschieden", {"Fertig"}),
        ("stand=alle", {"Hessisches", "Pfälzisches", "Meins", "Später", "Zurück", "Fertig"}),
    ],
)
def test_filters(client, desk, mendig, grebenau, editor, query: str, titles: set[str]) -> None:
    make_change(mendig, editor, name="Pfälzisches")
    make_change(grebenau, make_editor(grebenau, "g@example.org"), name="Hessisches")
    mine = make_change(mendig, editor, name="Meins")
    Change.objects.filter(pk=mine.pk).update(assigned_to=desk)
    make_change(mendig, editor, name="Später", state=State.SCHEDULED, by=desk)
    make_change(mendig, editor, name="Zurück", state=State.RETURNED, by=desk)
    make_change(mendig, editor, name="Fertig", state=State.ACCEPTED, by=desk)
    make_change(mendig, editor, name="Entwurf", state=State.DRAFT)
    text = page(client, f"{reverse('moderation:queue')}?{query}")
    assert set(re.findall(r'review-row__title"><a href="[^"]*">(.*?)</a>', text)) == titles


def test_the_fragment_is_the_part_of_the_page(client, desk, mendig, editor) -> None:
    make_change(mendig, editor, name="Bauhof")
    address = f"{reverse('moderation:queue')}?land=07&stand=wartet&q="
    fragment = client.get(address, headers={"HX-Request": "true"})
    assert fragment.headers["HX-Push-Url"] == "/pruefung/?land=07"
    assert "<html" not in fragment.content.decode()
    assert fragment.content.decode().strip() in client.get(address).content.decode()


def test_the_queue_asks_as_often_for_fifty_as_for_one(
    client, desk, mendig, editor, django_assert_num_queries, django_assert_max_num_queries
) -> None:
    make_change(mendig, editor, name="Bauhof 1")
    address = f"{reverse('moderation:queue')}?organisation={mendig.pk}"
    client.get(address)
    with django_assert_max_num_queries(30) as captured:
        client.get(address)
    for number in range(2, 51):
        make_change(mendig, editor, name=f"Bauhof {number}")
    with django_assert_num_queries(len(captured)):
        text = page(client, address)
    assert "50 Beiträge" in text
    assert "seite=2" in text


def test_nobody_else_sees_the_desk(client, mendig, editor) -> None:
    change = make_change(mendig, editor)
    addresses = [
        reverse("moderation:queue"),
        reverse("moderation:bulk_accept"),
        reverse("moderation:review_figures"),
        reverse("moderation:review_figures_export", args=["csv"]),
        review_url(change),
        reverse("moderation:review_preview", args=[change.pk]),
    ]
    for address in addresses:
        assert client.get(address).status_code == 302
    for person in (editor, make_person("fremd@example.org")):
        client.force_login(person)
        for address in addresses:
            assert client.get(address).status_code == 404
        assert decide(client, change, "accept").status_code == 404
        assert client.post(reverse("moderation:review_assign", args=[change.pk]), {"to": person.pk}).status_code == 404
    change.refresh_from_db()
    assert change.state == State.SUBMITTED


# The desk of one Land


def test_a_limited_desk_acts_only_in_its_areas(client, places, mendig, grebenau, editor) -> None:
    limited = make_desk("rlp@example.org", places["07"])
    client.force_login(limited)
    ours = make_change(mendig, editor, name="Unseres")
    theirs = make_change(grebenau, make_editor(grebenau, "g@example.org"), name="Fremdes")
    text = page(client, f"{reverse('moderation:queue')}?stand=alle")
    assert "Unseres" in text
    assert "Sie sehen Beiträge aus:" in text
    assert "Fremdes" not in text
    assert "Grebenau" not in text
    assert "Grebenau" not in page(client, f"{reverse('moderation:queue')}?land=06&organisation={grebenau.pk}")
    for address in (review_url(theirs), reverse("moderation:review_preview", args=[theirs.pk])):
        assert client.get(address).status_code == 404
    assert decide(client, theirs, "accept").status_code == 404
    assert client.post(reverse("moderation:review_assign", args=[theirs.pk]), {"to": limited.pk}).status_code == 404
    grebenau.is_trusted = True
    grebenau.save()
    client.post(reverse("moderation:bulk_accept"), {"beitrag": f"{theirs.pk}-{theirs.version}"})
    theirs.refresh_from_db()
    assert theirs.state == State.SUBMITTED
    assert "Hessen" not in page(client, reverse("moderation:review_figures"))
    assert decide(client, ours, "accept").status_code == 302
    assert InboxMessage.objects.filter(user=limited).count() == 1


# One change


def test_the_difference_in_plain_words(client, desk, mendig, editor) -> None:
    topic = make_topic("Bauhof", "Ein Bauhof für drei Orte.")
    change = make_change(mendig, editor, about=topic, description="Ein Bauhof für fünf Orte.")
    before = content_version.current()
    text = page(client, review_url(change))
    assert re.search(r"Ein Bauhof für <del><span[^>]*>\[entfällt: </span>drei<span", text)
    assert re.search(r"Ein Bauhof für <ins><span[^>]*>\[neu: </span>fünf<span", text)
    assert "2 unveränderte Angaben" in text
    topic.refresh_from_db()
    assert topic.description == "Ein Bauhof für drei Orte."
    assert content_version.current() == before
    assert not AuditEntry.objects.filter(verb="topic.published").exists()


def test_the_preview_leaves_nothing_behind(client, desk, mendig, editor) -> None:
    change = make_change(mendig, editor, name="Neues Feld")
    before = content_version.current()
    response = client.get(reverse("moderation:review_preview", args=[change.pk]))
    assert "<h1>Neues Feld</h1>" in response.content.decode()
    assert response.headers["Cache-Control"] == "private, no-store"
    assert not Topic.objects.exists()
    assert content_version.current() == before


def test_what_has_problems_shows_them_with_what_was_typed(client, desk, mendig, editor) -> None:
    change = make_change(mendig, editor, description="Nur Beschreibung")
    Change.objects.filter(pk=change.pk).update(content={"fields": {"description": "Getippt"}, "rows": {}})
    text = page(client, review_url(change))
    assert "So kann der Beitrag nicht veröffentlicht werden" in text
    assert "<li>Name: " in text
    assert "Getippt" in text
    assert 'value="accept"' not in text
    assert client.get(reverse("moderation:review_preview", args=[change.pk])).status_code == 302
    assert decide(client, change, "accept").status_code == 422


def test_nothing_that_was_typed_runs(client, desk, mendig, editor) -> None:
    topic = make_topic("Bauhof", "alt")
    change = make_change(mendig, editor, about=topic, name=f"N {NASTY}"[:110], description=NASTY)
    Change.objects.filter(pk=change.pk).update(note=NASTY)
    Hint.objects.create(page="/", text=NASTY, suggestion=NASTY, change=change)
    decide(client, change, "return", comment=NASTY, **{"kommentar-name": NASTY})
    take_step(change=Change.objects.get(pk=change.pk), step="submit", by=editor)
    for address in (review_url(change), f"{reverse('moderation:queue')}?q=%3Cscript%3E"):
        answer = client.get(address).content.decode()
        assert "<script>alert" not in answer
        assert "<img src=x" not in answer


def test_accepting_leads_to_the_next_one(client, desk, mendig, editor) -> None:
    first, second = (submitted_days_ago(make_change(mendig, editor, name=name), 3) for name in ("Eins", "Zwei"))
    response = client.post(
        f"{review_url(first)}?land=07", {"state": "submitted", "version": 1, "step": "accept"}, follow=True
    )
    assert response.redirect_chain == [(f"{review_url(second)}?land=07", 302)]
    assert texts(response) == ["„Eins“: angenommen und veröffentlicht."]
    assert 'id="beitrag" tabindex="-1" data-focus' in response.content.decode()
    response = client.post(review_url(second), {"state": "submitted", "version": 1, "step": "accept"}, follow=True)
    assert response.redirect_chain == [("/pruefung/", 302)]
    assert Topic.objects.count() == 2


def test_a_decision_sent_twice_counts_once(client, desk, mendig, editor) -> None:
    change = make_change(mendig, editor, name="Eins")
    assert decide(client, change, "accept").status_code == 302
    response = client.post(review_url(change), {"state": "submitted", "version": 1, "step": "accept"}, follow=True)
    assert response.status_code == 200
    assert "schon entschieden" in texts(response)[-1]
    assert Topic.objects.count() == 1
    assert change.steps.count() == 2


def test_the_slower_of_two_learns_what_happened(client, desk, mendig, editor) -> None:
    change = make_change(mendig, editor, name="Eins")
    other = make_desk("zweite@example.org", name="Zita Zweite")
    seen = {"state": change.state, "version": change.version, "step": "accept"}
    take_step(
        change=Change.objects.get(pk=change.pk), step="schedule", by=other,
        publish_at=timezone.now() + dt.timedelta(days=1),
    )  # fmt: skip
    response = client.post(review_url(change), seen, follow=True)
    assert "Zita Zweite" in texts(response)[0]
    assert not Topic.objects.exists()


def test_a_return_needs_words(client, desk, mendig, editor) -> None:
    change = make_change(mendig, editor)
    response = decide(client, change, "return")
    assert response.status_code == 422
    assert "Bitte schreiben Sie, was zu ändern ist" in response.content.decode()
    response = decide(client, change, "return", **{"kommentar-name": "Zu kurz."})
    assert response.status_code == 302
    assert [(comment.part, comment.text, comment.by) for comment in change.comments.all()] == [
        ("name", "Zu kurz.", desk)
    ]
    text = page(client, review_url(change))
    assert "liegt gerade bei der Organisation" in text
    assert "Zu kurz." in text


def test_a_decline_needs_a_reason(client, desk, mendig, editor) -> None:
    change = make_change(mendig, editor)
    assert decide(client, change, "decline", **{"kommentar-name": "Nein."}).status_code == 422
    assert decide(client, change, "decline", comment="Gibt es schon.").status_code == 302
    change.refresh_from_db()
    assert change.state == State.DECLINED


@pytest.mark.parametrize(
    ("day", "time", "status"),
    [
        ("", "", 422),
        ("31.02.2027", "", 422),
        ("1.1.2020", "8:00", 422),
        ("morgen", "", 422),
        ("1.1.2099", "", 422),
        ("FUTURE", "25:00", 422),
        ("FUTURE", "", 302),
        ("FUTURE", "14.30", 302),
    ],
)
def test_a_date_of_publication(client, desk, mendig, editor, day: str, time: str, status: int) -> None:
    change = make_change(mendig, editor)
    future = (timezone.localdate() + dt.timedelta(days=10)).strftime("%d.%m.%Y")
    response = decide(client, change, "schedule", day=day.replace("FUTURE", future), time=time)
    assert response.status_code == status
    change.refresh_from_db()
    if status == 302:
        at = timezone.localtime(change.publish_at)
        assert (at.strftime("%d.%m.%Y"), at.strftime("%H:%M")) == (future, "14:30" if time else "08:00")
    else:
        assert change.state == State.SUBMITTED


def test_extra_fields_of_the_form_count_for_nothing(client, desk, mendig, editor) -> None:
    change = make_change(mendig, editor)
    other = make_person("fremd@example.org")
    decide(
        client, change, "return", comment="Bitte ändern.", author=str(other.pk), by=str(other.pk), organisation="1",
        title="Gekapert", content="{}", publish_at="2030-01-01", object_key="1", **{"kommentar-evil": "x"},
    )  # fmt: skip
    change.refresh_from_db()
    assert (change.author, change.title, change.publish_at, change.object_key) == (editor, "Bauhof", None, None)
    assert not change.comments.exists()
    assert change.steps.latest("at", "pk").by == desk


@pytest.mark.parametrize(
    "forged",
    [{"step": "submit"}, {"step": "hold"}, {"state": "scheduled"}, {"state": "x"}, {"version": "9"}, {"step": ""}],
)
def test_forged_decisions_change_nothing(client, desk, mendig, editor, forged: dict[str, str]) -> None:
    change = make_change(mendig, editor)
    data = {"state": "submitted", "version": 1, "step": "accept", **forged}
    assert client.post(review_url(change), data).status_code in {302, 422}
    change.refresh_from_db()
    assert change.state == State.SUBMITTED
    assert not Topic.objects.exists()


def test_a_conflict_must_be_decided(client, desk, mendig, editor) -> None:
    topic = make_topic("Bauhof", "alt")
    change = make_change(mendig, editor, about=topic, description="von uns")
    Topic.objects.update(description="von anderen")
    text = page(client, review_url(change))
    assert "Inzwischen auch anderswo geändert" in text
    mark = merge(change=change).mark
    response = decide(client, change, "accept", seen=mark)
    assert response.status_code == 422
    assert "Bitte wählen Sie, was gelten soll." in response.content.decode()
    stale = decide(client, change, "accept", seen="alt", **{"wahl-description": "mine"})
    assert stale.status_code == 422
    topic.refresh_from_db()
    assert topic.description == "von anderen"
    assert decide(client, change, "accept", seen=mark, **{"wahl-description": "mine"}).status_code == 302
    topic.refresh_from_db()
    assert topic.description == "von uns"


def test_whoever_wrote_in_it_cannot_decide(client, mendig) -> None:
    author = make_desk()
    mendig.memberships.create(user=author, state="active", is_editor=True)
    change = make_change(mendig, author)
    client.force_login(author)
    text = page(client, review_url(change))
    assert "Deshalb entscheidet jemand anderes" in text
    assert 'name="step"' not in text
    assert "von Ihnen mitgeschrieben" in page(client, reverse("moderation:queue"))
    decide(client, change, "accept")
    change.refresh_from_db()
    assert change.state == State.SUBMITTED


def test_the_review_page_asks_seldom(client, desk, mendig, editor, django_assert_max_num_queries) -> None:
    topic = make_topic("Bauhof", "alt")
    change = make_change(mendig, editor, about=topic, description="neu")
    client.get(review_url(change))
    with django_assert_max_num_queries(45):
        client.get(review_url(change))


# Assignment


def test_assignment(client, desk, mendig, editor) -> None:
    change = make_change(mendig, editor)
    other = make_desk("zweite@example.org", name="Zita Zweite")
    address = reverse("moderation:review_assign", args=[change.pk])
    client.post(address, {"to": other.pk})
    change.refresh_from_db()
    assert change.assigned_to == other
    assert InboxMessage.objects.filter(user=other, title__startswith="Ihnen zugewiesen").count() == 1
    assert AuditEntry.objects.about(change).filter(verb="change.assigned").count() == 1
    client.post(address, {"to": ""})
    change.refresh_from_db()
    assert change.assigned_to is None
    for forged in (editor.pk, 999_999, "x"):
        client.post(address, {"to": forged})
    change.refresh_from_db()
    assert change.assigned_to is None


# Attachments


def test_attachments_are_saved_and_never_shown(client, desk, mendig, editor) -> None:
    change, other = make_change(mendig, editor), make_change(mendig, editor)
    attachment = Attachment.objects.create(
        change=change, file=ContentFile(b"<script>alert(1)</script>", name="a.html"), name='böse".html',
        media_type="text/html", size=25, sha256="0" * 64, by=editor,
    )  # fmt: skip
    response = client.get(reverse("moderation:change_attachment", args=[change.pk, attachment.pk]))
    assert response.headers["Content-Disposition"].startswith("attachment;")
    assert response.headers["X-Content-Type-Options"] == "nosniff"
    assert response.headers["Content-Type"] == "application/octet-stream"
    assert b"".join(response.streaming_content) == b"<script>alert(1)</script>"
    assert client.get(reverse("moderation:change_attachment", args=[other.pk, attachment.pk])).status_code == 404
    client.force_login(make_person("fremd@example.org"))
    assert client.get(reverse("moderation:change_attachment", args=[change.pk, attachment.pk])).status_code == 404


# Many at once


def test_bulk_acceptance_takes_each_for_itself(client, desk, places, grebenau) -> None:
    trusted = make_town("Stadt Andernach", places["071370003003"], trusted=True)
    editor = make_editor(trusted, "a@example.org")
    good, bad = make_change(trusted, editor, name="Gut"), make_change(trusted, editor, name="Das geht nie")
    stale = make_change(trusted, editor, name="Veraltet")
    untrusted = make_change(grebenau, make_editor(grebenau, "g@example.org"), name="Fremd")
    text = page(client, reverse("moderation:bulk_accept"))
    assert "Gut" in text
    assert "Fremd" not in text
    chosen = [f"{good.pk}-1", f"{bad.pk}-1", f"{stale.pk}-7", f"{untrusted.pk}-1", "x", "1-", "-1"]
    response = client.post(reverse("moderation:bulk_accept"), {"beitrag": chosen}, follow=True)
    states = {change.title: change.state for change in Change.objects.all()}
    assert states == {"Gut": "accepted", "Das geht nie": "submitted", "Veraltet": "submitted", "Fremd": "submitted"}
    text = html.unescape(response.content.decode())
    assert "Dieser Name geht nie." in text
    assert "Sammelannahme ist für diese Organisation nicht erlaubt." in text
    assert "inzwischen geändert" in text
    assert texts(response)[0] == "1 Beitrag angenommen und veröffentlicht."


def test_bulk_acceptance_can_be_switched_off(client, desk, settings) -> None:
    settings.BULK_ACCEPT = False
    assert client.get(reverse("moderation:bulk_accept")).status_code == 404
    assert reverse("moderation:bulk_accept") not in page(client, reverse("moderation:queue"))
