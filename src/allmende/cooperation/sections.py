# SPDX-FileCopyrightText: 2026 The Allmende contributors
#
# SPDX-License-Identifier: EUPL-1.2

"""The pages of the section „Kooperationen“ and the way to each of them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.urls import reverse
from django.utils.translation import gettext as _

from allmende.cooperation.models import Alliance, Cooperation

if TYPE_CHECKING:
    from collections.abc import Iterator


def tabs() -> list[tuple[str, str]]:
    """Label and address of the pages that stand beside each other."""
    return [
        (_("Liste"), reverse("cooperation:list")),
        (_("Verbünde"), reverse("cooperation:alliance_list")),
        (_("Geförderte Projekte"), reverse("cooperation:phases")),
        (_("Zahlen"), reverse("cooperation:figures")),
    ]


def trail(*below: tuple[str, str | None]) -> list[tuple[str, str | None]]:
    """The breadcrumb of a page below the list."""
    return [(_("Kooperationen"), reverse("cooperation:list") if below else None), *below]


def addresses() -> Iterator[str]:
    """Every public page of the section, for the sitemap."""
    yield from (url for _label, url in tabs())
    for nouns in (Cooperation.objects.published(), Alliance.objects.published()):
        for noun in nouns.only("slug").order_by("pk"):
            yield noun.get_absolute_url()
