# SPDX-FileCopyrightText: 2026 The Allmende contributors
#
# SPDX-License-Identifier: EUPL-1.2

"""Certificates: who gets one, what stands on it, whether it is genuine."""

from __future__ import annotations

import re

import pytest
from django.core.exceptions import PermissionDenied
from django.urls import reverse
from django.utils import timezone

from allmende.accounts.rate_limit import note_attempt
from allmende.core.models import AuditEntry
from allmende.events.day_certificate_views import WRONG_CODES
from allmende.events.models import Certificate, EventState, Place, PlaceState
from allmende.events.papers.certificates import certificates_pdf
from allmende.events.services.certificates import (
    NoCertificateError,
    issue_certificate,
    issue_certificates,
    revoke_certificate,
)
from allmende.events.services.day import check_in, undo_check_in
from allmende.events.tests.day_stories import make_member, make_today, read_pdf, seat, text_of
from allmende.events.tests.stories import at, make_event, make_organiser, make_session
from tests.permissions.people import make_desk, make_person

pytestmark = pytest.mark.django_db


@pytest.fixture
def session():
    return make_today(event=make_event("Umsatzsteuer gemeinsam meistern"), label="Tag 1")


@pytest.fixture
def leader(session):
    return make_member(session)


def attended(session, name="Dr. Jo Müller-Lüdenscheidt", **values):
    place = seat(session, name, organisation="VG Mendig (Beispiel)", **values)
    Place.objects.filter(pk=place.pk).update(attended_at=timezone.now())
    place.refresh_from_db()
    return place


def own_url(place, secret=""):
    secret = secret or place.attendee.registration.secret
    return reverse("events:certificate_pdf", kwargs={"secret": secret, "place": place.pk})


def check(client, code):
    return client.get(f"/nachweis/{code}/")


def test_it_says_who_was_where_when_and_how_to_check_it(session):
    session.starts_at, session.ends_at = at(-1, 9), at(-1, 16, 30)
    session.save()
    certificate = issue_certificate(place=attended(session), by=None)
    content = certificates_pdf([certificate])
    text = text_of(content)
    for told in (
        "Teilnahmebescheinigung", "Dr. Jo Müller-Lüdenscheidt", "VG Mendig (Beispiel)",
        "Umsatzsteuer gemeinsam meistern", "Tag 1", f"{session.local_start:%Y}", "9:00 bis 16:30 Uhr",
        "7 Stunden 30 Minuten",
        "Bürgerhaus, Marktplatz 1, 56743 Mendig", "Wie mehrere Kommunen eine Aufgabe teilen.",
        "Beratungsstelle Beispiel", certificate.shown_code,
    ):  # fmt: skip
        assert told in text
    reader = read_pdf(content)
    assert len(reader.pages) == 1
    assert reader.metadata.title == "Teilnahmebescheinigung: Dr. Jo Müller-Lüdenscheidt"
    assert "/StructTreeRoot" in reader.trailer["/Root"]
    assert certificate.get_absolute_url() in str(_alternative(reader.trailer["/Root"]["/StructTreeRoot"]))


def _alternative(element):
    """The words in place of the picture."""
    element = element.get_object()
    if isinstance(element, list):
        return next((found for child in element if (found := _alternative(child))), "")
    if not isinstance(element, dict):
        return ""
    return element.get("/Alt") or (_alternative(element["/K"]) if "/K" in element else "")


def test_whoever_was_there_fetches_it_and_it_is_the_same_each_time(client, session):
    place = attended(session)
    first = client.get(own_url(place))
    assert first["Content-Type"] == "application/pdf"
    assert "no-store" in first["Cache-Control"]
    assert "Teilnahmebescheinigung%20" in first["Content-Disposition"]
    assert client.get(own_url(place)).content == first.content
    assert Certificate.objects.count() == 1
    assert AuditEntry.objects.get(verb="certificate.issued").actor_id is None
    assert client.get(own_url(place, place.attendee.secret)).content == first.content


