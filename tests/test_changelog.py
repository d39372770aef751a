"""CHANGELOG.md begins with the project's version; each has a part for clerks and one for operators."""

import re
import tomllib
from pathlib import Path

from django.conf import settings

ROOT = Path(settings.BASE_DIR)


def test_the_newest_version_is_the_projects_and_every_version_has_both_parts():
    version = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]["version"]
    _, *told = re.split(
        r"^## (\S+?)(?:,.*)?$", (ROOT / "CHANGELOG.md").read_text(), flags=re.MULTILINE
    )

    assert told[0] == version
    for part in told[1::2]:
        assert re.findall(r"^### (.*)$", part, re.MULTILINE) == ["สำหรับเจ้าหน้าที่", "For operators"]
