# SPDX-FileCopyrightText: 2026 The Allmende contributors
#
# SPDX-License-Identifier: EUPL-1.2

"""Addresses of the editors' admin.

Wagtail's own pages need inline scripts and styles, and they frame their preview; both are allowed here and only here.
What they frame is our page with the portal's strict policy (``PortalPage.serve_preview``).
"""

from csp.constants import SELF, UNSAFE_INLINE
from csp.decorators import csp_replace
from wagtail.admin import urls as wagtailadmin_urls
from wagtail.utils.urlpatterns import decorate_urlpatterns

ADMIN_POLICY = {
    "script-src": [SELF, UNSAFE_INLINE],
    "style-src": [SELF, UNSAFE_INLINE],
    "frame-ancestors": [SELF],
}
urlpatterns = decorate_urlpatterns(wagtailadmin_urls.urlpatterns, csp_replace(ADMIN_POLICY))
