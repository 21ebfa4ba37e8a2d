# SPDX-FileCopyrightText: 2026 The Allmende contributors
#
# SPDX-License-Identifier: EUPL-1.2

"""Addresses of funding. What begins with a fixed word comes before the slugs of programmes."""

from allmende.funding.checking import saved_urls
from allmende.funding.checking import urls as checking_urls
from allmende.funding.desk import urls as desk_urls
from allmende.funding.files import urls as files_urls
from allmende.funding.finding import urls as finding_urls

app_name = "funding"
urlpatterns = [
    *desk_urls.patterns,
    *saved_urls.patterns,
    *checking_urls.patterns,
    *files_urls.patterns,
    *finding_urls.patterns,
]
