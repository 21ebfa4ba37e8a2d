# SPDX-FileCopyrightText: 2026 The Allmende contributors
#
# SPDX-License-Identifier: EUPL-1.2

"""Settings of the portal. Every value that an operator may change is an environment variable (docs/operations.md)."""

from __future__ import annotations

from pathlib import Path

import environ
from csp.constants import NONE, SELF
from django.core.exceptions import ImproperlyConfigured

from allmende.config import identity_providers
from allmende.core import logging as core_logging

env = environ.Env()
PACKAGE_DIR = Path(__file__).resolve().parent.parent
VAR_DIR = Path(env.str("ALLMENDE_VAR", default="var")).resolve()
"""Everything the portal writes: database, uploads, map files, mails of the demo."""

DEMO = env.bool("ALLMENDE_DEMO", default=False)
DEBUG = env.bool("ALLMENDE_DEBUG", default=False)
DEMO_KEY = "demo-only-not-secret"
SECRET_KEY = env.str("ALLMENDE_SECRET_KEY", default=DEMO_KEY if DEMO else "")
if not SECRET_KEY or (SECRET_KEY == DEMO_KEY and not DEMO):
    raise ImproperlyConfigured("ALLMENDE_SECRET_KEY is not set. Set it to a long random text (docs/operations.md).")
ALLOWED_HOSTS = env.list("ALLMENDE_HOSTS", default=["localhost", "127.0.0.1", "[::1]"])
CSRF_TRUSTED_ORIGINS = env.list("ALLMENDE_ORIGINS", default=[])
PROXIES = env.int("ALLMENDE_PROXIES", default=0)
"""How many proxies of ours stand in front; each adds an entry to X-Forwarded-For that can be believed."""
BEHIND_HTTPS = env.bool("ALLMENDE_HTTPS", default=not (DEMO or DEBUG))
"""Visitors come by HTTPS, through a proxy that says so in ``X-Forwarded-Proto``."""
BASE_URL = env.str("ALLMENDE_BASE_URL", default="http://127.0.0.1:8000")

INSTALLED_APPS = [
    "allmende.config",
    "allmende.api",
    "allmende.search",
    "allmende.content",
    "allmende.events",
    "allmende.funding",
    "allmende.library",
    "allmende.cooperation",
    "allmende.legal",
    "allmende.moderation",
    "allmende.accounts",
    "allmende.territory",
    "allmende.core",
    "wagtail.contrib.redirects",
    "wagtail.contrib.settings",
    "wagtail.contrib.typed_table_block",
    "wagtail.embeds",
    "wagtail.sites",
    "wagtail.users",
    "wagtail.snippets",
    "wagtail.documents",
    "wagtail.images",
    "wagtail.search",
    "wagtail.admin",
    "wagtail",
    "modelcluster",
    "taggit",
    "django_tasks",
    "django_tasks_db",
    "django_htmx",
    "csp",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.usersessions",
    "allauth.socialaccount",
    "allauth.socialaccount.providers.openid_connect",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
]

MIDDLEWARE = [
    "allmende.core.logging.RequestLogMiddleware",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "allmende.core.access.PrivateAnswersMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "allmende.core.language.LanguageMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.auth.middleware.LoginRequiredMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "allmende.accounts.second_factor.SecondFactorMiddleware",
    "allmende.accounts.acting.ActingMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "wagtail.contrib.redirects.middleware.RedirectMiddleware",
]

ROOT_URLCONF = "allmende.config.urls"
WSGI_APPLICATION = "allmende.config.wsgi.application"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "django.template.context_processors.i18n",
                "allmende.core.context.frame",
            ],
            "builtins": ["allmende.core.templatetags.core"],
        },
    }
]

DATABASES = {"default": env.db_url("ALLMENDE_DATABASE", default=f"sqlite:///{VAR_DIR}/allmende.sqlite3")}
if DATABASES["default"]["ENGINE"] == "django.db.backends.sqlite3":
    DATABASES["default"]["OPTIONS"] = {
        "transaction_mode": "IMMEDIATE",
        "timeout": 20,
        "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL;",
    }
