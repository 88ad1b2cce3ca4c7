"""How is this installation configured? Everything comes from the environment.

Without any environment this is the demo: SQLite under var/, loopback hosts only, a random key of its own.
`PRODUCTION=1` asks for SECRET_KEY, ALLOWED_HOSTS and DATABASE_URL and switches on what needs https.
"""

from __future__ import annotations

import datetime
import os
from pathlib import Path

import dj_database_url
from django.utils.functional import lazy
from django.utils.translation import gettext_lazy as _
from whitenoise.compress import Compressor

from tracker import sso
from tracker.own_secrets import own_secret
from tracker.safety import NUMBERS, YES, refuse_unsafe

_signing_in = sso.signing_in(os.environ)
refuse_unsafe(os.environ, _signing_in.faults)
BASE_DIR = Path(__file__).resolve().parent.parent
VAR_DIR = Path(os.environ.get("VAR_DIR", BASE_DIR / "var"))


def flag(name: str, default: str = "0") -> bool:
    """A yes-or-no setting: 1, true, yes, on."""
    return os.environ.get(name, default).lower() in YES


def number(name: str) -> int:
    """A numeric setting; its default and its bounds stand in safety.py."""
    return int(os.environ.get(name, NUMBERS[name].default))


def words(name: str, default: str = "") -> list[str]:
    """A comma-separated setting."""
    return [word.strip() for word in os.environ.get(name, default).split(",") if word.strip()]


PRODUCTION = flag("PRODUCTION")
DEBUG = flag("DEBUG")
SECRET_KEY = os.environ.get("SECRET_KEY") or own_secret(VAR_DIR / "secret_key", 60)
DEMO_PASSWORD = os.environ.get("DEMO_PASSWORD") or lazy(own_secret, str)(VAR_DIR / "demo_password", 12)
SECRET_KEY_FALLBACKS = words("SECRET_KEY_FALLBACKS")  # earlier ones: what they signed and sealed is still read
ALLOWED_HOSTS = words("ALLOWED_HOSTS", "" if PRODUCTION else "localhost,127.0.0.1,[::1]")
CSRF_TRUSTED_ORIGINS = words("CSRF_TRUSTED_ORIGINS")

# The office

OFFICE_TIME_ZONE = os.environ.get("OFFICE_TIME_ZONE", "UTC")  # decides what day it is, for everybody
OFFICE_YEAR_STARTS = number("OFFICE_YEAR_STARTS")  # month; Japan: 4
MARKING_CEILING = os.environ.get("MARKING_CEILING", "restricted")  # nothing marked higher is taken in

# What it is made of

INSTALLED_APPS = [
    "commitments.apps.CommitmentsConfig",
    "commitments.apps.TrackerAdminConfig",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "axes",
    "django_filters",
    "rest_framework",
    "drf_spectacular",
    "drf_spectacular_sidecar",
]
MIDDLEWARE = [
    "tracker.middleware.RequestIdMiddleware",
    "tracker.request_log.RequestLogMiddleware",
    "tracker.chunked.ChunkedBodyMiddleware",
    "tracker.middleware.ContentSecurityPolicyMiddleware",
    "django.middleware.security.SecurityMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.middleware.gzip.GZipMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "tracker.middleware.MigrationsMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "tracker.access.AccessMiddleware",
    "tracker.sessions.SessionEndMiddleware",
    "django.contrib.auth.middleware.LoginRequiredMiddleware",
    "tracker.verbs.PageVerbsMiddleware",
    "tracker.middleware.PersonLanguageMiddleware",
    "tracker.token_uses.TokenUseMiddleware",
    "axes.middleware.AxesMiddleware",  # outside the ledger's: a wrong password is counted though the answer is 429
    "tracker.middleware.LedgerMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
]
ROOT_URLCONF = "tracker.urls"
WSGI_APPLICATION = "tracker.wsgi.application"
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
            ]
        },
    }
]

