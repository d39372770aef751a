"""What files cite exists: documents with their sections, decisions, and what the documents themselves
name: paths, dotted names, commands, links. A citation is "DOMAIN.md 8" (docs/domain.md, section 8),
"DOMAIN.md 9.4" (its step 4), "DESIGN.md Data" (the section of that name), "decision 0016"."""

import os
import re
import string
import tomllib
from collections.abc import Iterator
from functools import cache
from importlib import import_module
from pathlib import Path
from types import FunctionType

import pytest
from django.apps import apps
from django.conf import settings
from django.core.management import get_commands

ROOT = Path(settings.BASE_DIR)
NOT_OURS = {"__pycache__", "node_modules", "var"}
READ = {".py", ".md", ".html", ".css", ".js", ".typ", ".toml", ".yml", ".yaml"}
SOURCES = READ | {".csv", ".json", ".po", ".txt", ".svg", ".png"}

# Cited by another name than its file's: the document, and the section its numbers are items of.
FOLDED_INTO = {"EXAMPLES": ("design", "Habits")}

_CITED = re.compile(r"\b(?:([A-Z][A-Z_]+)\.md|(ID_AND_PHONE_CHECKS))\b")
_NUMBERS = re.compile(
    r",? (?:section )?(\d+(?:\.\d+)?(?:(?:-|, | and )\d+(?:\.\d+)?\b(?! [A-Z]))*)(?:, ([PDC]\d\d))?"
)
_NAMED = re.compile(r",? ([A-Z][a-z]+)")
_DECISION = re.compile(r"\b[Dd]ecisions?[ /]\[?(\d{4})(?:\]\([^)]*\))?(?: and \[?(\d{4}))?")
_CONTINUED = re.compile(r"[ \t]*\n[ \t]*(?:#(?!#)|//|\*)?[ \t]*")
_HEADING = re.compile(r"^#{1,6} +(.+?) *$", re.MULTILINE)
_BLOCK = re.compile(r"^```.*?^```", re.MULTILINE | re.DOTALL)
_LINK = re.compile(r"\]\(([^)\s]+)\)")


@cache
def ours() -> tuple[Path, ...]:
    """Every file of the repository."""
    found = []
    for folder, folders, names in os.walk(ROOT):
        folders[:] = [one for one in folders if not (one in NOT_OURS or _is_hidden(one))]
        found += [Path(folder, name) for name in names]
    return tuple(found)


def _is_hidden(name: str) -> bool:
    return name.startswith(".") and name not in {".ci", ".github"}


def documents() -> list[Path]:
    """Those whose paths, names, commands and links are held to the code."""
    return [one for one in ours() if one.suffix == ".md" and not one.is_relative_to(ROOT / "tests")]


@cache
def document(name: str) -> str | None:
    """The text of the document cited as `name`; None where there is none."""
    file = ROOT / "docs" / f"{name.lower().replace('_', '-')}.md"
    if file.exists():
        return file.read_text()
    same = [one for one in ours() if one.name == f"{name}.md"]
    return same[0].read_text() if same else None


def section_of(text: str, begins: str) -> str | None:
    """What stands under the heading that begins with this word or number."""
    headings = list(_HEADING.finditer(text))
    for at, heading in enumerate(headings):
        if re.match(rf"{re.escape(begins)}(?!\d)", heading[1]):
            end = headings[at + 1].start() if at + 1 < len(headings) else len(text)
            return text[heading.end() : end]
    return None


def has_number(text: str, number: str) -> bool:
    """Whether section `8`, or the step 4 of section 9 (`9.4`), stands in a document."""
    section, _, item = number.partition(".")
    found = section_of(text, section)
    return found is not None and (not item or has_item(found, item))


def has_item(text: str, number: str) -> bool:
    return re.search(rf"^{number}\. ", text, re.MULTILINE) is not None


def cited_numbers(words: str) -> Iterator[str]:
    """The numbers of "2-4", "3, 11" and "5 and 8"."""
    for part in re.split(r", | and ", words):
        first, _, last = part.partition("-")
        yield from map(str, range(int(first), int(last) + 1)) if last else [first]


def wrong_citations(text: str) -> list[str]:
    """The citations of `text` that lead nowhere."""
    text = _CONTINUED.sub(" ", text)
    return [*_wrong_documents(text), *_wrong_decisions(text)]


