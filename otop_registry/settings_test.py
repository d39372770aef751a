"""Tests: the settings as they are, with a quick password hash and plain static files."""

import tempfile
from pathlib import Path

from otop_registry.settings import *  # noqa: F403
from otop_registry.settings import DATABASES, STORAGES

PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
STORAGES = STORAGES | {
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
}
MEDIA_ROOT = Path(tempfile.mkdtemp(prefix="otop-media-"))
# Each test client loads the middleware anew, and WhiteNoise looks at every collected file then.
WHITENOISE_AUTOREFRESH = True
PORTAL_DEMO = False
PUBLIC_ADDRESS = "http://127.0.0.1:8000"

# Each thread closes its own connection at its end; a pool would hold the test database open.
DATABASES["default"]["OPTIONS"] = {}
