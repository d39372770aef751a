"""Settings of the portal: safe by default, what differs between machines read from the
environment (django-environ). `settings_production` adds what only a served https site can promise."""

import contextlib
import hashlib
import os
import secrets
from collections.abc import Callable
from pathlib import Path
from typing import Any

import environ
import fontpkg_sarabun
import pghistory
from cryptography.fernet import Fernet
from csp.constants import NONE, SELF

import local_postgres
from otop_registry import databases
from otop_registry.rights import (  # noqa: F401  (read by core.users and accounts)
    ROLE_PERMISSIONS,
    SECOND_FACTOR_ROLES,
)

BASE_DIR = Path(__file__).resolve().parent.parent
VAR_DIR = BASE_DIR / "var"
VAR_DIR.mkdir(exist_ok=True)

env = environ.Env()


def _own_key(name: str, made: Callable[[], str]) -> str:
    """A key of this checkout, made at first use and kept out of the repository."""
    path = VAR_DIR / name
    if not path.exists():
        fresh = path.with_suffix(f".{os.getpid()}")
        with os.fdopen(os.open(fresh, os.O_WRONLY | os.O_CREAT, 0o600), "w") as file:
            file.write(made())
        with contextlib.suppress(FileExistsError):
            os.link(fresh, path)  # the first of two processes wins; both read its key
        fresh.unlink()
    return path.read_text()


def _random_text() -> str:
    return secrets.token_urlsafe(50)


SECRET_KEY = env("SECRET_KEY", default="") or _own_key("secret_key", _random_text)
DEBUG = env.bool("DEBUG", default=False)
ALLOWED_HOSTS = env.list("ALLOWED_HOSTS", default=["localhost", "127.0.0.1", "[::1]"])
CSRF_TRUSTED_ORIGINS = env.list("CSRF_TRUSTED_ORIGINS", default=[])

# The demo offers its sign-ins on the sign-in page; production refuses it (settings_production).
PORTAL_DEMO = env.bool("PORTAL_DEMO", default=False)

INSTALLED_APPS = [
    "otop_registry.apps.PortalConfig",
    "taking_over",
    "demo",
    "data_protection",
    "handing_over",
    "api",
    "targets",
    "online_market",
    "open_data",
    "catalogue",
    "letters",
    "sales",
    "chuanchim",
    "products",
    "producers",
    "quality",
    "accounts",
    "correspondence",
    "registration",
    "core.reports",
    "core.tables",
    "core.pictures",
    "core.jobs",
    "core.personal",
    "core.sending",
    "core.users",
    "core.logbook",
    "core.history",
    "core.areas",
    "core.thai",
    "otop_registry.apps.PortalAdminConfig",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
    "django.contrib.postgres",
    "django.contrib.sitemaps",
    "axes",
    "csp",
    "django_tasks",
    "django_tasks_db",
    "pghistory",
    "pgtrigger",
]

MIDDLEWARE = [
    "otop_registry.watching.middleware.WatchedRequests",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.middleware.gzip.GZipMiddleware",  # a grid of 170 rows: 470 KB, 20 KB on the line
    "otop_registry.middleware.ContentPolicyMiddleware",
    "core.users.sessions.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "otop_registry.middleware.ReadableRequests",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "core.history.middleware.ActingMiddleware",
    "core.areas.row_security.RowSecurityMiddleware",
    "core.users.access.AccessMiddleware",
    "core.users.middleware.FirstPasswordChangeMiddleware",
    "accounts.second_factor.middleware.SecondFactorMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "axes.middleware.AxesMiddleware",
    "core.sending.scanning.ScannedUploadsMiddleware",
    "core.sending.middleware.SentOnceMiddleware",  # last: it calls the view itself
]

ROOT_URLCONF = "otop_registry.urls"
WSGI_APPLICATION = "otop_registry.wsgi.application"

FORM_RENDERER = "core.widgets.DrawnInPython"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "otop_registry.navigation.menu",
                "otop_registry.manual.views.manual",
            ],
            "builtins": [
                "core.thai.templatetags.thai",
                "core.sending.templatetags.form_tokens",
                "otop_registry.templatetags.states",
            ],
        },
    }
]

