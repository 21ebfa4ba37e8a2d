# SPDX-FileCopyrightText: 2026 The Allmende contributors
#
# SPDX-License-Identifier: EUPL-1.2

"""Certificates of attendance, as they were issued."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING, Any

import segno
from django.urls import reverse
from django.utils import timezone

from allmende.core import pdf
from allmende.core.outgoing import absolute
from allmende.events.models.programme import zone
from allmende.events.papers import words

if TYPE_CHECKING:
    from collections.abc import Sequence

    from allmende.events.models import Certificate

TITLE = "Teilnahmebescheinigung"


def certificates_pdf(certificates: Sequence[Certificate]) -> bytes:
    """One page for each; at least one."""
    first = certificates[0]
    about = first.name if len(certificates) == 1 else first.event_title
    return pdf.render(
        words.FOLDER / "certificate.typ",
        {"title": TITLE, "certificates": [_page(one) for one in certificates]},
        title=f"{TITLE}: {about}",
        author=first.organiser_name,
        made_at=max(one.issued_at for one in certificates),
    )


def _page(one: Certificate) -> dict[str, Any]:
    start, end = one.local_start, one.local_end
    address = absolute(one.get_absolute_url())
    page = absolute(reverse("events:certificate_search"))
    return {
        "name": pdf.breakable(one.name),
        "organisation": pdf.breakable(one.organisation_name),
        "event": pdf.breakable(one.event_title),
        "label": pdf.breakable(one.session_label),
        "organiser": one.organiser_name,
        "date": words.dates(start, end),
        "time": words.times(start, end),
        "duration": words.duration(start, end),
        "venue": pdf.breakable(one.venue),
        "contents": pdf.breakable(one.contents),
        "issued": f"{timezone.localtime(one.issued_at, zone(one.time_zone)):%d.%m.%Y}",
        "code": one.shown_code,
        "address": address,
        "page": page.partition("://")[2].rstrip("/"),
        "qr": qr_code(address),
    }


def qr_code(address: str) -> str:
    """The address as a picture (SVG) that a telephone reads; it may be soiled by a seventh.

    Trying all eight masks takes ten times as long and makes it no easier to read.
    """
    out = io.BytesIO()
    segno.make(address, error="m", micro=False, mask=3).save(out, kind="svg", xmldecl=False, border=2, dark="#171a2b")
    return out.getvalue().decode()
