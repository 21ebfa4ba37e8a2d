# SPDX-FileCopyrightText: 2026 The Allmende contributors
#
# SPDX-License-Identifier: EUPL-1.2

"""WSGI entry of the portal: Django behind the cache of anonymous pages."""

from __future__ import annotations

import os

from django.conf import settings
from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "allmende.config.settings")
django_application = get_wsgi_application()

from allmende.core.content_version import Watcher  # noqa: E402 - models can be imported only now
from allmende.core.pagecache import PageCache, Policy  # noqa: E402

application = PageCache(
    django_application,
    version=Watcher(fresh_for=0.0002),
    policy=Policy(
        personal_cookies=[settings.SESSION_COOKIE_NAME, settings.CSRF_COOKIE_NAME, "messages"],
        language_cookie=settings.LANGUAGE_COOKIE_NAME,
        languages=[code for code, _ in settings.LANGUAGES],
        passed_by=("/static/", "/media/", "/redaktion/", "/konto/", "/dokumente/", "/healthz", "/readyz"),
        max_bytes=settings.PAGE_CACHE_BYTES,
    ),
)