# --- Data -----------------------------------------------------------------------------------------

# Pages (otop_registry.wsgi) wait no longer than this for a statement or a lock, and go through PgBouncer
# where there is one; commands and the worker take their time, hold sessions, and go straight.
SERVES_PAGES = env.bool("SERVES_PAGES", default=False)
DATABASE_POOL = env.int("DATABASE_POOL", default=8)
DATABASE_LIMITS: dict[str, Any] = {
    "statement": env.float("DATABASE_STATEMENT_SECONDS", default=60) if SERVES_PAGES else 0,
    "lock": env.float("DATABASE_LOCK_SECONDS", default=20) if SERVES_PAGES else 0,
    "area": ""
    if SERVES_PAGES
    else "*",  # a request says whose rows it sees (core.areas.row_security)
}
# The portal writes rows and can change no table (core.postgresql.table_rights). `manage.py migrate`
# works as their owner: here one of the project's own server, in an installation the DATABASE_URL that
# `otop upgrade` gives it.
_DATABASE_URL = env("DATABASE_URL", default="")
DATABASE_OWNER_URL = env("DATABASE_OWNER_URL", default="")
if not _DATABASE_URL:
    _DATABASE_URL = local_postgres.database_url(BASE_DIR, "otop_web")
    DATABASE_OWNER_URL = local_postgres.database_url(BASE_DIR)
PGBOUNCER_URL = env("PGBOUNCER_URL", default="") if SERVES_PAGES else ""
DATABASES = {
    "default": databases.through_pgbouncer(PGBOUNCER_URL, pool=DATABASE_POOL)
    if PGBOUNCER_URL
    else databases.database(_DATABASE_URL, pool=DATABASE_POOL, **DATABASE_LIMITS)
}
# Reports and exports of the nation read from a standby that has come, within these seconds, to where the
# database is (core.postgresql.replica).
if _standby := env("DATABASE_REPLICA_URL", default=""):
    DATABASES["replica"] = databases.database(
        _standby, pool=DATABASE_POOL, prefers="prefer-standby", **DATABASE_LIMITS
    )
REPLICA_WAIT = env.float("DATABASE_REPLICA_WAIT_SECONDS", default=1)
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

# History of records (core.history): one trigger a statement, who and why within each event, at the
# moment of the change and not of its transaction's beginning, never changed afterwards.
PGHISTORY_LEVEL = pghistory.Statement  # type: ignore[has-type]  # its package imports in a circle
PGHISTORY_APPEND_ONLY = True
PGHISTORY_CREATED_AT_FUNCTION = "CLOCK_TIMESTAMP()"
PGHISTORY_CONTEXT_FIELD = pghistory.ContextJSONField()
PGHISTORY_FOREIGN_KEY_FIELD = pghistory.ForeignKey(db_index=False)
PGHISTORY_OBJ_FIELD = pghistory.ObjForeignKey(related_name="+", db_index=False)

# --- Work in the background (core.jobs) -----------------------------------------------------------

TASKS = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend"}}

# --- People ---------------------------------------------------------------------------------------

AUTH_USER_MODEL = "accounts.User"
AUTHENTICATION_BACKENDS = [
    "axes.backends.AxesStandaloneBackend",
    "accounts.backends.StandingBackend",  # suspended, or unused for too long
    "accounts.backends.OfficeBackend",
]
# The first hashes; a password kept under another is hashed anew at its next sign-in.
PASSWORD_HASHERS = [
    "django.contrib.auth.hashers.Argon2PasswordHasher",
    "django.contrib.auth.hashers.PBKDF2PasswordHasher",
]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": name, "OPTIONS": options}
    for name, options in [
        (
            "django.contrib.auth.password_validation.UserAttributeSimilarityValidator",
            {"user_attributes": ("username", "full_name")},
        ),
        (
            "django.contrib.auth.password_validation.MinimumLengthValidator",
            {"min_length": 12},
        ),
        ("django.contrib.auth.password_validation.CommonPasswordValidator", {}),
        ("accounts.passwords.GuessableValidator", {}),
        ("accounts.leaked_passwords.LeakedValidator", {}),
    ]
]
# A file of passwords that leaked somewhere, where an office has one (accounts.leaked_passwords).
LEAKED_PASSWORDS = env("LEAKED_PASSWORDS", default="")
LOGIN_URL = "admin:login"
LOGIN_REDIRECT_URL = "admin:index"

