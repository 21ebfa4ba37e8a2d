"""Addresses of the editors' admin. It frames its own preview, so it may be framed by itself."""

from csp.constants import SELF
from csp.decorators import csp_replace
from wagtail.admin import urls as wagtailadmin_urls
from wagtail.utils.urlpatterns import decorate_urlpatterns

urlpatterns = decorate_urlpatterns(wagtailadmin_urls.urlpatterns, csp_replace({"frame-ancestors": [SELF]}))
