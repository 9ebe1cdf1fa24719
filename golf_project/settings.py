"""Settings, all from the environment. `.env` is read if it is there; `.env.example` explains each variable.

Without any configuration the site runs in one process on SQLite (`make play`). DATABASE_URL and REDIS_URL
make the same code a site of many processes.
"""

from __future__ import annotations

import logging
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from csp.constants import NONE, SELF
from kombu import Queue

from accounts.redis_master import AsyncToMaster, ToMaster
from golf_project import environment, sentry

BASE_DIR = Path(__file__).resolve().parent.parent
VAR_DIR = BASE_DIR / "var"
environment.read_file(Path(environment.given_as("ENV_FILE") or BASE_DIR / ".env"))
environment.read_secrets()

# Set by `make setup` and `manage.py play`: one machine, no configuration.
PLAY = environment.switch("GOLF_PLAY", default=False)
DEBUG = environment.switch("DEBUG", default=False)
SECRET_KEY = environment.secret_key(kept_in=VAR_DIR / "secret_key" if PLAY else None)

# Where the site is
PORT = environment.whole("PORT", 8000, least=1, most=65535)
SITE_URL = environment.site("SITE_URL", f"http://localhost:{PORT}")
SITE_HOST = urlsplit(SITE_URL).hostname or "localhost"
# The machine itself may always ask: health checks do.
ALLOWED_HOSTS = sorted({*environment.listed("ALLOWED_HOSTS"), "localhost", "127.0.0.1", "[::1]", SITE_HOST})
CSRF_TRUSTED_ORIGINS = [SITE_URL]
TRUSTED_PROXIES = environment.networks("TRUSTED_PROXIES")

# The game
GOLF_TURN_SECONDS = environment.seconds("GOLF_TURN_SECONDS", 45)
GOLF_IDLE_TABLE_MINUTES = environment.seconds("GOLF_IDLE_TABLE_MINUTES", 30)
GOLF_CPU_PACE = environment.one_of("GOLF_CPU_PACE", ("relaxed", "normal", "fast", "instant"), "normal")
GOLF_LEADERBOARD_GAMES = environment.whole("GOLF_LEADERBOARD_GAMES", 5, least=1)
# Presets by their keys; empty: all of them.
GOLF_RATED_RULES = environment.listed("GOLF_RATED_RULES")
GOLF_RATE_LIMITS = environment.switch("GOLF_RATE_LIMITS", default=True)
# Other numbers than those of accounts/limits.py, by name.
GOLF_LIMITS = environment.numbers("GOLF_LIMITS")

# What it is made of
INSTALLED_APPS = [
    "django.contrib.admin",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.usersessions",
    "channels",
    "csp",
    "ninja",
    "accounts.apps.AccountsConfig",
    "games.apps.GamesConfig",
    "leaderboards.apps.LeaderboardsConfig",
    "replays.apps.ReplaysConfig",
    "moderation.apps.ModerationConfig",
    "golf_project",  # For its management commands.
]
MIDDLEWARE = [
    "django_prometheus.middleware.PrometheusBeforeMiddleware",
    "golf_project.trails.RequestTrail",
    "django.middleware.security.SecurityMiddleware",
    "golf_project.headers.StrictHeaders",
    "golf_project.static_files.StaticFiles",
    "golf_project.compression.CompressedPages",
    "csp.middleware.CSPMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "accounts.middleware.GuestsAreNobody",
    "accounts.middleware.LastSeen",
    "django.contrib.messages.middleware.MessageMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "golf_project.nul.NoNul",
    "golf_project.heads.HeadsOfCalls",
    "django_prometheus.middleware.PrometheusAfterMiddleware",
]
ROOT_URLCONF = "golf_project.urls"
CSRF_FAILURE_VIEW = "golf_project.errors.csrf_failure"
ASGI_APPLICATION = "golf_project.asgi.application"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.template.context_processors.i18n",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "accounts.preferences.on_page",
            ],
        },
    },
]

