"""Static files as production serves them: hashed names, the imports of our modules among them."""

import json
import re
from io import StringIO
from pathlib import Path

import pytest
from django.conf import settings as django_settings
from django.core.management import call_command

STATIC = django_settings.BASE_DIR / "static"
IMPORT = re.compile(r"""(?:from\s*|import\s*\(?\s*)["'](\.[^"']+)["']""")
HASHED = re.compile(r"\.[0-9a-f]{12}\.js$")


@pytest.fixture
def collected(settings, tmp_path) -> Path:
    """The static files, collected as a release collects them."""
    settings.STATIC_ROOT = tmp_path
    settings.STATICFILES_FINDERS = ["django.contrib.staticfiles.finders.FileSystemFinder"]
    settings.STORAGES = settings.STORAGES | {
        "staticfiles": {"BACKEND": "otop_registry.static_storage.ModuleStaticFilesStorage"}
    }
    call_command("collectstatic", interactive=False, stdout=StringIO())
    return tmp_path


def test_production_serves_this_storage():
    from otop_registry import settings as portal

    assert portal.STORAGES["staticfiles"]["BACKEND"].endswith(".ModuleStaticFilesStorage")


def test_every_import_of_a_hashed_module_is_a_hashed_file_that_is_there(collected):
    paths = json.loads((collected / "staticfiles.json").read_text())["paths"]
    ours = {name for name in paths if name.endswith(".js")}
    assert "js/grid/main.js" in ours
    imports = {
        (name, found): (collected / paths[name]).parent / found
        for name in ours
        for found in IMPORT.findall((collected / paths[name]).read_text())
    }
    plain = {name: len(IMPORT.findall((STATIC / name).read_text())) for name in ours}
    assert sum(plain.values()) == len(imports) > 20
    assert [key for key, path in imports.items() if not HASHED.search(path.name)] == []
    assert [key for key, path in imports.items() if not path.is_file()] == []