else:
    DATABASES["default"]["CONN_MAX_AGE"] = None
    DATABASES["default"]["CONN_HEALTH_CHECKS"] = True
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

AUTH_USER_MODEL = "accounts.User"
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "accounts:dashboard"
LOGOUT_REDIRECT_URL = "/"
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 12}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]

SECOND_FACTOR = env.str("ALLMENDE_SECOND_FACTOR", default="offered" if DEMO else "required")
"""Whether a second factor is "required" of those who may do more than others, or only "offered" to all."""
SECOND_FACTOR_PERMISSIONS = ("moderation.review_change", "wagtailadmin.access_admin")
"""Whoever has one of these needs a second factor, and so does every operator."""
if SECOND_FACTOR not in {"required", "offered"}:
    raise ImproperlyConfigured("ALLMENDE_SECOND_FACTOR is either 'required' or 'offered'.")

ACCOUNT_ADAPTER = "allmende.accounts.adapters.AccountAdapter"
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*"]
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_EMAIL_VERIFICATION = "mandatory"
ACCOUNT_EMAIL_VERIFICATION_BY_CODE_ENABLED = True
ACCOUNT_EMAIL_VERIFICATION_SUPPORTS_RESEND = True
ACCOUNT_PASSWORD_RESET_BY_CODE_ENABLED = True
ACCOUNT_EMAIL_VERIFICATION_BY_CODE_TIMEOUT = ACCOUNT_PASSWORD_RESET_BY_CODE_TIMEOUT = 15 * 60
"""Seconds; pages and mails say „eine Viertelstunde“."""
ACCOUNT_CHANGE_EMAIL = True
ACCOUNT_EMAIL_NOTIFICATIONS = True
ACCOUNT_REAUTHENTICATION_REQUIRED = True
ACCOUNT_SESSION_REMEMBER = True
ACCOUNT_SIGNUP_FORM_HONEYPOT_FIELD = "website"
ACCOUNT_FORMS = {
    "login": "allmende.accounts.forms.SignInForm",
    "signup": "allmende.accounts.forms.SignUpForm",
    "add_email": "allmende.accounts.forms.EmailForm",
    "change_password": "allmende.accounts.forms.PasswordChangeForm",
    "set_password": "allmende.accounts.forms.PasswordSetForm",
    "reset_password": "allmende.accounts.forms.ResetForm",
    "reset_password_from_key": "allmende.accounts.forms.NewPasswordForm",
    "confirm_email_verification_code": "allmende.accounts.forms.EmailCodeForm",
    "confirm_password_reset_code": "allmende.accounts.forms.ResetCodeForm",
    "reauthenticate": "allmende.accounts.forms.ReauthenticateForm",
}
ACCOUNT_RATE_LIMITS = {
    "login": None,  # counted by accounts.sign_in_limits, before the password is looked at
    "login_failed": "30/15m/ip,5/15m/key",  # codes of the second factor
    "signup": "20/h/ip,100/d/ip",
    "confirm_email": "1/10s/key,6/h/key,20/d/key",
    "reset_password": "30/h/ip,5/h/key",
}
ALLAUTH_USER_CODE_FORMAT = {"numeric": True, "length": 8}
MFA_ADAPTER = "allmende.accounts.adapters.SecondFactorAdapter"
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_TOTP_TOLERANCE = 1
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = DEMO or DEBUG
MFA_FORMS = {
    "authenticate": "allmende.accounts.forms.SecondFactorForm",
    "reauthenticate": "allmende.accounts.forms.SecondFactorAgainForm",
    "activate_totp": "allmende.accounts.forms.AppForm",
    "add_webauthn": "allmende.accounts.forms.PasskeyForm",
    "edit_webauthn": "allmende.accounts.forms.PasskeyNameForm",
}
SOCIALACCOUNT_ADAPTER = "allmende.accounts.adapters.ProviderAdapter"
SOCIALACCOUNT_EMAIL_VERIFICATION = "mandatory"
SOCIALACCOUNT_EMAIL_AUTHENTICATION_AUTO_CONNECT = True
SOCIALACCOUNT_FORMS = {"signup": "allmende.accounts.forms.ProviderSignUpForm"}
SOCIALACCOUNT_PROVIDERS = identity_providers.providers(env.str("ALLMENDE_OIDC", default=""))