# Database. Threads that write to it must not be more than its pool has connections.
DATABASE_POOL_SIZE = environment.whole("DATABASE_POOL_SIZE", 10, least=2)
DATABASES = {
    "default": environment.database(
        "DATABASE_URL",
        default=VAR_DIR / "golf.sqlite3",
        pool_size=DATABASE_POOL_SIZE,
        known_passwords=DEBUG or PLAY,
    )
    # A pooler may give each transaction another connection: nothing that outlives one may be left on it.
    | {"DISABLE_SERVER_SIDE_CURSORS": environment.switch("DATABASE_POOLER", default=False)}
}

# Redis: sessions and limits of many processes, and the rare messages between them
REDIS_URL = environment.given_as("REDIS_URL")
REDIS_PREFIX = environment.given_as("REDIS_PREFIX") or "golf"
# Of a Redis that fails over (accounts/redis_master.py).
REDIS_SENTINELS = environment.hosts("REDIS_SENTINELS", port=26379)
REDIS_MASTER = environment.given_as("REDIS_MASTER") or "mymaster"
_to_redis = {"connection_class": ToMaster} if REDIS_SENTINELS else {}
_to_redis_in_loops = {"connection_class": AsyncToMaster} if REDIS_SENTINELS else {}
CACHES: dict[str, dict[str, Any]]
CHANNEL_LAYERS: dict[str, dict[str, Any]]
if REDIS_URL:
    CACHES = {
        "default": {
            "BACKEND": "django.core.cache.backends.redis.RedisCache",
            "LOCATION": REDIS_URL,
            "KEY_PREFIX": REDIS_PREFIX,
            # redis-py stops at 100 connections unless told.
            "OPTIONS": {"max_connections": 500, "socket_connect_timeout": 2, "socket_timeout": 5} | _to_redis,
        },
    }
    CHANNEL_LAYERS = {
        "default": {
            "BACKEND": "channels_redis.pubsub.RedisPubSubChannelLayer",
            "CONFIG": {"hosts": [{"address": REDIS_URL} | _to_redis_in_loops], "prefix": REDIS_PREFIX},
        },
    }
else:
    CACHES = {"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}}
    CHANNEL_LAYERS = {"default": {"BACKEND": "channels.layers.InMemoryChannelLayer"}}

# What may be late. Without Redis there are no workers: tasks run where they are asked for (golf_project/celery.py).
CELERY_BROKER_URL = environment.broker(REDIS_URL, REDIS_SENTINELS)
CELERY_BROKER_TRANSPORT_OPTIONS = {
    "global_keyprefix": f"{REDIS_PREFIX}:celery:",
    "socket_connect_timeout": 2,
    "socket_timeout": 5,
    **({"master_name": REDIS_MASTER} if REDIS_SENTINELS else {}),
}
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
CELERY_TASK_ALWAYS_EAGER = not REDIS_URL
CELERY_TASK_IGNORE_RESULT = True
# A task that dies with its worker is done again: none minds being done twice.
CELERY_TASK_ACKS_LATE = True
CELERY_WORKER_PREFETCH_MULTIPLIER = 1
CELERY_TASK_SOFT_TIME_LIMIT = 240
CELERY_TASK_TIME_LIMIT = 300
# Seconds after which a task that a worker took and never finished is given to another: more than any may take.
CELERY_BROKER_TRANSPORT_OPTIONS["visibility_timeout"] = 600
# Apart, so that a flood of one holds up no other where each has a worker: `-Q results`. A worker without -Q does all.
CELERY_TASK_QUEUES = [Queue("celery"), Queue("mail"), Queue("results"), Queue("analyses")]
CELERY_TASK_ROUTES = {
    "accounts.post.*": {"queue": "mail"},
    "leaderboards.*": {"queue": "results"},
    "replays.*": {"queue": "analyses"},
}
CELERY_WORKER_HIJACK_ROOT_LOGGER = False
CELERY_TIMEZONE = "UTC"

# People
AUTH_USER_MODEL = "accounts.User"
SESSION_ENGINE = "accounts.sessions"  # cached_db, and says when a session ends
SESSION_COOKIE_AGE = 30 * 24 * 60 * 60
AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "home"
PASSWORD_HASHERS = [
    "django.contrib.auth.hashers.Argon2PasswordHasher",
    "django.contrib.auth.hashers.PBKDF2PasswordHasher",
]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": f"django.contrib.auth.password_validation.{name}"}
    for name in (
        "UserAttributeSimilarityValidator",
        "MinimumLengthValidator",
        "CommonPasswordValidator",
        "NumericPasswordValidator",
    )
]

