"""Production: everything of `settings`, plus what only a site behind https can promise.

Refuses to start without the keys, the database and the hosts of its own, and with the demo on."""

import os

from cryptography.fernet import Fernet
from django.core.exceptions import ImproperlyConfigured

REQUIRED = (
    "SECRET_KEY",
    "DATABASE_URL",
    "ALLOWED_HOSTS",
    "PUBLIC_ADDRESS",
    "NATIONAL_ID_KEYS",
    "NATIONAL_ID_HASH_KEY",
)
for name in REQUIRED:
    if not os.environ.get(name):
        raise ImproperlyConfigured(f"{name} must be set in production")

# Lines go to a machine that collects them, each request among them.
os.environ.setdefault("LOG_FORMAT", "json")
os.environ.setdefault("LOG_REQUESTS", "true")

from otop_registry.settings import *  # noqa: E402, F403
from otop_registry.settings import (  # noqa: E402
    ALLOWED_HOSTS,
    BASE_DIR,
    LEAKED_PASSWORDS,
    NATIONAL_ID_KEYS,
    OIDC_CLIENT_ID,
    OIDC_CLIENT_SECRET,
    OIDC_ISSUER,
    PORTAL_DEMO,
    ROW_SECURITY,
    env,
)
from otop_registry.verified_hosts import unverified_databases, unverified_mail  # noqa: E402

if PORTAL_DEMO:
    raise ImproperlyConfigured("PORTAL_DEMO offers sign-ins to anybody: not in production")

if not ROW_SECURITY:
    raise ImproperlyConfigured("ROW_SECURITY keeps rows of other areas back: not off in production")

# One data folder under a clone, started by whoever comes first, without TLS: for `make run` and tests.
_embedded = BASE_DIR / "var" / "postgres" / "port"
if _embedded.exists() and _embedded.read_text().strip() == str(env.db("DATABASE_URL")["PORT"]):
    raise ImproperlyConfigured(
        "DATABASE_URL names the embedded PostgreSQL of `make run`: not in production. Install Debian's "
        "(`otop install`) and move what is there: otop import-embedded (docs/operations.md)"
    )

for number, key in enumerate(NATIONAL_ID_KEYS, start=1):
    try:
        Fernet(key)
    except ValueError:
        # Without the cause: it is about the key itself.
        raise ImproperlyConfigured(
            f"NATIONAL_ID_KEYS: key {number} is not 32 bytes in url-safe base64"
        ) from None

if OIDC_ISSUER and not (
    OIDC_ISSUER.startswith("https://") and OIDC_CLIENT_ID and OIDC_CLIENT_SECRET
):
    raise ImproperlyConfigured(
        "OIDC_ISSUER must be an https address, with OIDC_CLIENT_ID and OIDC_CLIENT_SECRET beside it"
    )

# Whoever stands between this machine and another reads and changes what is not sealed for it.
PRIVATE_HOSTS = env.list("PRIVATE_HOSTS", default=[])
_DATABASES = ("DATABASE_URL", "DATABASE_OWNER_URL", "DATABASE_REPLICA_URL", "PGBOUNCER_URL")
for fault in (
    *unverified_databases({name: env(name, default="") for name in _DATABASES}, PRIVATE_HOSTS),
    *unverified_mail(vars(), PRIVATE_HOSTS),
):
    raise ImproperlyConfigured(fault)

if LEAKED_PASSWORDS and not os.path.isfile(LEAKED_PASSWORDS):
    raise ImproperlyConfigured(f"LEAKED_PASSWORDS: {LEAKED_PASSWORDS} is no file")

DEBUG = False
# The watcher of this machine asks the portal itself, without https and by the machine's address.
ALLOWED_HOSTS = [*ALLOWED_HOSTS, "127.0.0.1", "[::1]"]
SECURE_REDIRECT_EXEMPT = [r"^health/(live|ready)$", r"^metrics$"]
SECURE_SSL_REDIRECT = env.bool("SECURE_SSL_REDIRECT", default=True)
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
SECURE_HSTS_SECONDS = env.int("SECURE_HSTS_SECONDS", default=365 * 24 * 3600)
SECURE_HSTS_INCLUDE_SUBDOMAINS = True
SECURE_HSTS_PRELOAD = True
SESSION_COOKIE_SECURE = True
CSRF_COOKIE_SECURE = True
# No other host below the same domain, and no page without https, can set one of these names.
SESSION_COOKIE_NAME = "__Host-sessionid"
CSRF_COOKIE_NAME = "__Host-csrftoken"
PROXY_COUNT = env.int("PROXY_COUNT", default=1)
