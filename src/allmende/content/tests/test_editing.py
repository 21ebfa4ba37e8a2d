# SPDX-FileCopyrightText: 2026 The Allmende contributors
#
# SPDX-License-Identifier: EUPL-1.2

"""What editors may do, and that visitors see it on the next request."""

from __future__ import annotations

import pytest
from django.contrib.auth.models import Permission
from django.urls import reverse
from wagtail.contrib.redirects.models import Redirect

from allmende.content.models import BarrierReport, PortalSettings, StandardPage
from allmende.content.tests.factories import (
    editor,
    faq_group,
    legal_page,
    news_page,
    standard_page,
    start_page,
    stranger,
)
from allmende.core import content_version
from allmende.core.models import AuditEntry

pytestmark = [pytest.mark.django_db, pytest.mark.one_database]


def verbs():
    return list(AuditEntry.objects.order_by("pk").values_list("verb", flat=True))


def form_of(page, **changes):
    """What the browser sends when ``page`` is saved in the admin with ``changes``."""
    data = {
        "title": page.title,
        "slug": page.slug,
        "seo_title": "",
        "search_description": "",
        "lead": page.lead,
        "body-count": "0",
        "facts_as_of": "",
        "comments-TOTAL_FORMS": "0",
        "comments-INITIAL_FORMS": "0",
        "comments-MIN_NUM_FORMS": "0",
        "comments-MAX_NUM_FORMS": "",
    }
    return {**data, **changes}


def test_publishing_is_seen_on_the_next_request_and_leaves_a_row(client):
    page, user = standard_page(lead="Alt"), editor()
    client.force_login(user)
    version = content_version.current()
    data = form_of(page, lead="Neu und frisch", **{"action-publish": "1"})
    response = client.post(reverse("wagtailadmin_pages:edit", args=[page.pk]), data)
    assert response.status_code == 302
    client.logout()
    assert "Neu und frisch" in client.get("/beratung/").content.decode()
    assert content_version.current() > version
    row = AuditEntry.objects.get(verb="page.published")
    assert (row.actor, row.object_label) == (user, "Beratung")


def test_a_saved_draft_changes_nothing_for_visitors(client):
    page = standard_page(lead="Alt")
    client.force_login(editor())
    version = content_version.current()
    client.post(reverse("wagtailadmin_pages:edit", args=[page.pk]), form_of(page, lead="Entwurf"))
    assert StandardPage.objects.get().get_latest_revision_as_object().lead == "Entwurf"
    assert StandardPage.objects.get().lead == "Alt"
    assert content_version.current() == version


def test_unpublishing_and_deleting_are_seen_and_accounted_for(client):
    first, second = standard_page(), standard_page("Schritte", "schritte")
    client.force_login(editor())
    version = content_version.current()
    client.post(reverse("wagtailadmin_pages:unpublish", args=[first.pk]))
    assert client.get("/beratung/").status_code == 404
    between = content_version.current()
    client.post(reverse("wagtailadmin_pages:delete", args=[second.pk]))
    assert client.get("/schritte/").status_code == 404
    assert version < between < content_version.current()
    assert verbs()[-2:] == ["page.unpublished", "page.deleted"]


def test_editors_cannot_take_a_legal_page_away(client):
    page = legal_page()
    client.force_login(editor())
    for view in ("delete", "unpublish"):
        client.post(reverse(f"wagtailadmin_pages:{view}", args=[page.pk]))
        assert client.get("/barrierefreiheit/").status_code == 200
    assert client.get(reverse("wagtailadmin_pages:edit", args=[page.pk])).status_code == 200


def test_settings_and_redirects_are_seen_at_once(client):
    legal_page("Kontakt", "kontakt", shows_contact=True)
    version = content_version.current()
    portal = PortalSettings.load()
    portal.centre_email = "neu@example.org"
    portal.save()
    assert content_version.current() > version
    assert "neu@example.org" in client.get("/kontakt/").content.decode()
    Redirect.objects.create(old_path="/alt", redirect_link="/kontakt/")
    assert client.get("/alt/").headers["Location"] == "/kontakt/"