# Accounts, by django-allauth (docs/accounts.md)
INVITE_ONLY = environment.switch("INVITE_ONLY", default=False)
DAILY_OPEN_SIGNUPS = environment.whole("DAILY_OPEN_SIGNUPS", 0)
ACCOUNT_ADAPTER = "accounts.adapter.AccountAdapter"
ACCOUNT_FORMS = {
    "signup": "accounts.forms.SignupForm",
    "login": "accounts.forms.LoginForm",
    "add_email": "accounts.forms.AddEmailForm",
    "change_password": "accounts.forms.ChangePasswordForm",
    "set_password": "accounts.forms.SetPasswordForm",
    "reset_password": "accounts.forms.ResetPasswordForm",
    "reset_password_from_key": "accounts.forms.NewPasswordForm",
    "request_login_code": "accounts.forms.RequestCodeForm",
    "confirm_login_code": "accounts.forms.ConfirmCodeForm",
    "reauthenticate": "accounts.forms.ReauthenticateForm",
}
MFA_FORMS = {
    "authenticate": "accounts.forms.SecondFactorForm",
    "reauthenticate": "accounts.forms.SecondFactorAgainForm",
    "activate_totp": "accounts.forms.AppForm",
    "add_webauthn": "accounts.forms.PasskeyForm",
}
ACCOUNT_LOGIN_METHODS = {"username", "email"}
ACCOUNT_SIGNUP_FIELDS = ["username*", "email*", "password1*"]
ACCOUNT_USERNAME_VALIDATORS = "accounts.names.VALIDATORS"
ACCOUNT_PASSWORD_MIN_LENGTH = None  # AUTH_PASSWORD_VALIDATORS has one.
ACCOUNT_EMAIL_VERIFICATION = "mandatory"
ACCOUNT_EMAIL_UNKNOWN_ACCOUNTS = False
ACCOUNT_EMAIL_NOTIFICATIONS = True
ACCOUNT_EMAIL_SUBJECT_PREFIX = ""
ACCOUNT_CHANGE_EMAIL = True
ACCOUNT_LOGIN_ON_EMAIL_CONFIRMATION = True
ACCOUNT_LOGIN_BY_CODE_ENABLED = True
ACCOUNT_LOGIN_BY_CODE_TIMEOUT = 15 * 60
ACCOUNT_REAUTHENTICATION_REQUIRED = True
ACCOUNT_SESSION_REMEMBER = True
ACCOUNT_LOGOUT_ON_PASSWORD_CHANGE = False
ACCOUNT_USER_DISPLAY = "accounts.names.shown"
ACCOUNT_DEFAULT_HTTP_PROTOCOL = urlsplit(SITE_URL).scheme
# "address" is whence somebody comes (ip), "account" whose password is tried, or where a mail would go (key).
ACCOUNT_RATE_LIMITS = GOLF_RATE_LIMITS and {
    "login": "10/m/ip",
    "login_failed": "10/m/ip,5/15m/key",
    "signup": "20/m/ip",
    "confirm_email": "20/h/ip,5/h/key",
    "reset_password": "20/h/ip,5/h/key",
    "request_login_code": "20/h/ip,5/h/key",
}
MFA_SUPPORTED_TYPES = ["totp", "recovery_codes", "webauthn"]
MFA_PASSKEY_LOGIN_ENABLED = True
# Nobody has an account before their address is verified; and whoever has a second factor may change it.
MFA_ALLOW_UNVERIFIED_EMAIL = True
MFA_TOTP_ISSUER = "Six-Card Golf"
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = not SITE_URL.startswith("https://")