# The life of an account (accounts.lifecycle), in days: how long an invitation opens an account,
# after how long without a sign-in it is suspended, and from how long before it is listed.
INVITATION_DAYS = env.int("INVITATION_DAYS", default=7)
ACCOUNT_UNUSED_DAYS = env.int("ACCOUNT_UNUSED_DAYS", default=90)
ACCOUNT_WARNING_DAYS = 14
# For so long after a password was set by a link, or for the person, a confirmation says so.
PASSWORD_WATCHED_DAYS = 7

# How long a producer's link reports a month and gives out certificates (sales.proposals.links).
PRODUCER_LINK_DAYS = env.int("PRODUCER_LINK_DAYS", default=45)

# Without EMAIL_URL (smtp+tls://user:password@host:587) no mail is offered nor sent.
EMAIL_URL = env("EMAIL_URL", default="")
if EMAIL_URL:
    vars().update(env.email_url_config(EMAIL_URL))
DEFAULT_FROM_EMAIL = env("DEFAULT_FROM_EMAIL", default="otop@localhost")

# A session ends after half an hour without a request: office machines are shared. That it is in use
# is written once a minute (core.users.sessions), not with every request.
SESSION_ENGINE = "core.users.sessions"
SESSION_COOKIE_AGE = env.int("SESSION_IDLE_SECONDS", default=30 * 60)
SESSION_COOKIE_HTTPONLY = True
# And it ends a working day after the sign-in, however it was used: a stolen one is of no use tomorrow.
SESSION_LONGEST_SECONDS = env.int("SESSION_LONGEST_SECONDS", default=12 * 3600)

# How many proxies stand before the portal, and from which addresses they hand requests over
# (core.users.client_address). Without one, nobody's X-Forwarded-For is believed.
PROXY_COUNT = env.int("PROXY_COUNT", default=0)
# Who may ask whether the portal is well and what it counts (otop_registry.watching): the machine itself.
HEALTH_ADDRESSES = env.list("HEALTH_ADDRESSES", default=["127.0.0.1", "::1"])
TRUSTED_PROXIES = env.list("TRUSTED_PROXIES", default=["127.0.0.0/8", "::1"])

# A whole office signs in behind one address: throttle the pair, not the address. A try during the
# wait does not begin it anew, or a stranger could keep an officer out for the whole last day. The
# longer waits, and the limits of an address and of all, are accounts.sign_in_brakes'.
AXES_CLIENT_IP_CALLABLE = "core.users.client_address.client_address"
AXES_LOCKOUT_PARAMETERS = [["username", "ip_address"]]
AXES_FAILURE_LIMIT = 5
AXES_COOLOFF_TIME = 0.25  # hours
AXES_RESET_COOL_OFF_ON_FAILURE_DURING_LOCKOUT = False
AXES_RESET_ON_SUCCESS = True
AXES_ENABLE_ADMIN = False  # a page of ours lifts a lock (accounts.unlocking)
AXES_HANDLER = "accounts.sign_in_brakes.BrakeHandler"
AXES_LOCKOUT_CALLABLE = "accounts.sign_in_brakes.locked_out_answer"
AXES_SENSITIVE_PARAMETERS = ["password", "old_password", "new_password1", "new_password2"]

# A second factor of whoever certifies, confirms or exports (accounts.second_factor); everybody else may
# have one. No setting of its own takes it away: only the demo, which production refuses, does without.
SECOND_FACTOR_REQUIRED = not PORTAL_DEMO
SECOND_FACTOR_GRACE_DAYS = env.int("SECOND_FACTOR_GRACE_DAYS", default=7)