def test_it_keeps_what_it_said(client, session):
    place = attended(session)
    before = client.get(own_url(place)).content
    session.event.title = "Ganz anders"
    session.event.save()
    place.attendee.name = "Andere Person"
    place.attendee.save()
    assert client.get(own_url(place)).content == before


def test_whoever_was_not_there_gets_none(client, session):
    place = seat(session, "Nicht Da")
    answer = client.get(own_url(place))
    assert answer.status_code == 302
    assert answer["Location"] == place.attendee.registration.get_absolute_url()
    assert not Certificate.objects.exists()


def test_strangers_get_none(client, session):
    place, other = attended(session), attended(session, "Andere Person")
    for secret in ("x" * 32, other.attendee.registration.secret, other.attendee.secret, "%00"):
        assert client.get(own_url(place, secret)).status_code == 404
    with pytest.raises(PermissionDenied):
        issue_certificate(place=place, by=make_person("fremd"))
    assert not Certificate.objects.exists()


def test_before_it_begins_and_when_it_was_called_off_there_is_none(session, leader):
    coming = make_session(session.event, days=3)
    session.event.state = EventState.CANCELLED
    for place in (attended(coming), attended(session)):
        session.event.save()
        with pytest.raises(NoCertificateError):
            issue_certificate(place=Place.objects.get(pk=place.pk), by=leader)


def test_one_click_issues_all_that_are_missing(client, session, leader, django_assert_max_num_queries):
    places = [attended(session, f"Person {number}") for number in range(4)]
    seat(session, "Nicht Da")
    seat(session, "Wartet", state=PlaceState.WAITING)
    first = issue_certificate(place=places[0], by=None)
    client.force_login(leader)
    with django_assert_max_num_queries(25):
        client.post(reverse("events:certificates", args=[session.pk]))
    assert Certificate.objects.count() == 4
    assert Certificate.objects.get(place=places[0]) == first
    client.post(reverse("events:certificates", args=[session.pk]))
    assert Certificate.objects.count() == 4
    assert AuditEntry.objects.filter(verb="session.certificates_issued").count() == 1
    page = client.get(reverse("events:certificates", args=[session.pk])).content.decode()
    assert first.shown_code in page
    assert "4 Personen sind als anwesend vermerkt." in page
    file = client.get(reverse("events:certificates_file", args=[session.pk]))
    assert len(read_pdf(file.content).pages) == 4


def test_with_nobody_there_is_nothing_to_issue(client, session, leader):
    seat(session, "Nicht Da")
    client.force_login(leader)
    answer = client.post(reverse("events:certificates", args=[session.pk]), follow=True)
    assert "Es ist noch keine Teilnahme vermerkt." in answer.content.decode()
    assert client.get(reverse("events:certificates_file", args=[session.pk])).status_code == 404


@pytest.mark.parametrize("how", [str.upper, str.lower, lambda code: code.replace("-", ""), lambda code: f" {code} "])
def test_the_code_is_taken_however_it_is_typed(client, session, how):
    certificate = issue_certificate(place=attended(session), by=None)
    answer = client.get("/nachweis/", {"code": how(certificate.shown_code)})
    assert answer["Location"] == certificate.get_absolute_url()
    page = check(client, how(certificate.shown_code).strip()).content.decode()
    assert "Diese Bescheinigung ist echt" in page
    for told in ("Dr. Jo Müller-Lüdenscheidt", "Umsatzsteuer gemeinsam meistern", "Mendig", "Beratungsstelle Beispiel"):
        assert told in page


def test_what_is_checked_is_found_by_no_search_engine_and_kept_by_nobody(client, session):
    answer = check(client, issue_certificate(place=attended(session), by=None).code)
    assert "noindex" in answer["X-Robots-Tag"]
    assert "no-store" in answer["Cache-Control"]
    assert re.search(r'<meta name="robots" content="noindex', answer.content.decode())