def _wrong_documents(text: str) -> Iterator[str]:
    for cited in _CITED.finditer(text):
        name = cited[1] or cited[2]
        folded = FOLDED_INTO.get(name)
        found = document(folded[0] if folded else name)
        if found is None:
            yield f"{name}: no such document"
            continue
        if folded:
            found = section_of(found, folded[1]) or ""
        if numbers := _NUMBERS.match(text, cited.end()):
            has = has_item if folded else has_number
            for number in cited_numbers(numbers[1]):
                if not has(found, number):
                    yield f"{name}: no section {number}"
            if numbers[2] and numbers[2] not in found:
                yield f"{name}: nothing about {numbers[2]}"
        elif named := _NAMED.match(text, cited.end()):
            if section_of(found, named[1]) is None:
                yield f"{name}: no section {named[1]}"


def _wrong_decisions(text: str) -> Iterator[str]:
    for cited in _DECISION.finditer(text):
        for number in filter(None, cited.groups()):
            if not list((ROOT / "docs" / "decisions").glob(f"{number}-*.md")):
                yield f"decision {number}: there is none"


def in_backticks(text: str) -> list[str]:
    """What a document sets as code within its sentences, also over the end of a line."""
    return [" ".join(one.split()) for one in re.findall(r"`([^`]+)`", _BLOCK.sub("", text))]


def wrong_paths(text: str) -> list[str]:
    """The paths that a document names and the repository does not have."""
    return [
        one for one in in_backticks(text) if _looks_like_path(one) and not _exists(one.rstrip("/"))
    ]


def _looks_like_path(words: str) -> bool:
    if not re.fullmatch(r"[\w.*-][\w./*-]*", words):
        return False
    first, slash, rest = words.partition("/")
    if first in NOT_OURS:
        return False
    if slash and rest and (ROOT / first).is_dir():
        return True
    if slash and not rest:
        return True
    return Path(words).suffix in SOURCES and not Path(words).stem.isupper()


def _exists(path: str) -> bool:
    """From the root; a bare name anywhere."""
    if "*" in path:
        return any(ROOT.glob(path))
    if "/" in path or (ROOT / path).exists():
        return (ROOT / path).exists()
    return any(path in one.relative_to(ROOT).parts for one in ours())


def wrong_names(text: str) -> list[str]:
    """The dotted names of the project's packages that a document says and no import finds."""
    return [
        one
        for one in in_backticks(text)
        if re.fullmatch(r"[a-z_]\w*(\.\w+)+", one)
        and Path(one).suffix not in SOURCES
        and (ROOT / one.split(".")[0] / "__init__.py").exists()
        and not _is_found(one)
    ]


def _is_found(name: str) -> bool:
    parts = name.split(".")
    for length in range(len(parts), 0, -1):
        if not _is_module(parts[:length]):
            continue
        if length == len(parts):
            return True
        module = ".".join(parts[:length])
        found = import_module(module)
        for part in parts[length:]:
            if part in getattr(found, "__annotations__", {}):
                return True
            if not hasattr(found, part):
                return _is_model(name)
            found = getattr(found, part)
        return _is_at_home(found, module)
    return _is_model(name)


def _is_at_home(found: object, module: str) -> bool:
    """Whether it is written there, or in a part of that package, and not only imported there."""
    if not isinstance(found, type | FunctionType):
        return True
    return f"{found.__module__}.".startswith(f"{module}.")


def _is_module(parts: list[str]) -> bool:
    path = Path(ROOT, *parts)
    return path.with_suffix(".py").exists() or (path / "__init__.py").exists()


def _is_model(name: str) -> bool:
    """accounts.User, as settings and the database name it."""
    label, _, model = name.partition(".")
    return any(one.__name__ == model for one in apps.get_models() if one._meta.app_label == label)


def wrong_commands(text: str) -> list[str]:
    """`manage.py ...` and `make ...` that do not exist."""
    targets = re.findall(r"^([a-z-]+):", (ROOT / "Makefile").read_text(), re.MULTILINE)
    return [
        f"{program} {name}"
        for program, name in re.findall(r"\b(manage\.py|make) ([a-z][\w-]*)", _code_of(text))
        if name not in (targets if program == "make" else get_commands())
    ]


def _code_of(text: str) -> str:
    return "\n".join([*_BLOCK.findall(text), *in_backticks(text)])


