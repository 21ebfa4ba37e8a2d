# SPDX-FileCopyrightText: 2026 The Allmende contributors
#
# SPDX-License-Identifier: EUPL-1.2

"""Settings of the tests: those of the portal, with a data directory and a database that go when the process ends."""

from __future__ import annotations

import atexit
import os
import shutil
import tempfile
from pathlib import Path

from tests import databases

_VAR = tempfile.mkdtemp(prefix="allmende-test-")
atexit.register(shutil.rmtree, _VAR, ignore_errors=True)
Path(_VAR, "static").mkdir()

for _name in [name for name in os.environ if name.startswith("ALLMENDE_") and not name.startswith("ALLMENDE_TEST_")]:
    del os.environ[_name]
os.environ["ALLMENDE_VAR"] = _VAR
os.environ["ALLMENDE_SECRET_KEY"] = "only-for-tests"
os.environ["ALLMENDE_DATABASE"] = databases.url_of_this_process(_VAR)

from allmende.config.settings import *  # noqa: E402, F403 - the environment above is read by it
from allmende.config.settings import DATABASES, STORAGES  # noqa: E402

DATABASES["default"]["TEST"] = {"NAME": DATABASES["default"]["NAME"]}
DATABASES["default"]["CONN_HEALTH_CHECKS"] = False
STORAGES["staticfiles"] = {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
SECOND_FACTOR = "offered"  # what "required" means is tested where it belongs
SECURE_SSL_REDIRECT = False
SESSION_COOKIE_SECURE = False
CSRF_COOKIE_SECURE = False
EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
SEARCH_COUNTS_EVERY = None  # counts of searches are written where a test says so
