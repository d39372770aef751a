"""The steps of a round and its targets by hand: who may, when, what is refused, what is left."""

from dataclasses import asdict
from datetime import date
from decimal import Decimal

import pytest

from core.steps import StepRefused
from online_market import overrides, workflow
from online_market.models import DistrictTarget, MarketRound, MarketStep
from tests.support import factories as make
from tests.support import market_factories as market

pytestmark = pytest.mark.django_db


@pytest.fixture
def districts():
    """Two districts of 24 with 137 and 100 products, one of 25 with a single one."""
    made = [make.district("2402"), make.district("2403", "บางน้ำเปรี้ยว"), make.district("2501", "ก")]
    for of, count in zip(made, (137, 100, 1), strict=True):
        market.registered(of, count)
    return made


def values(**said) -> dict:
    round = MarketRound(
        series=2570,
        fiscal_year=2570,
        title="รอบ",
        percentage=Decimal(11),
        registration_years=[2563],
        base_date=market.BASE_DATE,
        period_from=date(2026, 10, 1),
        period_until=date(2027, 3, 31),
        survey_due=date(2026, 11, 30),
        result_due=date(2027, 3, 31),
    )
    return {name: getattr(round, name) for name in workflow.FIELDS} | said


def names(round: MarketRound) -> list[str]:
    return list(
        MarketStep.objects.filter(round=round).order_by("pk").values_list("name", flat=True)
    )


def test_a_round_from_draft_to_closing_and_back(districts):
    by = make.department_officer()
    round = workflow.make_round(values(), by=by)
    round = workflow.edit_draft(round, values(title="ชื่อใหม่", series=2500), by=by, seen_version=1)
    assert (round.title, round.series, round.number) == ("ชื่อใหม่", 2570, 1)
    round = workflow.open_round(round, by=by, seen_version=2)
    round = workflow.close_round(round, by=by, seen_version=3)
    assert (round.status, round.closed_by) == ("closed", by)
    round = workflow.reopen_round(round, by=by, seen_version=4, reason="ลืมรับอำเภอหนึ่ง")
    assert (round.status, round.closed_at) == ("open", None)
    assert names(round) == ["make", "edit", "open", "close", "reopen"]
    assert MarketStep.objects.get(name="reopen").reason == "ลืมรับอำเภอหนึ่ง"


def test_the_next_round_of_a_series_takes_the_next_number():
    by = make.department_officer()
    made = [workflow.make_round(values(series=series), by=by) for series in (2570, 2569, 2570)]
    assert [(one.series, one.number) for one in made] == [(2570, 1), (2569, 1), (2570, 2)]


@pytest.mark.parametrize("who", ["district", "province"])
def test_rounds_are_the_departments(districts, who):
    round = market.opened()
    of = districts[0]
    by = make.district_chief(of) if who == "district" else make.province_officer(of.province)
    steps = [
        lambda: workflow.make_round(values(), by=by),
        lambda: workflow.close_round(round, by=by, seen_version=2),
        lambda: workflow.reopen_round(round, by=by, seen_version=2, reason="-"),
        lambda: workflow.revise_terms(round, values(), by=by, seen_version=2, reason="-"),
        lambda: workflow.open_round(round, by=by, seen_version=2),
        lambda: workflow.edit_draft(round, values(), by=by, seen_version=2),
    ]
    for step in steps:
        with pytest.raises(StepRefused, match="เป็นหน้าที่ของกรมการพัฒนาชุมชน"):
            step()
    assert names(round) == ["open"]


def test_steps_out_of_order_and_on_what_was_not_seen_are_refused(districts):
    by = make.department_officer()
    round = market.opened()
    with pytest.raises(StepRefused, match="เปิดอยู่อยู่แล้ว"):
        workflow.open_round(round, by=by, seen_version=2)
    with pytest.raises(StepRefused, match="ไม่ได้ปิดอยู่"):
        workflow.reopen_round(round, by=by, seen_version=2, reason="-")
    with pytest.raises(StepRefused, match="มีผู้แก้ไขหลังจากที่เปิดหน้านี้"):
        workflow.close_round(round, by=by, seen_version=1)
    with pytest.raises(StepRefused, match="แก้ได้เฉพาะเงื่อนไข"):
        workflow.edit_draft(round, values(), by=by, seen_version=2)
    round = workflow.close_round(round, by=by, seen_version=2)
    with pytest.raises(StepRefused, match="ระบุเหตุผล"):
        workflow.reopen_round(round, by=by, seen_version=3, reason=" ")
    with pytest.raises(StepRefused, match="แก้ไขเงื่อนไขไม่ได้"):
        workflow.revise_terms(round, values(), by=by, seen_version=3, reason="-")


