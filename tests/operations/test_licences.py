"""The page of licences holds every locked library, and none that an office could not use."""

import pytest

from operations.licences import LOCK, PAGE, Licence, licences, locked, page


def test_the_page_is_that_of_the_lock_file():
    assert "django" in list(locked())
    assert PAGE.read_text(encoding="utf-8") == page(licences()), f"make licences ({LOCK.name})"


def test_none_is_missing_or_forbidden():
    found = licences()
    assert len(found) > 40
    assert [one.package for one in found if not one.licence] == []
    assert [one.package for one in found if one.is_forbidden] == []


@pytest.mark.parametrize(
    ("said", "forbidden"),
    [
        ("AGPL-3.0-only", True),
        ("GPL-2.0-or-later", True),
        ("GNU General Public License v3 (GPLv3)", True),
        ("Other/Proprietary License", True),
        ("SSPL-1.0", True),
        ("LGPL-3.0-only", False),
        ("GNU Lesser General Public License v2 or later (LGPLv2+)", False),
        ("MIT", False),
        ("MPL-2.0 AND MIT", False),
    ],
)
def test_what_is_forbidden(said, forbidden):
    assert Licence("made-up", said, "").is_forbidden is forbidden
