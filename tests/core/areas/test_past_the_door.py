"""What the portal reads of other areas on purpose: each place in a list with its reason, and none of
them blind though whoever works there sees no row of another area."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.conf import settings
from django.db import transaction

from core.areas.row_security import seen_as, seen_as_portal
from core.personal.models import Reveal
from core.postgresql.before_commit import settle_all
from online_market.answering import save_answers, taken_elsewhere
from producers.models import Producer
from quality import counting
from quality.models import DistrictTally
from tests.support import factories as make
from tests.support import market_factories as market
from tests.support import target_factories as targets
from tests.support.market_factories import typed
from tests.support.signed_in import signed_in

ROOT = Path(settings.BASE_DIR)

# A place more is looked at by two: what it tells whom, and that its test goes as that person.
PLACES = {
    "api/door.py:_answered",
    "catalogue/consenting.py:end_with_merged_record",
    "catalogue/views/public.py:dispatch",
    "core/jobs/workflow.py:_sight_of",
    "core/personal/views.py:_looked_at_today",
    "online_market/answering.py:taken_elsewhere",
    "online_market/signing.py:take_back",
    "open_data/publishing.py:publish",
    "otop_registry/watching/metrics.py:metrics",
    "producers/duplicates.py:likenesses",
    "producers/imports.py:refuse_missing",
    "producers/relocation.py:take_over",
    "producers/views/relocations.py:dispatch",
    "producers/views/relocations.py:get",
    "quality/settling.py:settle",
    "sales/certificates/published.py:publish",
    "sales/figures/as_known.py:looking_back",
    "sales/months/checks.py:_neighbours",
    "sales/months/merging.py:take_figures_along",
    "sales/months/settlement.py:settle_open_months",
    "sales/months/workflow.py:close_month",
    "sales/months/workflow.py:open_month",
    "sales/proposals/leaving.py:end_in_old_district",
    "sales/proposals/leaving.py:end_with_its_producer",
    "targets/levels.py:set_levels",
    "targets/views/levels.py:_page",
    "sales/views/prints.py:dispatch",
    "sales/views/producer_report.py:dispatch",
}
# How it is told at all, and who else tells it.
TELLS = {
    "core/areas/row_security.py": {"Sight", "seeing"},
    "core/postgresql/sight.py": {"Sight"},
    "sales/views/producer_report.py": {"seen_as_district"},
}
_LEFT_OUT = {"tests", "migrations", "var", ".venv", "node_modules"}


def modules() -> Iterator[tuple[str, ast.Module]]:
    for path in sorted(ROOT.rglob("*.py")):
        inside = path.relative_to(ROOT)
        if not _LEFT_OUT.intersection(inside.parts):
            yield str(inside), ast.parse(path.read_text(encoding="utf-8"))


def names_in(node: ast.AST) -> Iterator[str]:
    for one in ast.walk(node):
        if isinstance(one, ast.Name):
            yield one.id
        elif isinstance(one, ast.Attribute):
            yield one.attr


def places_in(module: ast.Module) -> Iterator[tuple[str, ast.Call | None]]:
    """The function around each mention of `seen_as_portal`, and the call; None for a mention that calls
    nothing, as a second name would be."""
    around = {
        inner: outer.name
        for outer in ast.walk(module)
        if isinstance(outer, ast.FunctionDef | ast.AsyncFunctionDef)
        for inner in ast.walk(outer)
    }
    called = {id(one.func): one for one in ast.walk(module) if isinstance(one, ast.Call)}
    for one in ast.walk(module):
        if "seen_as_portal" in (getattr(one, "id", ""), getattr(one, "attr", "")):
            yield around.get(one, ""), called.get(id(one))


def reason_of(call: ast.Call | None, module: ast.Module) -> str:
    """What the call says: a text, or the name of one that stands in its module."""
    said = call.args[0] if call and len(call.args) == 1 else None
    if isinstance(said, ast.Name):
        constants = [one for one in module.body if isinstance(one, ast.Assign)]
        said = next((c.value for c in constants if said.id in names_in(c.targets[0])), None)
    text = said.value if isinstance(said, ast.Constant) else ""
    return text if isinstance(text, str) else ""


def test_each_place_that_looks_past_it_is_listed_and_says_why():
    found, silent = set(), []
    for name, module in modules():
        for function, call in places_in(module):
            found.add(f"{name}:{function}")
            if len(reason_of(call, module).split()) < 5:
                silent.append(f"{name}:{function}")
    assert found == PLACES
    assert silent == []


def test_nobody_else_tells_whose_rows_are_seen():
    asked = {"Sight", "seeing", "seen_as_district"}
    found = {name: asked.intersection(names_in(module)) for name, module in modules()}
    assert {name: names for name, names in found.items() if names} == TELLS
    written = [
        name
        for name, module in modules()
        for one in ast.walk(module)
        if isinstance(one, ast.Constant) and "portal.area" in str(one.value)
    ]
    assert set(written) == {
        "core/areas/row_policies.py",
        "core/areas/row_security.py",  # its words
        "core/postgresql/sight.py",
        "otop_registry/databases.py",
    }


def test_a_place_without_a_reason_or_under_another_name_is_found():
    module = ast.parse(
        "from core.areas.row_security import seen_as_portal\n"
        "def one():\n    with seen_as_portal():\n        pass\n"
        "def two():\n    look = seen_as_portal\n"
    )
    found = {name: reason_of(call, module) for name, call in places_in(module)}
    assert found == {"one": "", "two": ""}
    with pytest.raises(TypeError, match="why"):
        seen_as_portal()  # type: ignore[call-arg]


# --- None of them is blind ------------------------------------------------------------------------


@pytest.fixture
def old(db):
    return make.district("2402")


@pytest.fixture
def new(db):
    return make.district("2502", "กบินทร์บุรี")


def test_a_product_that_moved_counts_once_in_a_series(old, new):
    """The round before was answered in the district it came from."""
    product, other = market.registered(old, 2)
    first = market.survey_of(market.opened(), old)
    market.answered(first, product)
    make.moved(product.producer, new)
    second = market.survey_of(market.opened(number=2), new)
    clerk = make.district_officer(new)
    with seen_as(clerk):
        assert set(taken_elsewhere(second, [product.pk, other.pk])) == {product.pk}
        row = typed(market.base_of(second.round, product), trained=True)
        (outcome,) = save_answers(second, [row], by=clerk)
    assert "นับแล้วในรอบที่ 1" in outcome.errors["row"]


def test_a_move_counts_the_district_it_leaves_too(old, new):
    for name in ("จะย้าย", "ที่อยู่ต่อ"):
        make.ready_producer(old, name, status="announced")
    counting.refresh()
    moving = Producer.objects.get(name="จะย้าย")
    with seen_as(make.district_officer(new)), transaction.atomic():
        with seen_as_portal("as the step itself, whose end the form's transaction outlives"):
            make.moved(moving, new)
        settle_all()
    kept = dict(DistrictTally.objects.filter(code="P02").values_list("district", "of"))
    assert kept == {"2402": 1, "2502": 1}


def test_the_department_is_told_how_many_drafts_its_levels_change(old):
    targets.whole_plan(old.province, {old.pk: (100, 200, 300)})
    page = signed_in(make.department_officer()).get("/targets/levels/2570/")
    assert page.context["drafts"] == 1


def test_who_moved_to_another_office_has_not_a_day_of_numbers_more(old, new, settings):
    settings.REVEALS_A_DAY = 2
    maker = make.producer(new)
    maker.set_national_id("1999900000013")
    maker.save()
    officer = make.district_officer(new)
    for _ in range(2):
        Reveal.objects.create(record=maker, district=old, reason="ของที่ทำงานเดิม", by=officer)
    path = f"/personal/reveal/producers/producer/{maker.pk}/"
    answer = signed_in(officer).post(path, {"reason": "ตรวจกับสำเนาบัตร"})
    assert answer.status_code == 429