# Mail
RESEND_API_KEY = environment.given_as("RESEND_API_KEY")
RESEND_SIGNING_SECRET = environment.given_as("RESEND_SIGNING_SECRET")
ANYMAIL = {"RESEND_API_KEY": RESEND_API_KEY}
MAIL = environment.mail("EMAIL_URL")
EMAIL_BACKEND = "anymail.backends.resend.EmailBackend" if RESEND_API_KEY else MAIL.backend
EMAIL_FILE_PATH = MAIL.folder
EMAIL_HOST, EMAIL_PORT = MAIL.host, MAIL.port
EMAIL_HOST_USER, EMAIL_HOST_PASSWORD = MAIL.user, MAIL.password
EMAIL_USE_TLS, EMAIL_USE_SSL = MAIL.tls, MAIL.ssl
EMAIL_TIMEOUT = 10
DEFAULT_FROM_EMAIL = environment.given_as("DEFAULT_FROM_EMAIL") or f"Six-Card Golf <golf@{SITE_HOST}>"
SERVER_EMAIL = DEFAULT_FROM_EMAIL

# Languages and time
LANGUAGE_CODE = "en"
# Each in its own words: whoever looks for theirs may read no other.
LANGUAGES = [("en", "English"), ("de", "Deutsch"), ("es", "Español"), ("fr", "Français")]
LOCALE_PATHS = [BASE_DIR / "locale"]
USE_I18N = True
USE_TZ = True
# Months and weeks of the leaderboards begin by it.
TIME_ZONE = environment.time_zone("TIME_ZONE", "UTC")

# Static files: hashed and compressed in production, straight from their folders in play and development.
STATIC_URL = "/static/"
STATICFILES_DIRS = [BASE_DIR / "static"]
STATICFILES_FINDERS = [
    "django.contrib.staticfiles.finders.FileSystemFinder",
    "django.contrib.staticfiles.finders.AppDirectoriesFinder",
    "golf_project.bundles.finder.BundleFinder",
]
STATIC_FROM_FOLDERS = DEBUG or PLAY
STATIC_ROOT = None if STATIC_FROM_FOLDERS else BASE_DIR / "staticfiles"
# Before `collectstatic` has run they come from their folders as well, only without hashes.
WHITENOISE_USE_FINDERS = STATIC_ROOT is None or not (STATIC_ROOT / "staticfiles.json").exists()
WHITENOISE_MAX_AGE = 0 if STATIC_FROM_FOLDERS else 3600
# Where a proxy serves static files from, those of earlier versions too (`manage.py release`).
STATIC_SHARED = environment.given_as("STATIC_SHARED")
GOLF_TABLES_DIR = VAR_DIR / "tables"
"""Where the tables of CPU players for a table's own rules are kept; those of the presets come with the package."""
GOLF_MAKE_TABLES = True
# How often an analysis deals again what a seat could not see, for each action: usually, and where one looks closer.
GOLF_ANALYSIS_DEALS = (1_000, 10_000)
MEDIA_ROOT = Path(environment.given_as("MEDIA_ROOT") or VAR_DIR / "media")
# With less room than this where files are kept a process is not ready.
LEAST_FREE_DISK_MB = environment.whole("LEAST_FREE_DISK_MB", 200)
# Backups: docs/deploy.md. What is unfinished lies in the folder, wherever they are kept in the end.
BACKUP_FOLDER = Path(environment.given_as("BACKUP_FOLDER") or VAR_DIR / "backups")
BACKUP_KEY = environment.given_as("BACKUP_KEY")
BACKUP_HOUR = environment.whole("BACKUP_HOUR", 3, most=23)
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    # The events of old games. They are asked for by the site itself alone, and served to nobody.
    "archive": {
        "BACKEND": environment.given_as("ARCHIVE_STORAGE") or "django.core.files.storage.FileSystemStorage",
        "OPTIONS": environment.options("ARCHIVE_STORAGE_OPTIONS"),
    },
    "backup": {
        "BACKEND": environment.given_as("BACKUP_STORAGE") or "django.core.files.storage.FileSystemStorage",
        "OPTIONS": environment.options("BACKUP_STORAGE_OPTIONS")
        or ({} if environment.given_as("BACKUP_STORAGE") else {"location": str(BACKUP_FOLDER)}),
    },
    "staticfiles": {
        "BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"
        if STATIC_FROM_FOLDERS
        else "golf_project.static_files.HashedStaticFiles",
    },
}

