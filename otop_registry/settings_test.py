"""Tests: the settings as they are, with a quick password hash and plain static files."""

import tempfile
from pathlib import Path

import environ

from otop_registry.settings import *  # noqa: F403
from otop_registry.settings import DATABASE_OWNER_URL, DATABASES, STORAGES

PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
STORAGES = STORAGES | {
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
}
MEDIA_ROOT = Path(tempfile.mkdtemp(prefix="otop-media-"))
# Each test client loads the middleware anew, and WhiteNoise looks at every collected file then.
WHITENOISE_AUTOREFRESH = True
PORTAL_DEMO = False
# Tests travel through days with one sign-in; the day of a session has tests of its own.
SESSION_LONGEST_SECONDS = 100 * 365 * 24 * 3600
# And they sign in with a password alone; tests/accounts/second_factor asks for more.
SECOND_FACTOR_REQUIRED = False
OIDC_ISSUER = ""
PUBLIC_ADDRESS = "http://127.0.0.1:8000"

# The tests' database is made by the owner of its tables; each test works as the web
# (tests.support.database).
if DATABASE_OWNER_URL:
    owner = environ.Env.db_url_config(DATABASE_OWNER_URL)
    DATABASES["default"] |= {"USER": owner["USER"], "PASSWORD": owner["PASSWORD"]}
    DATABASE_OWNER_URL = ""
# Each thread closes its own connection at its end; a pool would hold the test database open.
DATABASES["default"]["OPTIONS"] = {}
