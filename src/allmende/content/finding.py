# SPDX-FileCopyrightText: 2026 The Allmende contributors
#
# SPDX-License-Identifier: EUPL-1.2

"""Editorial pages and questions in the search box of the portal."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _

from allmende.content.models import FaqPage, FaqQuestion, LegalPage, NewsPage, StandardPage
from allmende.content.models.page import matching
from allmende.content.search_text import words
from allmende.core.finding import Finding
from allmende.territory.naming import fold

if TYPE_CHECKING:
    from collections.abc import Sequence

    from django.contrib.auth.base_user import AbstractBaseUser
    from django.contrib.auth.models import AnonymousUser
    from django.utils.functional import _StrPromise
    from wagtail.models import Page

FINDABLE_PAGES = (StandardPage, NewsPage, FaqPage, LegalPage)


def _note(lead: str) -> str:
    return lead if len(lead) <= 140 else f"{lead[:139].rsplit(' ', 1)[0]} …"


class PageFinding:
    """Published pages and news: those with every word in the title come first."""

    key = "seiten"
    label: str | _StrPromise = _("Seiten")
    order = 40

    def find(self, query: str, *, user: AbstractBaseUser | AnonymousUser, limit: int) -> tuple[Sequence[Finding], int]:
        condition = matching(query)
        if condition is None:
            return [], 0
        found: list[Page] = []
        for model in FINDABLE_PAGES:
            found += model.objects.live().filter(condition).order_by("title", "pk")
        wanted = words(query)
        found.sort(key=lambda page: sum(word not in fold(page.title) for word in wanted))
        return [Finding(page.title, page.get_url() or "", _note(page.lead)) for page in found[:limit]], len(found)

    def more_url(self, query: str) -> str:
        return ""


class QuestionFinding:
    """Questions of published groups, with the way straight to the answer."""

    key = "fragen"
    label: str | _StrPromise = _("Fragen und Antworten")
    order = 50

    def find(self, query: str, *, user: AbstractBaseUser | AnonymousUser, limit: int) -> tuple[Sequence[Finding], int]:
        condition = matching(query)
        if condition is None:
            return [], 0
        found = FaqQuestion.objects.filter(condition, page__live=True).select_related("page").order_by("question", "pk")
        wanted = words(query)
        ranked = sorted(found, key=lambda item: sum(word not in fold(item.question) for word in wanted))
        hits = [Finding(item.question, f"{item.page.get_url()}#{item.anchor}", item.page.title) for item in ranked]
        return hits[:limit], len(hits)

    def more_url(self, query: str) -> str:
        return ""