@pytest.mark.parametrize("code", ["AAAA-BBBB-CCCC-DDDD", "kurz", "<script>", "%00", "A" * 300, "０１２３"])
def test_an_unknown_code_is_told_so(client, code):
    answer = check(client, code)
    assert answer.status_code == 404
    page = answer.content.decode()
    assert "Zu diesem Code gibt es keine Bescheinigung" in page
    assert "<title>Fehler: " in " ".join(page.split()).replace("<title> ", "<title>")
    assert re.search(r'role="alert" tabindex="-1" data-focus', page)
    assert "<script>alert" not in page
    assert "<script>/" not in page


@pytest.mark.parametrize("code", ["", "kurz", "A" * 61, "0000-0000-0000-0000", "\x00"])
def test_a_code_that_can_be_none_is_told_at_the_field(client, code):
    answer = client.get("/nachweis/", {"code": code})
    assert answer.status_code == 200
    assert "Bitte prüfen Sie Ihre Eingaben" in answer.content.decode()


def test_trying_codes_ends_soon(client):
    for _ in range(WRONG_CODES.count):
        note_attempt(WRONG_CODES, "127.0.0.1")
    assert check(client, "AAAA-BBBB-CCCC-DDDD").status_code == 429


def test_a_revoked_one_says_so_and_names_nobody(client, session, leader):
    certificate = issue_certificate(place=attended(session), by=None)
    client.force_login(leader)
    client.post(reverse("events:certificate_revoke", args=[certificate.pk]))
    client.logout()
    page = check(client, certificate.code).content.decode()
    assert "Diese Bescheinigung gilt nicht mehr" in page
    assert "Müller" not in page
    assert AuditEntry.objects.filter(verb="certificate.revoked").count() == 1


def test_a_revoked_one_comes_back_only_from_those_who_lead(client, session, leader):
    place = attended(session)
    old = issue_certificate(place=place, by=None)
    revoke_certificate(certificate=old, by=leader)
    assert client.get(own_url(place)).status_code == 302
    new = issue_certificate(place=place, by=leader)
    old.refresh_from_db()
    assert (old.place, old.is_valid, new.is_valid) == (None, False, True)
    assert new.code != old.code


def test_revoking_is_for_those_who_lead(client, session, leader):
    certificate = issue_certificate(place=attended(session), by=None)
    stranger = make_person("fremd")
    client.force_login(stranger)
    assert client.post(reverse("events:certificate_revoke", args=[certificate.pk])).status_code == 404
    elsewhere = make_today(event=make_event(organiser=make_organiser("Andere Stelle")))
    for user in (stranger, make_member(elsewhere, "andere")):
        with pytest.raises(PermissionDenied):
            revoke_certificate(certificate=certificate, by=user)
        with pytest.raises(PermissionDenied):
            issue_certificates(session=session, by=user)
    Certificate.objects.update(place=None)
    certificate.refresh_from_db()
    with pytest.raises(PermissionDenied):
        revoke_certificate(certificate=certificate, by=leader)
    assert not revoke_certificate(certificate=certificate, by=make_desk("redaktion")).is_valid


def test_what_was_noted_by_mistake_takes_the_certificate_with_it(session, leader):
    place = seat(session, "Jo Müller")
    check_in(place=place, by=leader)
    certificate = issue_certificate(place=place, by=leader)
    undo_check_in(place=place, by=leader)
    certificate.refresh_from_db()
    assert not certificate.is_valid


def test_the_log_holds_neither_name_nor_code(session, leader):
    issue_certificate(place=attended(session), by=leader)
    issue_certificates(session=session, by=leader)
    certificate = Certificate.objects.get()
    rows = [f"{row.object_label} {row.before} {row.after}" for row in AuditEntry.objects.all()]
    assert rows
    assert not any(certificate.code in row or certificate.shown_code in row or "Müller" in row for row in rows)


def test_an_event_online_has_no_link_on_the_paper(session):
    online = make_today(event=session.event, venue=None, online_url="https://example.org/geheim")
    text = text_of(certificates_pdf([issue_certificate(place=attended(online), by=None)]))
    assert "online" in text
    assert "geheim" not in text
