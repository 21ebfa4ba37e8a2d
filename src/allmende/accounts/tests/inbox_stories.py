# SPDX-FileCopyrightText: 2026 The Allmende contributors
#
# SPDX-License-Identifier: EUPL-1.2

"""People and what the portal tells them, for the tests of inbox, mails and log."""

from __future__ import annotations

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from allmende.accounts.models import Delivery, Membership, MembershipState, Organisation, OrganisationKind, User
from allmende.accounts.notifications import Category, Notification

TOWN_NEWS = Category("test-town", _("Neues vom Ort"), _("Was im Ort geschieht."))
GATHERED = Category("test-gathered", _("Kleinigkeiten"), _("Was warten kann."), default=Delivery.DIGEST)
NEEDED = Category("test-needed", _("Sicherheit"), _("Was Ihr Konto schützt."), may_opt_out=False)
ALL = (TOWN_NEWS, GATHERED, NEEDED)

FRAME = 6
"""Queries of every page for somebody signed in: session, account, rights (2), unread messages, who they act for."""


class Told(Notification):
    """Tells ``people`` one text of the tests' own template."""

    category = TOWN_NEWS
    template = "told.txt"

    def __init__(self, *people, title="Neues aus Mendig", text="Der Bauhof zieht um.", url="/orte/", category=None):
        self.people, self.title, self.text, self.address = people, title, text, url
        if category is not None:
            self.category = category

    def recipients(self):
        return self.people

    def context(self):
        return {"title": self.title, "text": self.text}

    def url(self):
        return self.address


def person(email="eva@example.org", name="Eva Muster", **fields):
    return User.objects.create_user(email, name=name, **fields)


def operator(email="betrieb@example.org"):
    return User.objects.create_superuser(email, name="Betrieb")


def organisation(name="Stadt Mendig"):
    return Organisation.objects.create(name=name, kind=OrganisationKind.OTHER, confirmed_at=timezone.now())


def member(of, user=None, *, manages=False, state=MembershipState.ACTIVE):
    user = user or person()
    Membership.objects.create(user=user, organisation=of, is_manager=manages, state=state)
    return user