# Data

DATABASES = {
    "default": dj_database_url.parse(
        os.environ.get("DATABASE_URL") or f"sqlite:///{VAR_DIR / 'tracker.sqlite3'}",
        conn_max_age=number("CONN_MAX_AGE"),
        conn_health_checks=True,
    )
}
if DATABASES["default"]["ENGINE"] == "django.db.backends.sqlite3":
    # docs/decisions/0003-sqlite-as-a-real-database.md
    DATABASES["default"]["ENGINE"] = "commitments.ledger.sqlite"
    DATABASES["default"]["OPTIONS"] = {
        "transaction_mode": "IMMEDIATE",
        "timeout": 20,
        "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL",
    }
    DATABASES["default"]["TEST"] = {"NAME": ":memory:"}
elif DATABASES["default"]["ENGINE"] == "django.db.backends.postgresql":
    _options = DATABASES["default"].setdefault("OPTIONS", {})
    _options["prepare_threshold"] = 0  # for cursors that ask for it: queries/fixed.py
    # The question of standing looks expensive and is not: compiling it would take longer than answering it.
    _options["options"] = " ".join(["-c jit=off", *filter(None, [_options.get("options")])])
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
CACHES = {  # docs/decisions/0012-counters-in-a-file-of-their-own.md
    "default": {"BACKEND": "tracker.shared_cache.SharedCache", "LOCATION": str(VAR_DIR / "cache.sqlite3")}
}
MEDIA_ROOT = VAR_DIR / "files"
DATA_UPLOAD_MAX_MEMORY_SIZE = 1_000_000
FILE_UPLOAD_HANDLERS = [
    "tracker.uploads.MeasuringUploadHandler",
    "django.core.files.uploadhandler.MemoryFileUploadHandler",
    "django.core.files.uploadhandler.TemporaryFileUploadHandler",
]
POSTGRESQL_BIN = os.environ.get("POSTGRESQL_BIN", "")  # where pg_dump is, if not on the PATH
FIXTURES = BASE_DIR / "fixtures"

# People

AUTH_USER_MODEL = "commitments.Person"
AUTHENTICATION_BACKENDS = ["tracker.log_in.PasswordBackend"]
PASSWORD_MIN_LENGTH = number("PASSWORD_MIN_LENGTH")
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": f"django.contrib.auth.password_validation.{name}", "OPTIONS": options}
    for name, options in (
        ("UserAttributeSimilarityValidator", {"user_attributes": ("username", "display_name")}),
        ("MinimumLengthValidator", {"min_length": PASSWORD_MIN_LENGTH}),
        ("CommonPasswordValidator", {}),
        ("NumericPasswordValidator", {}),
    )
]
LOGIN_URL = "admin:login"
LOGIN_REDIRECT_URL = "overview"
SESSION_ENGINE = "tracker.sessions"
SESSION_IDLE_SECONDS = 60 * number("SESSION_IDLE_MINUTES")
SESSION_COOKIE_AGE = 3600 * number("SESSION_HOURS")

# Wrong passwords: docs/decisions/0011-closing-log-in.md

LOG_IN_GUESSES = number("LOG_IN_GUESSES")
LOG_IN_GUESSES_PER_ADDRESS = number("LOG_IN_GUESSES_PER_ADDRESS")
AXES_HANDLER = "tracker.log_in.GuessCounter"
AXES_CLIENT_IP_CALLABLE = "tracker.log_in.counted_from"
AXES_USERNAME_CALLABLE = "tracker.log_in.counted_name"
AXES_LOCKOUT_PARAMETERS = [["username", "ip_address"], "ip_address"]
AXES_FAILURE_LIMIT = LOG_IN_GUESSES
AXES_COOLOFF_TIME = datetime.timedelta(minutes=number("LOG_IN_PAUSE_MINUTES"))
AXES_RESET_COOL_OFF_ON_FAILURE_DURING_LOCKOUT = False  # or whoever goes on guessing keeps it closed for ever
AXES_RESET_ON_SUCCESS = True
AXES_LOCKOUT_CALLABLE = "commitments.admin.closed.closed_page"
AXES_DISABLE_ACCESS_LOG = True  # the access record is ours
AXES_ENABLE_ADMIN = False
AXES_VERBOSE = False
AXES_SENSITIVE_PARAMETERS = ["username", "ip_address", "old_password", "new_password1", "new_password2"]

