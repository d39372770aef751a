"""docs/licences.md: under which licence each library of an installation comes (`make licences`).

Out of what the installed packages say of themselves: an expression of SPDX, else their classifier,
else the field. None that an office could not use as it is may be among them (`FORBIDDEN`), and none
that says nothing; tests/operations/test_licences.py holds the page to the lock file.
"""

import re
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from importlib import metadata
from pathlib import Path

from .settings import ROOT

LOCK, PAGE = ROOT / "requirements" / "portal.txt", ROOT / "docs" / "licences.md"

# Whose terms reach what uses them, or that are for some only. The LGPL of a library imported as it
# comes does not.
FORBIDDEN = re.compile(r"AGPL|(?<!L)GPL|SSPL|BUSL|Commons Clause|NonCommercial|proprietary", re.I)
_PERMITS = re.compile(r"Lesser General Public License", re.I)

# Of other systems (Windows), so not installed here; what their project says.
ELSEWHERE = {"colorama": "BSD-3-Clause", "tzdata": "Apache-2.0"}


@dataclass(frozen=True)
class Licence:
    package: str
    licence: str
    home: str

    @property
    def is_forbidden(self) -> bool:
        return bool(FORBIDDEN.search(_PERMITS.sub("LGPL", self.licence)))


def locked() -> Iterator[str]:
    """The names in the lock file."""
    for line in LOCK.read_text(encoding="utf-8").splitlines():
        if found := re.match(r"([A-Za-z0-9][\w.-]*)(\[[^]]*\])?==", line):
            yield found[1]


def licences() -> list[Licence]:
    return [_licence_of(name) for name in locked()]


def _licence_of(name: str) -> Licence:
    if name in ELSEWHERE:  # `make release` may have brought it here
        return Licence(name, ELSEWHERE[name], "")
    try:
        said = metadata.metadata(name)
    except metadata.PackageNotFoundError:
        return Licence(name, "", "")
    classifiers = [one for one in said.get_all("Classifier") or [] if one.startswith("License :: ")]
    classified = " OR ".join(one.rpartition(" :: ")[2] for one in classifiers)
    field = _first(said, "License").strip()
    told = _first(said, "License-Expression") or classified or (field if len(field) < 40 else "")
    return Licence(name, told, _home_of(said))


def _first(said: metadata.PackageMetadata, name: str) -> str:
    return str(next(iter(said.get_all(name) or []), ""))


def _home_of(said: metadata.PackageMetadata) -> str:
    links = dict(one.split(", ", 1) for one in said.get_all("Project-URL") or [])
    named = {name.lower(): address for name, address in links.items()}
    for name in ("homepage", "home", "repository", "source", "source code", "github"):
        if name in named:
            return str(named[name])
    return str(_first(said, "Home-page") or next(iter(links.values()), ""))


def page(found: list[Licence]) -> str:
    lines = [
        "# Licences of the libraries",
        "",
        "What an installation brings beside Python, PostgreSQL and nginx, as each package says it of",
        "itself. Written by `make licences` from `requirements/portal.txt`; the versions with their",
        "sums are in a release's SBOM.",
        "",
        "| Library | Licence | Where |",
        "|---|---|---|",
        *(f"| {one.package} | {one.licence} | {one.home} |" for one in found),
    ]
    return "\n".join(lines) + "\n"


def main() -> int:
    found = licences()
    wrong = [one for one in found if one.is_forbidden or not one.licence]
    for one in wrong:
        print(f"{one.package}: {one.licence or 'says no licence'}", file=sys.stderr)
    if not wrong:
        Path(PAGE).write_text(page(found), encoding="utf-8")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
