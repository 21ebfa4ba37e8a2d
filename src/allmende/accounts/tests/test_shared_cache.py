# SPDX-FileCopyrightText: 2026 The Allmende contributors
#
# SPDX-License-Identifier: EUPL-1.2

"""What the sign-in counts is shared by all processes; pages pay nothing for it."""

from __future__ import annotations

import datetime as dt
import os
import subprocess
import sys

import pytest
import time_machine
from allauth.core.internal.ratelimit import get_rates
from allauth.mfa.totp.internal.auth import TOTP
from django.conf import settings as portal
from django.core.cache import cache

from allmende.accounts import jobs, shared_cache
from allmende.accounts.models import SharedValue
from allmende.accounts.services import create_account
from allmende.accounts.tests.signing_in import SECRET, give_app
from tests.databases import ROOT

RACE = """
import sys, time
import django
django.setup()
from allauth.mfa.models import Authenticator
from django.core.cache import cache
from django.test import RequestFactory
from allauth.core.internal import ratelimit
start = float(sys.argv[1])
app = Authenticator.objects.get(type="totp").wrap()
app.instance.refresh_from_db()
cache.get("allauth:warm")
time.sleep(max(0, start - time.time()))
used = sum(app._mark_code_used(f"{number:06}") for number in range(10))
request = RequestFactory().post("/")
tried = 0
for number in range(8):
    tried += bool(ratelimit.consume(request, app="x", action="a", config={"a": "10/h/key"}, key="k"))
print(used, tried)
"""


@pytest.mark.slow
@pytest.mark.django_db(transaction=True)
def test_two_processes_let_a_code_pass_once_and_count_together():
    give_app(create_account(email="rita@example.org", password=SECRET, by=None))
    environment = {**os.environ, "DJANGO_SETTINGS_MODULE": "allmende.config.settings", "PYTHONPATH": str(ROOT)}
    start = f"{dt.datetime.now(dt.UTC).timestamp() + 6}"
    command = [sys.executable, "-c", RACE, start]
    racers = [subprocess.Popen(command, env=environment, stdout=subprocess.PIPE, text=True) for _ in range(2)]
    counts = [[int(number) for number in racer.communicate(timeout=90)[0].split()] for racer in racers]
    assert sum(used for used, _ in counts) == 10, "each code was taken by one of the two"
    assert sum(tried for _, tried in counts) == 10, "16 attempts, 10 allowed"


@pytest.mark.django_db
def test_a_key_is_added_once_until_its_time_is_over():
    with time_machine.travel("2026-01-01T12:00:00Z", tick=False) as clock:
        assert cache.add("allauth:x", [1.5, 2], timeout=60)
        assert not cache.add("allauth:x", [3], timeout=60)
        assert cache.get("allauth:x") == [1.5, 2]
        assert "allauth:x" in cache
        clock.shift(dt.timedelta(seconds=61))
        assert cache.get("allauth:x", "none") == "none"
        assert "allauth:x" not in cache
        assert cache.add("allauth:x", [3], timeout=60)
        cache.set("allauth:x", [4], timeout=60)
        assert cache.touch("allauth:x", 600)
        clock.shift(dt.timedelta(seconds=61))
        assert cache.get("allauth:x") == [4]
        assert cache.delete("allauth:x")
        assert not cache.delete("allauth:x")


@pytest.mark.django_db
def test_what_is_over_is_deleted_and_nothing_else():
    with time_machine.travel("2026-01-01T12:00:00Z", tick=False) as clock:
        cache.set("allauth:short", 1, timeout=60)
        cache.set("allauth:long", 1, timeout=None)
        clock.shift(dt.timedelta(minutes=2))
        assert jobs.forget_expired_attempts.func() == 1
        assert cache.get("allauth:long") == 1
        clock.shift(shared_cache.LONGEST)
        assert shared_cache.forget_expired() == 1


@pytest.mark.django_db
def test_emptying_the_cache_opens_no_door_and_nobody_reads_who_tried():
    cache.set("allauth:rl:x:ip:192.0.2.1", [1], timeout=60)
    cache.clear()
    assert cache.get("allauth:rl:x:ip:192.0.2.1") == [1]
    assert "192" not in SharedValue.objects.get().digest


def test_everything_else_stays_in_files(tmp_path):
    """Without access to the database: a query would fail here."""
    files = shared_cache.PortalCache(tmp_path, {})
    assert files.add("wagtail", 1)
    assert not files.add("wagtail", 2)
    files.set("wagtail", 3)
    assert files.get("wagtail") == 3
    assert "wagtail" in files
    assert files.touch("wagtail")
    assert files.delete("wagtail")
    assert list(tmp_path.glob("*.djcache")) == []


@pytest.mark.django_db
def test_the_replay_of_a_code_is_remembered_in_the_database():
    """django-allauth's own key goes the shared way; if it were renamed, this fails."""
    user = create_account(email="rita@example.org", password=SECRET, by=None)
    give_app(user)
    app = TOTP(user.authenticator_set.get())
    assert app._mark_code_used("123456")
    assert not app._mark_code_used("123456")
    assert SharedValue.objects.count() == 1


def test_no_limit_looks_back_further_than_values_are_kept():
    for action in portal.ACCOUNT_RATE_LIMITS:
        for rate in get_rates(app="allauth.account", action=action):
            assert rate.duration <= shared_cache.LONGEST.total_seconds()