# Language and time

LANGUAGE_CODE = "en"
LANGUAGES = [("en", _("English")), ("fr", _("French")), ("ja", _("Japanese"))]
LOCALE_PATHS = [BASE_DIR / "commitments" / "locale"]
FORMAT_MODULE_PATH = "commitments.formats"  # British dates: 26 June 2020
USE_I18N = True
TIME_ZONE = OFFICE_TIME_ZONE
USE_TZ = True

# Static files

STATIC_URL = "static/"
# Without production, files are served from where they are.
STATIC_ROOT = Path(os.environ.get("STATIC_DIR", VAR_DIR / "static")) if PRODUCTION else None
WHITENOISE_USE_FINDERS = not PRODUCTION
WHITENOISE_SKIP_COMPRESS_EXTENSIONS = [*Compressor.SKIP_COMPRESS_EXTENSIONS, "map"]  # most of the bytes, read by nobody
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {
        "BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"
        if PRODUCTION
        else "django.contrib.staticfiles.storage.StaticFilesStorage"
    },
}

# Security. The policy has the name and shape of Django 6's own setting.

SECURE_CSP = {
    "default-src": ["'self'"],
    "img-src": ["'self'", "data:"],
    "script-src": ["'self'"],
    "style-src": ["'self'"],
    "frame-ancestors": ["'none'"],
    "base-uri": ["'none'"],
    "form-action": ["'self'"],
}
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
CSRF_COOKIE_SAMESITE = "Lax"
LANGUAGE_COOKIE_SAMESITE = "Lax"
LANGUAGE_COOKIE_HTTPONLY = True
if PRODUCTION:
    SECURE_SSL_REDIRECT = flag("SECURE_SSL_REDIRECT", "1")
    SECURE_HSTS_SECONDS = number("SECURE_HSTS_SECONDS")
    SECURE_HSTS_INCLUDE_SUBDOMAINS = flag("SECURE_HSTS_INCLUDE_SUBDOMAINS", "1")
    SECURE_HSTS_PRELOAD = flag("SECURE_HSTS_PRELOAD", "1")
    SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = LANGUAGE_COOKIE_SECURE = True
    SESSION_COOKIE_NAME, CSRF_COOKIE_NAME = "__Host-session", "__Host-csrf"
    if flag("BEHIND_PROXY"):
        SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")

TRUSTED_PROXIES = number("TRUSTED_PROXIES") if flag("BEHIND_PROXY") else 0  # how many in a row

# The log: one line of JSON for each entry and each request, on standard error

LOG_FORMAT = os.environ.get("LOG_FORMAT", "json" if PRODUCTION else "plain")
LOG_REQUESTS = flag("LOG_REQUESTS", "1" if PRODUCTION else "0")
SLOW_QUERY_MS = number("SLOW_QUERY_MS")
METRICS_TOKEN = os.environ.get("METRICS_TOKEN", "")
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {
        "json": {"()": "tracker.json_lines.JsonLines"},
        "plain": {"format": "{levelname} {name}: {message}", "style": "{"},
    },
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": LOG_FORMAT}},
    "root": {"handlers": ["console"], "level": "WARNING"},
    "loggers": {
        "django": {"handlers": ["console"], "level": "WARNING", "propagate": False},
        "tracker.requests": {"level": "INFO" if LOG_REQUESTS else "CRITICAL"},
    },
}

# API

