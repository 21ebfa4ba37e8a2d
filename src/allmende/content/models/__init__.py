# SPDX-FileCopyrightText: 2026 The Allmende contributors
#
# SPDX-License-Identifier: EUPL-1.2

"""Editorial pages. Wagtail lives here and only here. Image and document models are our own from the start."""

from allmende.content.models.announcement import Announcement, AnnouncementSort
from allmende.content.models.faq import FaqIndexPage, FaqPage, FaqQuestion
from allmende.content.models.feedback import BarrierReport
from allmende.content.models.media import PortalDocument, PortalImage, PortalRendition
from allmende.content.models.news import NewsIndexPage, NewsPage
from allmende.content.models.page import PortalPage
from allmende.content.models.pages import LegalPage, StandardPage
from allmende.content.models.settings import PortalSettings
from allmende.content.models.start import StartPage
from allmende.content.models.starter import StarterRecord

__all__ = [
    "Announcement",
    "AnnouncementSort",
    "BarrierReport",
    "FaqIndexPage",
    "FaqPage",
    "FaqQuestion",
    "LegalPage",
    "NewsIndexPage",
    "NewsPage",
    "PortalDocument",
    "PortalImage",
    "PortalPage",
    "PortalRendition",
    "PortalSettings",
    "StandardPage",
    "StartPage",
    "StarterRecord",
]