def wrong_links(text: str, file: Path) -> list[str]:
    """Links within the repository that lead nowhere."""
    wrong = []
    for link in _LINK.findall(text):
        if "://" in link:
            continue
        path, _, anchor = link.partition("#")
        target = (file.parent / path).resolve() if path else file
        if not target.exists() or (anchor and anchor not in anchors(target)):
            wrong.append(link)
    return wrong


def anchors(file: Path) -> set[str]:
    """As GitHub makes them of headings."""
    dropped = string.punctuation.replace("-", "").replace("_", "")
    return {
        heading.lower().translate(str.maketrans(" ", "-", dropped))
        for heading in _HEADING.findall(file.read_text())
    }


def found_in(files: list[Path], wrong) -> list[str]:
    return [f"{file.relative_to(ROOT)}: {one}" for file in files for one in wrong(file.read_text())]


def test_every_cited_document_section_and_decision_exists():
    citing = [one for one in ours() if one.suffix in READ and one != Path(__file__)]

    assert found_in(citing, wrong_citations) == []


def test_every_path_a_document_names_exists():
    assert found_in(documents(), wrong_paths) == []


def test_every_name_a_document_says_is_found_by_import():
    assert found_in(documents(), wrong_names) == []


def test_every_command_a_document_tells_exists():
    assert found_in(documents(), wrong_commands) == []


def test_every_link_between_documents_leads_somewhere():
    wrong = [
        f"{one.relative_to(ROOT)}: {link}"
        for one in documents()
        for link in wrong_links(one.read_text(), one)
    ]

    assert wrong == []


def test_the_tree_of_the_architecture_is_that_of_the_contract():
    contract = tomllib.loads((ROOT / "pyproject.toml").read_text())["tool"]["importlinter"]
    floors = " | ".join(contract["contracts"][0]["layers"]).replace(".", "/").split(" | ")
    tree = re.search(r"^```\n(otop_registry/.*?)^```", document("ARCHITECTURE"), re.M | re.S)[1]
    assert re.findall(r"core/\w+|\w+(?=/(?:\s|$))", tree) == floors


@pytest.mark.parametrize(
    ("text", "wrong"),
    [
        ("the month (DOMAIN.md 8)", []),
        ("sections (DOMAIN.md 2-4), lists (DOMAIN.md 3, 11)", []),
        ("of that day (DOMAIN.md 11, 26 January 2567)", []),
        ("a check (DOMAIN.md 7, P08); a part (DOMAIN.md 4, sections 3 and 4)", []),
        ("adds up (DOMAIN.md 9.5); as DOMAIN.md\n    # 1 lets people type", []),
        ("kept (DESIGN.md, Data; DESIGN.md Reports), both values (EXAMPLES.md 6)", []),
        ("(LOOK.md) (ID_AND_PHONE_CHECKS, section 3) decisions 0014 and 0020", []),
        ("(DOMAIN.md 15)", ["DOMAIN: no section 15"]),
        ("(DOMAIN.md 5 and 18)", ["DOMAIN: no section 18"]),
        ("(DOMAIN.md 9.6)", ["DOMAIN: no section 9.6"]),
        ("(DOMAIN.md 7, P11)", ["DOMAIN: nothing about P11"]),
        ("(DESIGN.md Colours)", ["DESIGN: no section Colours"]),
        ("(EXAMPLES.md 60)", ["EXAMPLES: no section 60"]),
        ("(RULES.md 1)", ["RULES: no such document"]),
        ("decision 0099", ["decision 0099: there is none"]),
    ],
)
def test_a_wrong_citation_is_found(text, wrong):
    assert wrong_citations(text) == wrong


def test_a_wrong_path_name_command_and_link_are_found(tmp_path):
    text = (
        "`sales/models` `sales/nowhere.py` `nowhere.py` `nowhere/` `text/html` `var/media` `FILE.csv` "
        "`core.areas.scope.Role` `core.areas.scope.Nobody` `sales.steps.Role` `django.nowhere` "
        "`manage.py migrate` `manage.py sell` `make test` `make sell` "
        "[there](page.md#a-title) [not](page.md#another) [nor](nowhere.md)"
    )
    page = tmp_path / "page.md"
    page.write_text(f"# A title\n{text}")

    assert wrong_paths(text) == ["sales/nowhere.py", "nowhere.py", "nowhere/"]
    assert wrong_names(text) == ["core.areas.scope.Nobody", "sales.steps.Role"]
    assert wrong_commands(text) == ["manage.py sell", "make sell"]
    assert wrong_links(text, page) == ["page.md#another", "nowhere.md"]