# Sign-in through an OpenID provider (accounts.provider), ThaiD as the case; off without an issuer.
# OIDC_STRONG_ACR: answers of the provider (acr) that count as two factors.
OIDC_ISSUER = env("OIDC_ISSUER", default="").rstrip("/")
OIDC_CLIENT_ID = env("OIDC_CLIENT_ID", default="")
OIDC_CLIENT_SECRET = env("OIDC_CLIENT_SECRET", default="")
OIDC_NAME = env("OIDC_NAME", default="ThaiD")
OIDC_SCOPES = env.list("OIDC_SCOPES", default=["openid", "pid"])
OIDC_NATIONAL_ID_CLAIM = env("OIDC_NATIONAL_ID_CLAIM", default="pid")
OIDC_MATCH_EMAIL = env.bool("OIDC_MATCH_EMAIL", default=False)
OIDC_STRONG_ACR = env.list("OIDC_STRONG_ACR", default=[])

# Rows of another area are kept back by PostgreSQL itself (core.areas.row_security). Production does not
# go without; off, it serves to measure what it costs. After a change: `manage.py migrate`.
ROW_SECURITY = env.bool("ROW_SECURITY", default=True)

# How many national ids one person may look at in a day: more is no work of an office, but a copy.
REVEALS_A_DAY = env.int("REVEALS_A_DAY", default=100)
# From how many in a day the office above is told.
REVEALS_TOLD = env.int("REVEALS_TOLD", default=20)

# The log (core.logbook). Its daily heads are signed (32 bytes in hexadecimal) and go where whoever holds
# this machine cannot change them: a folder elsewhere, a command that reads them, mail. Who came in and
# who saw whose data is forgotten after so many days, never before 90.
LOG_SIGNING_KEY = (
    env("LOG_SIGNING_KEY", default="")
    or hashlib.sha256(f"key of the log: {SECRET_KEY}".encode()).hexdigest()
)
# Certified papers are signed with a key of their own (32 bytes in hexadecimal, decision 0035).
PAPER_SIGNING_KEY = (
    env("PAPER_SIGNING_KEY", default="")
    or hashlib.sha256(f"key of papers: {SECRET_KEY}".encode()).hexdigest()
)
LOG_HEADS_FOLDER = env("LOG_HEADS_FOLDER", default="")
LOG_HEADS_COMMAND = env("LOG_HEADS_COMMAND", default="")
LOG_HEADS_MAIL_TO = env.list("LOG_HEADS_MAIL_TO", default=[])
ACCESS_KEPT_DAYS = env.int("ACCESS_KEPT_DAYS", default=730)

# National ids are encrypted under the first key; older keys still read (rotate_national_id_keys). A
# key is 32 random bytes in url-safe base64 (cryptography.fernet.Fernet.generate_key()).
NATIONAL_ID_KEYS = env.list("NATIONAL_ID_KEYS", default=[]) or [
    _own_key("national_id_key", lambda: Fernet.generate_key().decode())
]
NATIONAL_ID_HASH_KEY = env("NATIONAL_ID_HASH_KEY", default="") or _own_key(
    "national_id_hash_key", _random_text
)

# Numbers of people stay out of mails about errors and of the developer's error page.
DEFAULT_EXCEPTION_REPORTER = "core.personal.error_reports.PrivateExceptionReporter"

# --- Language and time ----------------------------------------------------------------------------

LANGUAGE_CODE = "th"
LANGUAGES = [("th", "ไทย")]
LOCALE_PATHS = [BASE_DIR / "locale"]
TIME_ZONE = "Asia/Bangkok"
USE_I18N = True
USE_TZ = True

# --- Files ----------------------------------------------------------------------------------------

STATIC_URL = "static/"
STATIC_ROOT = VAR_DIR / "static"
STATICFILES_DIRS = [
    BASE_DIR / "static",  # css/ and js/; the faces of Sarabun come from their package, as fonts/
    ("fonts", fontpkg_sarabun.ROOT / "files"),
]
STORAGES = {
    "default": {"BACKEND": "core.documents.keeping.WholeFiles"},
    "staticfiles": {"BACKEND": "otop_registry.static_storage.ModuleStaticFilesStorage"},
}
# The headings of the list of reports, in the order of the work (Report.group).
REPORT_GROUPS = (
    "แบบ รต.",
    "ยอดจำหน่าย",
    "การส่งรายงาน",
    "หลักฐานและการตรวจ",
    "เป้าหมายและประมาณการ",
    "ทะเบียน",
    "บัญชีผู้ใช้",
    "ข้อมูลส่วนบุคคล",
)