LANGUAGE_CODE = "de"
LANGUAGES = [("de", "Deutsch"), ("en", "English")]
LANGUAGE_COOKIE_NAME = "sprache"
LOCALE_PATHS = [PACKAGE_DIR / "locale"]
TIME_ZONE = "Europe/Berlin"
USE_TZ = True

STATIC_URL = "/static/"
STATIC_ROOT = VAR_DIR / "static"
MEDIA_URL = "/media/"
MEDIA_ROOT = VAR_DIR / "media"
MAP_ROOT = VAR_DIR / "map"
SEARCH_INDEX_DIR = Path(env.str("ALLMENDE_SEARCH_DIR", default=str(VAR_DIR / "search"))).resolve()
"""The index of this node, on a disk of its own. It is derived data: delete it and it is built anew."""

STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    # No address leads there: views ask who may have a file before they hand it out.
    "private": {
        "BACKEND": "django.core.files.storage.FileSystemStorage",
        "OPTIONS": {"location": VAR_DIR / "private", "file_permissions_mode": 0o600},
    },
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
}

# In files, so that all processes see the same: Wagtail keeps the addresses of its pages and pictures there. What the
# sign-in counts goes into the database instead.
CACHES = {"default": {"BACKEND": "allmende.accounts.shared_cache.PortalCache", "LOCATION": VAR_DIR / "cache"}}

TASKS = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend"}}

# Without a mail server every letter is written to a file, so that nothing is lost and nothing leaves the machine.
_mail = env.email_url("ALLMENDE_MAIL_URL", default=f"filemail:///{VAR_DIR}/mail")
EMAIL_BACKEND = _mail["EMAIL_BACKEND"]
EMAIL_FILE_PATH = VAR_DIR / "mail"
EMAIL_HOST, EMAIL_PORT = _mail.get("EMAIL_HOST") or "localhost", _mail.get("EMAIL_PORT") or 25
EMAIL_HOST_USER, EMAIL_HOST_PASSWORD = _mail.get("EMAIL_HOST_USER") or "", _mail.get("EMAIL_HOST_PASSWORD") or ""
EMAIL_USE_TLS, EMAIL_USE_SSL = _mail.get("EMAIL_USE_TLS", False), _mail.get("EMAIL_USE_SSL", False)
EMAIL_TIMEOUT = 20
DEFAULT_FROM_EMAIL = env.str("ALLMENDE_MAIL_FROM", default="Allmende <portal@localhost>")

CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [SELF],
        "img-src": [SELF, "data:"],
        "base-uri": [SELF],
        "form-action": [SELF],
        "frame-ancestors": [NONE],
        "object-src": [NONE],
    }
}
WEB_WORKERS = env.int("ALLMENDE_WORKERS", default=1)
WEB_THREADS = env.int("ALLMENDE_THREADS", default=2)
PAGE_CACHE_BYTES = env.int("ALLMENDE_PAGE_CACHE_MB", default=64) * 1024 * 1024

