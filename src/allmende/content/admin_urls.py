# SPDX-FileCopyrightText: 2026 The Allmende contributors
#
# SPDX-License-Identifier: EUPL-1.2

"""Addresses of the editors' admin.

Wagtail's own pages need inline scripts and styles, and they frame their preview; both are allowed here and only here.
What they frame is our page with the portal's strict policy (``PortalPage.serve_preview``).
"""

from csp.constants import SELF, UNSAFE_INLINE
from csp.decorators import csp_replace
from django.urls import path, re_path
from django.views.generic import RedirectView
from wagtail.admin import urls as wagtailadmin_urls
from wagtail.utils.urlpatterns import decorate_urlpatterns

from allmende.core.access import public

ADMIN_POLICY = {
    "script-src": [SELF, UNSAFE_INLINE],
    "style-src": [SELF, UNSAFE_INLINE],
    "frame-ancestors": [SELF],
}

# Wagtail has a sign-in of its own, which counts no failures. There is one door only.
sign_in = path(
    "login/",
    public(RedirectView.as_view(pattern_name="account_login", query_string=True)),
    name="wagtailadmin_login",
)
# Accounts are looked after in one place, which knows who may do it and writes the log.
accounts = re_path(r"^users/", RedirectView.as_view(pattern_name="accounts:people"))
urlpatterns = decorate_urlpatterns([sign_in, accounts, *wagtailadmin_urls.urlpatterns], csp_replace(ADMIN_POLICY))