# Where the portal is reached from outside: printed as QR codes on certified paper. Unless said, where
# `make run HOST=.. PORT=..` serves it; a server that listens everywhere is reached on this machine.
_HOST = env("HOST", default="127.0.0.1").replace("0.0.0.0", "127.0.0.1")  # noqa: S104
PUBLIC_ADDRESS = env(
    "PUBLIC_ADDRESS", default=f"http://{_HOST}:{env('PORT', default='8000')}"
).rstrip("/")

MEDIA_ROOT = Path(env("MEDIA_ROOT", default=str(VAR_DIR / "media")))
DATA_UPLOAD_MAX_NUMBER_FIELDS = 10_000  # a posted grid of 1,000 rows without JavaScript
LARGEST_FORMSET = 200  # rows of one repeating part of a record (otop_registry.middleware)
# A folder of pictures: more than registration.picture_batches takes, so that its page can say so.
DATA_UPLOAD_MAX_NUMBER_FILES = 2_000
# For the portal's account and, by its group, the backup's, which reads them.
FILE_UPLOAD_PERMISSIONS = 0o640
FILE_UPLOAD_DIRECTORY_PERMISSIONS = 0o750
# clamd's socket (unix:/run/clamav/clamd.ctl, tcp:host:port); without it no file is scanned.
CLAMAV = env("CLAMAV", default="")
FILE_UPLOAD_MAX_MEMORY_SIZE = 5 * 1024 * 1024
DATA_UPLOAD_MAX_MEMORY_SIZE = 5 * 1024 * 1024

# --- Safety ---------------------------------------------------------------------------------------

CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [SELF],
        "img-src": [SELF, "data:"],
        "object-src": [NONE],
        "base-uri": [NONE],
        "form-action": [SELF],
        "frame-ancestors": [NONE],
        # Markup out of text is made in one place, static/js/trusted.js.
        "require-trusted-types-for": ["'script'"],
        "trusted-types": ["portal"],
    }
}
X_FRAME_OPTIONS = "DENY"
SECURE_REFERRER_POLICY = "same-origin"

# --- Being watched (otop_registry.watching) ---------------------------------------------------------

# "json": an object a line, for a machine that collects them (production's own).
LOG_FORMAT = env("LOG_FORMAT", default="line")
LOG_REQUESTS = env.bool("LOG_REQUESTS", default=False)
SLOW_REQUEST_SECONDS = env.float("SLOW_REQUEST_SECONDS", default=3.0)

# Whom to tell by mail about the portal's own errors; it needs EMAIL_URL.
ADMINS = [("", address) for address in env.list("ERROR_MAIL_TO", default=[])]
SERVER_EMAIL = DEFAULT_FROM_EMAIL
SENTRY_DSN = env("SENTRY_DSN", default="")  # otop_registry.watching.reporting

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {
        "line": {"()": "otop_registry.watching.logs.Lines"},
        "json": {"()": "otop_registry.watching.logs.JsonLines"},
    },
    "filters": {
        "no_invitation": {"()": "core.users.invitation_logs.WithoutInvitationLinks"},
        "of_request": {"()": "otop_registry.watching.logs.OfRequest"},
        "refusals": {"()": "otop_registry.watching.logs.Refusals"},
        "few_mails": {"()": "otop_registry.watching.logs.FewMails"},
    },
    "handlers": {
        "console": {
            "class": "logging.StreamHandler",
            "formatter": LOG_FORMAT,
            "filters": ["no_invitation", "of_request", "refusals"],
        },
        "mail": {
            "class": "django.utils.log.AdminEmailHandler",
            "level": "ERROR",
            "filters": ["no_invitation", "few_mails"],
        },
    },
    "root": {
        "handlers": ["console", *(["mail"] if ADMINS and EMAIL_URL else [])],
        "level": env("LOG_LEVEL", default="WARNING"),
    },
    "loggers": {
        "django.request": {"filters": ["no_invitation"]},
        "django.security.csrf": {"filters": ["no_invitation"]},
        "django.server": {"handlers": ["console"], "propagate": False},
        "portal.requests": {"level": "INFO" if LOG_REQUESTS else "WARNING"},
    },
}