def test_the_base_date_must_be_over(districts):
    with pytest.raises(StepRefused, match="3 พ.ย. 2569 ยังไม่สิ้นสุด"):
        market.opened(base_date=date(2026, 11, 3))
    assert market.opened(number=2, base_date=date(2026, 11, 2)).is_open


def test_another_percentage_computes_anew_and_keeps_what_was_set_by_hand(districts):
    round = market.opened()
    province = make.province_officer(districts[0].province)
    target = market.target_of(round, districts[0])
    overrides.set_target(target, 15, by=province, seen_version=1, reason="มติ")
    said = {name: getattr(round, name) for name in workflow.TERMS} | {"percentage": Decimal("20")}
    by = make.department_officer()
    workflow.revise_terms(round, said, by=by, seen_version=2, reason="หนังสือฉบับใหม่")
    found = DistrictTarget.objects.filter(round=round).values_list(
        "products", "computed", "target", "version"
    )
    assert list(found) == [(137, 28, 15, 3), (100, 20, 20, 2), (1, 1, 1, 2)]
    step = MarketStep.objects.get(name="revise")
    assert step.told == "ร้อยละของผลิตภัณฑ์ฐาน: 11 > 20"
    with pytest.raises(StepRefused, match="ไม่มีข้อมูลใดเปลี่ยน"):
        workflow.revise_terms(round, said, by=by, seen_version=3, reason="-")


# --- Targets by hand ------------------------------------------------------------------------------


def test_a_province_moves_among_its_districts_and_the_page_says_how_far_off(districts):
    round = market.opened()
    by = make.province_officer(districts[0].province)
    first, second = (market.target_of(round, of) for of in districts[:2])
    overrides.set_target(first, 14, by=by, seen_version=1, reason="โรงงานหยุด")
    [own], whole = overrides.targets_by_province(by, round)
    assert asdict(own.whole) == {
        "products": 237, "ceiling_of_sum": 27, "computed": 27, "target": 25
    }  # fmt: skip
    assert whole.off == -2
    overrides.set_target(second, 13, by=by, seen_version=1, reason="รับแทน")
    assert overrides.targets_by_province(by, round)[1].off == 0
    first.refresh_from_db()
    assert (first.computed, first.target, first.reason, first.overridden_by) == (
        16, 14, "โรงงานหยุด", by
    )  # fmt: skip
    assert list(MarketStep.objects.filter(name="override").values_list("told", flat=True)) == [
        "อำเภอบางน้ำเปรี้ยว 11 > 13",
        "อำเภอบางคล้า 16 > 14",
    ]


def test_the_computed_figure_takes_the_hand_back(districts):
    round, by = market.opened(), make.department_officer()
    target = market.target_of(round, districts[0])
    target = overrides.set_target(target, 20, by=by, seen_version=1, reason="-")
    target = overrides.set_target(target, None, by=by, seen_version=2, reason="คืน")
    target.refresh_from_db()
    assert (target.override, target.reason, target.target) == (None, "", 16)


@pytest.mark.parametrize(
    ("who", "wanted", "seen", "reason", "because"),
    [
        ("district", 10, 1, "-", "เป็นหน้าที่ของจังหวัดและกรม"),
        ("province", 10, 1, "", "ระบุเหตุผล"),
        ("province", 138, 1, "-", "เกินผลิตภัณฑ์ฐาน 137"),
        ("province", 16, 1, "-", "ไม่มีข้อมูลใดเปลี่ยน"),
        ("province", 10, 2, "-", "มีผู้แก้ไขหลังจากที่เปิดหน้านี้"),
    ],
)
def test_what_is_refused_by_hand(districts, who, wanted, seen, reason, because):
    round, of = market.opened(), districts[0]
    by = make.district_chief(of) if who == "district" else make.province_officer(of.province)
    target = market.target_of(round, of)
    with pytest.raises(StepRefused, match=because):
        overrides.set_target(target, wanted, by=by, seen_version=seen, reason=reason)
    target.refresh_from_db()
    assert (target.target, target.version) == (16, 1)


def test_another_provinces_target_is_not_found_and_a_closed_round_keeps_its_own(districts):
    round = market.opened()
    foreign = make.province_officer(districts[2].province)
    target = market.target_of(round, districts[0])
    with pytest.raises(DistrictTarget.DoesNotExist):
        overrides.set_target(target, 10, by=foreign, seen_version=1, reason="-")
    workflow.close_round(round, by=make.department_officer(), seen_version=2)
    with pytest.raises(StepRefused, match="ปรับเป้าหมายไม่ได้"):
        overrides.set_target(
            target, 10, by=make.province_officer(districts[0].province), seen_version=1, reason="-"
        )
