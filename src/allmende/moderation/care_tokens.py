# SPDX-FileCopyrightText: 2026 The Allmende contributors
#
# SPDX-License-Identifier: EUPL-1.2

"""The links in the letters of care: signed, bound to one person and one request, valid for a while."""

from __future__ import annotations

import datetime as dt
from typing import NamedTuple

from django.conf import settings
from django.core import signing

_signer = signing.TimestampSigner(salt="allmende.moderation.care", sep=".")
"""With a dot: some mail programs end a link at a colon."""


class TokenExpiredError(Exception):
    """The link was genuine, but is too old."""


class TokenForgedError(Exception):
    """The link was never ours, or lost a part on its way."""


class Bearer(NamedTuple):
    """Whom a link was sent to, and about what."""

    user_key: int
    request_key: int


def token_for(bearer: Bearer) -> str:
    """What stands in the link; it counts for as long as the settings say."""
    return _signer.sign(f"{bearer.user_key}-{bearer.request_key}")


def read(token: str) -> Bearer:
    """Who may do what by ``token``. Raises TokenExpiredError or TokenForgedError."""
    try:
        value = _signer.unsign(token, max_age=dt.timedelta(days=settings.CARE_LINK_DAYS))
    except signing.SignatureExpired as error:
        raise TokenExpiredError from error
    except signing.BadSignature as error:
        raise TokenForgedError from error
    user_key, _dash, request_key = value.partition("-")
    return Bearer(int(user_key), int(request_key))
