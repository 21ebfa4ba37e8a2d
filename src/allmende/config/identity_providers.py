# SPDX-FileCopyrightText: 2026 The Allmende contributors
#
# SPDX-License-Identifier: EUPL-1.2

"""Identity providers (OpenID Connect) from the environment: a state's sign-in for its staff, a Keycloak.

``ALLMENDE_OIDC`` holds a JSON list of objects (docs/operations.md)::

    [{"id": "land", "name": "Landes-Konto", "server": "https://sso.example.de/realms/land",
      "client_id": "allmende", "secret": "…", "trust_email": true, "sign_up": true}]
"""

from __future__ import annotations

import json
import re
from typing import Any, Final

from django.core.exceptions import ImproperlyConfigured

NEEDED: Final = ("id", "name", "server", "client_id", "secret")
OPTIONAL: Final = {"trust_email": False, "sign_up": True, "scope": None}


def providers(text: str) -> dict[str, Any]:
    """The setting of django-allauth for what ``ALLMENDE_OIDC`` says. A mistake stops the start and names itself."""
    if not text.strip():
        return {}
    try:
        entries = json.loads(text)
    except json.JSONDecodeError as error:
        raise ImproperlyConfigured(f"ALLMENDE_OIDC is not JSON: {error}") from None
    if not isinstance(entries, list) or not all(isinstance(entry, dict) for entry in entries):
        raise ImproperlyConfigured("ALLMENDE_OIDC is a JSON list of objects.")
    apps = [_app(entry) for entry in entries]
    if len({app["provider_id"] for app in apps}) < len(apps):
        raise ImproperlyConfigured("ALLMENDE_OIDC: every provider needs an id of its own.")
    return {"openid_connect": {"APPS": apps, "OAUTH_PKCE_ENABLED": True}}


def _app(entry: dict[str, Any]) -> dict[str, Any]:
    missing = [key for key in NEEDED if not isinstance(entry.get(key), str) or not entry[key]]
    unknown = sorted(set(entry) - {*NEEDED, *OPTIONAL})
    if missing or unknown:
        raise ImproperlyConfigured(f"ALLMENDE_OIDC: missing {missing}, unknown {unknown}.")
    if not re.fullmatch(r"[a-z0-9-]{1,40}", entry["id"]):
        raise ImproperlyConfigured("ALLMENDE_OIDC: an id has small letters, digits and hyphens only.")
    if not entry["server"].startswith(("https://", "http://localhost", "http://127.0.0.1")):
        raise ImproperlyConfigured("ALLMENDE_OIDC: a server is reached by https.")
    for key in ("trust_email", "sign_up"):
        if not isinstance(entry.get(key, OPTIONAL[key]), bool):
            raise ImproperlyConfigured(f"ALLMENDE_OIDC: {key} is true or false.")
    settings = {
        "server_url": entry["server"].rstrip("/"),
        # An account is found by e-mail only where the operator vouches for the provider, and then only by an address
        # that the provider itself calls confirmed.
        "email_authentication": entry.get("trust_email", False),
        "sign_up": entry.get("sign_up", True),
    }
    if entry.get("scope"):
        settings["scope"] = list(entry["scope"])
    return {
        "provider_id": entry["id"],
        "name": entry["name"],
        "client_id": entry["client_id"],
        "secret": entry["secret"],
        "settings": settings,
    }