API_THROTTLE = PRODUCTION or flag("API_THROTTLE", "on")  # production cannot switch it off
REST_FRAMEWORK = {
    "DEFAULT_AUTHENTICATION_CLASSES": [
        "commitments.api.authentication.BearerAuthentication",
        "commitments.api.authentication.PersonSessionAuthentication",
    ],
    "DEFAULT_PERMISSION_CLASSES": ["commitments.api.permissions.RoleAndScope"],
    "DEFAULT_RENDERER_CLASSES": ["commitments.api.rendering.JSONRenderer"],
    "DEFAULT_PARSER_CLASSES": ["commitments.api.parsing.StrictJSONParser"],
    "DEFAULT_SCHEMA_CLASS": "commitments.api.schema.ResourceSchema",
    "DEFAULT_THROTTLE_CLASSES": ["commitments.api.throttling.CallerThrottle"] if API_THROTTLE else [],
    "DEFAULT_THROTTLE_RATES": {
        "caller": os.environ.get("API_RATE", "1200/min"),
        "refused": os.environ.get("API_RATE_REFUSED", "60/min"),
    },
    "EXCEPTION_HANDLER": "commitments.api.problems.problem_response",
    "DEFAULT_VERSIONING_CLASS": None,
    "UNAUTHENTICATED_USER": "django.contrib.auth.models.AnonymousUser",
    "URL_FORMAT_OVERRIDE": None,
}
SPECTACULAR_SETTINGS = {
    "TITLE": "Commitment tracker API",
    "DESCRIPTION": "What partners agreed, what was done about it, and how it stands on any day.",
    "VERSION": "1",
    "OAS_VERSION": "3.1.0",
    "SERVE_INCLUDE_SCHEMA": False,
    "SERVE_PERMISSIONS": ["rest_framework.permissions.AllowAny"],
    "SERVE_AUTHENTICATION": [],
    "SWAGGER_UI_DIST": "SIDECAR",
    "SWAGGER_UI_FAVICON_HREF": "SIDECAR",
    "COMPONENT_SPLIT_REQUEST": True,
    "SCHEMA_PATH_PREFIX": "/api/v1",
    "ENUM_NAME_OVERRIDES": {
        f"{name}Code": f"commitments.vocabulary.{name}"
        for name in (
            *("Strength", "Scope", "Recurrence", "DatePrecision", "Provenance", "AgreementKind", "DateLabel"),
            *("AgreementLinkKind", "AreaMentionKind", "ProvisionRole", "Gives", "LineageDirection", "LineageKind"),
            *("BodyKind", "ResponsibilityRole", "MilestoneEffectKind", "ActivityKind", "Stage", "ActivityState"),
            *("ParticipationRole", "Confidence", "DecisionKind", "TargetKind", "Position", "ReviewOutcome"),
            *("Attention", "Marking", "AccessKind"),
        )
    },
    "POSTPROCESSING_HOOKS": [
        "drf_spectacular.hooks.postprocess_schema_enums",
        "commitments.api.embedding.with_embedded",
        "commitments.api.described_answers.with_answers",
        "commitments.api.examples.with_examples",
    ],
}

# Second factor and single sign-on, where they are asked for

SECOND_FACTOR, SIGN_IN, OIDC = _signing_in.second_factor, _signing_in.sign_in, _signing_in.provider
SIGNING_IN = _signing_in.switched_on
if SIGNING_IN:
    INSTALLED_APPS = sso.apps(INSTALLED_APPS)
    MIDDLEWARE = sso.middleware(MIDDLEWARE)
    AUTHENTICATION_BACKENDS = sso.backends(AUTHENTICATION_BACKENDS, SIGN_IN)
    ACCOUNT_USER_MODEL_EMAIL_FIELD = None
    MFA_ADAPTER = "commitments.queries.sealing.SealedSecrets"
    SECURE_CSP["form-action"] += _signing_in.origins
