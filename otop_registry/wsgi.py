"""The portal as a WSGI application (gunicorn otop_registry.wsgi)."""

import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "otop_registry.settings")
os.environ["SERVES_PAGES"] = "1"  # what waits, and for how long (settings)
application = get_wsgi_application()

from core.personal.keys import refuse_wrong_keys  # noqa: E402  (after the settings)

refuse_wrong_keys()