BULK_ACCEPT = env.bool("ALLMENDE_BULK_ACCEPT", default=True)
"""Whether the desk may accept what trusted organisations send in all at once."""
CARE_MONTHS = env.int("ALLMENDE_CARE_MONTHS", default=12)
"""After so many months without confirmation owners are asked „Stimmt das noch?“; 0: nobody is asked."""
CARE_REMIND_DAYS = env.int("ALLMENDE_CARE_REMIND_DAYS", default=30)
CARE_MARK_DAYS = env.int("ALLMENDE_CARE_MARK_DAYS", default=30)
CARE_LINK_DAYS = env.int("ALLMENDE_CARE_LINK_DAYS", default=60)
CHECK_LINKS = env.bool("ALLMENDE_CHECK_LINKS", default=not DEMO)
CHECK_LINKS_PER_RUN = env.int("ALLMENDE_CHECK_LINKS_PER_RUN", default=50)

CSRF_FAILURE_VIEW = "allmende.core.errors.csrf_failure"
SECURITY_CONTACT = env.str("ALLMENDE_SECURITY_CONTACT", default="")
"""Where to report a security hole: an e-mail address or a web address, published in /.well-known/security.txt."""
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
if BEHIND_HTTPS:
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
    SECURE_SSL_REDIRECT = True
    SECURE_REDIRECT_EXEMPT = [r"^healthz$", r"^readyz$"]  # asked by the machine itself
    SECURE_HSTS_SECONDS = env.int("ALLMENDE_HSTS_SECONDS", default=365 * 24 * 60 * 60)
    SECURE_HSTS_INCLUDE_SUBDOMAINS = SECURE_HSTS_PRELOAD = env.bool("ALLMENDE_HSTS_SUBDOMAINS", default=False)
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = BEHIND_HTTPS
SESSION_COOKIE_AGE = 12 * 60 * 60
CSRF_COOKIE_HTTPONLY = True
SILENCED_SYSTEM_CHECKS = [
    "security.W005",  # subdomains are the operator’s decision: ALLMENDE_HSTS_SUBDOMAINS
    "security.W021",  # the same for the preload list
]

DATA_UPLOAD_MAX_MEMORY_SIZE = 5 * 1024 * 1024
FILE_UPLOAD_MAX_MEMORY_SIZE = 5 * 1024 * 1024
DATA_UPLOAD_MAX_NUMBER_FIELDS = 2000
FILE_UPLOAD_PERMISSIONS = 0o640

LOGGING = core_logging.configuration(
    readable=DEMO or DEBUG, level=env.str("ALLMENDE_LOG_LEVEL", default="WARNING" if DEMO else "INFO")
)

WAGTAIL_SITE_NAME = "Allmende"
WAGTAILADMIN_BASE_URL = BASE_URL
WAGTAILADMIN_LOGIN_URL = "account_login"
WAGTAILIMAGES_IMAGE_MODEL = "content.PortalImage"
WAGTAILDOCS_DOCUMENT_MODEL = "content.PortalDocument"
WAGTAILSEARCH_BACKENDS = {"default": {"BACKEND": "wagtail.search.backends.database"}}
WAGTAIL_CONTENT_LANGUAGES = [("de", "Deutsch")]
WAGTAILADMIN_PERMITTED_LANGUAGES = [("de", "Deutsch"), ("en", "English")]
WAGTAIL_ENABLE_UPDATE_CHECK = False
WAGTAIL_ENABLE_WHATS_NEW_BANNER = False
WAGTAIL_WORKFLOW_ENABLED = False
WAGTAIL_PASSWORD_RESET_ENABLED = False
WAGTAIL_PASSWORD_MANAGEMENT_ENABLED = False
WAGTAIL_EMAIL_MANAGEMENT_ENABLED = False
WAGTAIL_AUTO_UPDATE_PREVIEW = True
WAGTAILDOCS_SERVE_METHOD = "serve_view"
WAGTAILDOCS_EXTENSIONS = ["csv", "docx", "ics", "odp", "ods", "odt", "pdf", "pptx", "txt", "xlsx", "zip"]
WAGTAIL_GRAVATAR_PROVIDER_URL = None
WAGTAILEMBEDS_FINDERS: list[dict[str, str]] = []  # nothing is fetched from other hosts
