# SPDX-FileCopyrightText: 2026 The Allmende contributors
#
# SPDX-License-Identifier: EUPL-1.2

"""What leaves the portal, in letters, feeds and files: addresses with its name, texts that any XML may hold."""

from __future__ import annotations

import re
from typing import Final

from django.conf import settings

NOT_XML: Final = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")
"""Characters outside ``Char`` of XML 1.0 (section 2.2) that a text of ours can hold."""


def absolute(path: str) -> str:
    """``path`` with the name of the portal before it.

    From the settings, not from the request: a forged Host header gets into no letter and no feed.
    """
    base: str = settings.BASE_URL
    return base.rstrip("/") + path


def xml_text(text: str) -> str:
    """``text`` without characters that no XML may hold."""
    return NOT_XML.sub("", text)