@pytest.mark.parametrize(
    "name",
    [
        "wagtailadmin_home",
        "wagtailadmin_explore_root",
        "wagtailimages:index",
        "wagtaildocs:index",
        "wagtailredirects:index",
        "barrier_reports:index",
    ],
)
def test_the_admin_is_for_editors_only(client, name):
    start_page()
    url = reverse(name)
    assert reverse("account_login") in client.get(url).headers["Location"]
    client.force_login(stranger())
    assert client.get(url).status_code in {302, 403}
    client.force_login(editor())
    assert client.get(url).status_code == 200


def test_editors_have_no_rights_beyond_their_work(client):
    user = editor()
    rights = user.get_all_permissions()
    assert "cooperation.change_cooperation" in rights
    assert not [right for right in rights if right.startswith(("accounts.", "auth.", "territory.", "core."))]
    assert Permission.objects.filter(group__user=user, codename__startswith="delete_cooperation").count() == 0
    client.force_login(user)
    assert client.get(reverse("wagtailusers_users:index")).status_code in {302, 403}


def test_the_admin_starts_with_what_to_do(client):
    news_page()
    faq_group()
    client.force_login(editor())
    html = client.get(reverse("wagtailadmin_home")).content.decode()
    assert "Was möchten Sie tun?" in html
    assert "Eine Meldung schreiben" in html
    assert "Fragen bearbeiten: Geld" in html


def test_a_draft_can_be_previewed(client):
    page = standard_page(live=False, lead="Nur für uns")
    client.force_login(editor())
    response = client.get(reverse("wagtailadmin_pages:view_draft", args=[page.pk]))
    assert "Nur für uns" in response.content.decode()
    policy = response.headers["Content-Security-Policy"]
    assert "frame-ancestors 'self'" in policy
    assert "unsafe-inline" not in policy


def test_the_user_bar_is_for_those_who_can_edit(client):
    standard_page()
    client.force_login(stranger())
    assert "wagtail-userbar" not in client.get("/beratung/").content.decode()
    client.force_login(editor())
    assert "wagtail-userbar" in client.get("/beratung/").content.decode()


def test_reports_can_be_read_and_deleted_but_not_written(client):
    report = BarrierReport.objects.create(message="Zu klein", delete_on="2027-01-01")
    client.force_login(editor())
    assert "Zu klein" in client.get(reverse("barrier_reports:inspect", args=[report.pk])).content.decode()
    assert client.get(reverse("barrier_reports:add")).status_code in {302, 403}
    assert client.get(reverse("barrier_reports:edit", args=[report.pk])).status_code in {302, 403}
    client.post(reverse("barrier_reports:delete", args=[report.pk]))
    assert not BarrierReport.objects.exists()


@pytest.mark.parametrize(
    ("link", "error"),
    [
        ({"label": "Nichts", "address": ""}, "entweder eine Seite oder eine Adresse"),
        ({"label": "Schlecht", "address": "javascript:alert(1)"}, "beginnt mit"),
    ],
)
def test_a_link_leads_to_exactly_one_good_address(client, link, error):
    page = standard_page()
    client.force_login(editor())
    prefix = "body-0-value"
    block = {
        "body-count": "1",
        "body-0-deleted": "",
        "body-0-order": "0",
        "body-0-type": "links",
        f"{prefix}-title": "",
        f"{prefix}-links-count": "1",
        f"{prefix}-links-0-deleted": "",
        f"{prefix}-links-0-order": "0",
        f"{prefix}-links-0-value-label": link["label"],
        f"{prefix}-links-0-value-page": "",
        f"{prefix}-links-0-value-address": link["address"],
        f"{prefix}-links-0-value-note": "",
    }
    data = form_of(page, **block, **{"action-publish": "1"})
    response = client.post(reverse("wagtailadmin_pages:edit", args=[page.pk]), data)
    assert response.status_code == 200
    assert error in response.content.decode()


def test_editors_find_their_way_from_every_page_and_nobody_else(client):
    link = 'href="/redaktion/"'
    assert link not in client.get("/kooperationen/").content.decode()
    client.force_login(editor())
    assert link in client.get("/kooperationen/").content.decode()
    assert "- Allmende</title>" in " ".join(client.get("/redaktion/").content.decode().split())
