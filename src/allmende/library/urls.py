# SPDX-FileCopyrightText: 2026 The Allmende contributors
#
# SPDX-License-Identifier: EUPL-1.2

from allmende.library import clause_urls, document_urls

app_name = "library"
urlpatterns = [*clause_urls.patterns, *document_urls.patterns]