# What a clock and a worker touch again and again, for whoever watches the process.
PULSE_FILE = environment.given_as("PULSE_FILE")

# Security. With an https SITE_URL everything else is https too.
HTTPS = SITE_URL.startswith("https://")
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = LANGUAGE_COOKIE_SECURE = SECURE_SSL_REDIRECT = HTTPS
SESSION_COOKIE_HTTPONLY = CSRF_COOKIE_HTTPONLY = LANGUAGE_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = CSRF_COOKIE_SAMESITE = "Lax"
LANGUAGE_COOKIE_SAMESITE = "Lax"
if HTTPS:
    # By this prefix browsers take them from this very host alone, over https, for all of it.
    SESSION_COOKIE_NAME, CSRF_COOKIE_NAME = "__Host-session", "__Host-csrf"
    LANGUAGE_COOKIE_NAME = "__Host-language"
    MESSAGE_STORAGE = "golf_project.messages.Messages"
# What ends the https in front of the site says so; without this its every request is sent round for ever.
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if HTTPS and TRUSTED_PROXIES else None
SECURE_REDIRECT_EXEMPT = [r"^health/"]
SECURE_HSTS_SECONDS = 365 * 24 * 60 * 60 if HTTPS else 0
# Other hosts under the same domain are their operator's to decide about.
SILENCED_SYSTEM_CHECKS = ["security.W005", "security.W021"]
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
# Bytes of a request: an export that is brought in again has two millions at most.
LARGEST_REQUEST = 4_000_000
DATA_UPLOAD_MAX_NUMBER_FIELDS = 300
DATA_UPLOAD_MAX_NUMBER_FILES = 3
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [SELF],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF, "data:"],
        # Not every browser counts a WebSocket of the same host as 'self'.
        "connect-src": [SELF, SITE_URL.replace("http", "ws", 1)],
        "object-src": [NONE],
        "base-uri": [NONE],
        "form-action": [SELF],
        "frame-ancestors": [NONE],
    },
}

# What is measured (games/exposition.py). Without a token or a network nobody reads it.
METRICS_TOKEN = environment.token("METRICS_TOKEN")
METRICS_NETWORKS = environment.networks("METRICS_NETWORKS")
# Where a clock answers, which has no other port; 0: nowhere.
METRICS_PORT = environment.whole("METRICS_PORT", 0, most=65535)
PROMETHEUS_LATENCY_BUCKETS = (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0, float("inf"))

# Logs: one line each, to stderr, and never the value of a variable: it might be a card.
LOG_FORMAT = environment.one_of("LOG_FORMAT", ("text", "json"), "text")
# Python's own warnings go the same way.
logging.captureWarnings(LOG_FORMAT == "json")
SENTRY_DSN = environment.dsn("SENTRY_DSN")
sentry.start(SENTRY_DSN, SITE_HOST)
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {
        "text": {"()": "golf_project.logs.TextFormatter"},
        "json": {"()": "golf_project.logs.JsonFormatter"},
    },
    "filters": {"no_addresses": {"()": "golf_project.logs.NoAddresses"}},
    "handlers": {
        "console": {
            "class": "logging.StreamHandler",
            "formatter": LOG_FORMAT,
            "filters": ["no_addresses"],
        },
    },
    "root": {"handlers": ["console"], "level": "INFO"},
    "loggers": {
        "django": {"handlers": [], "level": "INFO"},
        "django.server": {"handlers": [], "level": "INFO", "propagate": True},
        "asyncio": {"level": "WARNING"},
        # A line for each task that went well.
        "celery.app.trace": {"level": "WARNING"},
        "celery.worker.strategy": {"level": "WARNING"},
        "daphne": {"level": "WARNING"},
        "uvicorn": {"handlers": [], "level": "INFO"},
        # serve wants none, but Django's set-up comes after uvicorn's, and makes this logger speak again.
        "uvicorn.access": {"level": "WARNING"},
        # Two lines for each socket, and the code of a private table in them.
        "uvicorn.error": {"level": "WARNING"},
    },
}
