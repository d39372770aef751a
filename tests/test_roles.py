"""A role is named where it is given something, and nowhere else.

What it may do stands in otop_registry/rights.py and the tables of steps; who comes in, in `roles` of a
page. Pages and templates ask those; whose area they show they ask User.of_district, of_province and
of_nation.
"""

import ast
import re
from collections.abc import Iterator

import pytest
from django.conf import settings
from django.template.base import Lexer, TokenType

from core.areas.scope import Role
from core.pages import RoleView
from core.steps import StepRule, is_for, may, offers
from core.users.models import User

ROOT = settings.BASE_DIR
TEMPLATES = ROOT / "templates"

# Pages that look something up by the role itself, and why that is not a comparison of theirs.
LOOKS_UP = {
    "core/pages.py": "RoleView.opens_to, which the others ask",
    "core/tables/views.py": "asks the table, which declares its exporters and importers",
    "otop_registry/home/views.py": "HOMES declares the first page of each role",
    "otop_registry/navigation.py": "the menu is declared by role",
}
# Refusals by role outside the tables of steps.
REFUSES = {
    "core/tables/management/commands/import_table.py": "asks the table's importers",
    "core/tables/loading.py": "asks the table's importers",
    "core/tables/views.py": "asks the table's exporters and importers",
    "core/tables/workflow.py": "asks the table's importers",
}


def sources() -> Iterator[tuple[str, ast.Module]]:
    for package in sorted(ROOT.glob("*/__init__.py")):
        for path in sorted(package.parent.rglob("*.py")):
            if "migrations" not in path.parts:
                yield str(path.relative_to(ROOT)), ast.parse(path.read_text("utf-8"))


SOURCES = {name: tree for name, tree in sources() if not name.startswith(("tests/", "bench/"))}
PAGES = {
    name: tree
    for name, tree in SOURCES.items()
    if re.search(r"/(views|admin|home)[/.]|/\w+_(admin|page)\.py|/(navigation|pages)\.py", name)
}


def reads_a_role(node: ast.AST) -> bool:
    return any(
        isinstance(one, ast.Attribute) and one.attr == "role" and isinstance(one.ctx, ast.Load)
        for one in ast.walk(node)
    )


def names_a_role(node: ast.AST) -> bool:
    return any(
        isinstance(one, ast.Attribute)
        and isinstance(one.value, ast.Name)
        and one.value.id == "Role"
        and one.attr in Role.__members__
        for one in ast.walk(node)
    )


def declarations(tree: ast.Module) -> Iterator[ast.stmt]:
    """Entrances, `roles = …` of a page, and constants of the module."""
    for node in tree.body:
        if isinstance(node, ast.Assign):
            yield node
        if isinstance(node, ast.ClassDef):
            yield from (
                one
                for one in node.body
                if isinstance(one, ast.Assign)
                and [target.id for target in one.targets if isinstance(target, ast.Name)]
                == ["roles"]
            )


def test_pages_do_not_look_at_the_role_of_a_person():
    assert len(PAGES) > 90
    found = {name for name, tree in PAGES.items() if reads_a_role(tree)}
    assert found == set(LOOKS_UP)


def test_pages_name_a_role_only_to_say_whose_they_are():
    found = []
    for name, tree in PAGES.items():
        searched = [  # accounts, by whose they are
            node for node in ast.walk(tree) if isinstance(node, ast.keyword) and node.arg == "role"
        ]
        allowed = [*declarations(tree), *searched]
        declared = {id(one) for node in allowed for one in ast.walk(node)}
        found += [
            f"{name}:{node.lineno}"
            for node in ast.walk(tree)
            if isinstance(node, ast.Attribute) and names_a_role(node) and id(node) not in declared
        ]
    assert found == []


def test_who_may_not_is_refused_by_a_table():
    """No `if … role …: raise` beside a table of rights or steps."""
    found = {
        name
        for name, tree in SOURCES.items()
        for node in ast.walk(tree)
        if isinstance(node, ast.If)
        and reads_a_role(node.test)
        and any(isinstance(one, ast.Raise) for one in node.body)
    }
    assert found == set(REFUSES)


def tags() -> Iterator[tuple[str, int, str, str]]:
    """Every tag, value and text of the templates: where, of which kind, what it says."""
    for path in sorted(TEMPLATES.rglob("*.html")):
        for token in Lexer(path.read_text("utf-8")).tokenize():
            yield str(path.relative_to(TEMPLATES)), token.lineno, token.token_type, token.contents


def test_templates_compare_no_role():
    found = [
        f"{name}:{line}"
        for name, line, kind, said in tags()
        if kind in (TokenType.BLOCK, TokenType.VAR) and re.search(r"\.role\b", said)
    ]
    assert found == []


LEVEL = re.compile(r"\buser\.of_(district|province|nation)\b")
FLAG = re.compile(r"\b(may_\w+|editable)\b")  # of the page's context


def test_templates_offer_no_form_by_the_level_of_a_person():
    """The level decides words, links to one's own pages and what an area shows; a form is offered by a
    flag of the page, which asked the step."""
    found: list[str] = []
    open_ifs: list[list[str]] = []  # the conditions of each
    levels = 0
    for name, line, kind, said in tags():
        if kind == TokenType.BLOCK:
            match said.split(maxsplit=1):
                case ["if", condition]:
                    open_ifs.append([condition])
                case ["elif", condition]:
                    open_ifs[-1].append(condition)
                case ["endif"]:
                    open_ifs.pop()
            levels += bool(LEVEL.search(said))
        elif kind == TokenType.TEXT and re.search(r"<(form|button)\b", said):
            asked = [" ".join(conditions) for conditions in open_ifs]
            by_level = [bool(LEVEL.search(one)) for one in asked]
            inside = asked[by_level.index(True) + 1 :] if any(by_level) else []
            if any(by_level) and not any(FLAG.search(one) for one in inside):
                found.append(f"{name}:{line}")
    assert levels > 20
    assert found == []


ANYBODYS = StepRule("step", frozenset({"draft"}), None, frozenset({Role.DISTRICT}), certifies=True)


@pytest.mark.parametrize("role", Role)
def test_a_page_and_a_step_ask_the_same_table(role):
    user = User(role=role, is_active=True, standing="active", may_certify=role == Role.DISTRICT)
    own = role == Role.DISTRICT
    assert is_for(ANYBODYS, user) is own

    class OwnPage(RoleView):
        roles = ANYBODYS.roles

    assert OwnPage.opens_to(user) is own
    levels = (user.of_district, user.of_province, user.of_nation)
    assert levels == tuple(role == one for one in Role)


def test_a_step_of_no_district_is_offered_to_nobody_out_of_use_and_no_clerk():
    user = User(role=Role.DISTRICT, is_active=False, may_certify=True)
    assert not is_for(ANYBODYS, user)
    with pytest.raises(Exception, match="เป็นหน้าที่ของ"):
        may(user, ANYBODYS)
    clerk = User(role=Role.DISTRICT, is_active=True)
    record = type("Record", (), {"status": "draft"})()
    assert is_for(ANYBODYS, clerk)
    assert not offers(ANYBODYS, record, clerk)
