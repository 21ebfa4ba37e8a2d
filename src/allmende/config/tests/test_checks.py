# SPDX-FileCopyrightText: 2026 The Allmende contributors
#
# SPDX-License-Identifier: EUPL-1.2

"""``allmende check --deploy`` says what a real installation has forgotten."""

from __future__ import annotations

import pytest
from django.core.checks import run_checks

FILES = "django.core.mail.backends.filebased.EmailBackend"
SMTP = "django.core.mail.backends.smtp.EmailBackend"


@pytest.mark.parametrize(
    ("backend", "proxies", "https", "said"),
    [
        (FILES, 0, True, {"allmende.I001", "allmende.I002"}),
        (SMTP, 0, True, {"allmende.I002"}),
        (SMTP, 1, True, set()),
        (SMTP, 0, False, set()),
    ],
)
def test_forgotten_settings_are_named(settings, backend, proxies, https, said):
    settings.EMAIL_BACKEND, settings.PROXIES, settings.BEHIND_HTTPS = backend, proxies, https
    found = {message.id for message in run_checks(include_deployment_checks=True, databases=[])}
    assert {name for name in found if name.startswith("allmende.")} == said
