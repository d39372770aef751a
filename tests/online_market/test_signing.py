"""The signatures of a survey: whose turn it is, on what was seen, and how they are taken back."""

from datetime import date

import pytest

from core.areas.row_security import seen_as
from core.steps import StepRefused
from online_market import signing
from online_market.answering import save_answers
from online_market.models import MarketStep, Survey, SurveyAnswer
from producers.models import Producer
from tests.support import factories as make
from tests.support import market_factories as market

pytestmark = pytest.mark.django_db

TODAY = date(2026, 11, 3)


@pytest.fixture
def of():
    return make.district()


@pytest.fixture
def survey(of) -> Survey:
    make.district("2403", "บางน้ำเปรี้ยว")
    products = market.registered(of, 2)
    survey = market.survey_of(market.opened(), of)
    market.answered(survey, products[0])
    return market.survey_of(survey.round, of)


def officers(of) -> dict:
    return {
        "clerk": make.district_officer(of),
        "district": make.district_chief(of, full_name="นางสมใจ นำชุมชน"),
        "province": make.province_officer(of.province),
        "department": make.department_officer(),
    }


def sign(survey, by, seen=None, position="พัฒนาการอำเภอ", on=TODAY):
    revision = survey.revision if seen is None else seen
    return signing.sign([(survey, revision)], by=by, position=position, signed_on=on)


def test_district_then_province_then_department(survey, of):
    by = officers(of)
    for level, status in (
        ("district", "district_signed"),
        ("province", "province_signed"),
        ("department", "department_signed"),
    ):
        survey = market.survey_of(survey.round, of)
        sign(survey, by[level], position=f"ตำแหน่ง {level}")
        survey.refresh_from_db()
        assert survey.status == status
        assert getattr(survey, f"{level}_signed_by") == by[level]
        assert getattr(survey, f"{level}_signed_position") == f"ตำแหน่ง {level}"
        assert getattr(survey, f"{level}_signed_on") == TODAY
    assert survey.district_signed_name == "นางสมใจ นำชุมชน"
    named = MarketStep.objects.filter(district=of).order_by("pk").values_list("name", flat=True)
    assert list(named) == ["sign_district", "sign_province", "sign_department"]


@pytest.mark.parametrize(
    ("levels", "who", "said", "because"),
    [
        ((), "clerk", {}, "เป็นสิทธิของพัฒนาการอำเภอ"),
        ((), "province", {}, "อำเภอบางคล้า: กำลังสำรวจ รับรองไม่ได้"),
        ((), "department", {}, "กำลังสำรวจ รับไม่ได้"),
        (("district",), "district", {}, "อำเภอลงนามแล้ว รอจังหวัด ลงนามไม่ได้"),
        (("district",), "department", {}, "อำเภอลงนามแล้ว รอจังหวัด รับไม่ได้"),
        ((), "district", {"seen": 1}, "มีผู้แก้ไขหลังจากที่เปิดหน้านี้"),
        ((), "district", {"position": " "}, "ระบุตำแหน่ง"),
        ((), "district", {"on": date(2026, 11, 4)}, "ยังมาไม่ถึง"),
        ((), "district", {"on": date(2026, 11, 2)}, "อยู่ก่อนเปิดรอบ"),
    ],
)
def test_signatures_that_are_refused(survey, of, levels, who, said, because):
    survey = market.signed(survey, *levels)
    with pytest.raises(StepRefused, match=because):
        sign(survey, officers(of)[who], **said)
    after = market.survey_of(survey.round, of)
    assert after.status == survey.status


def test_an_empty_survey_is_not_signed(of):
    market.registered(of)
    survey = market.survey_of(market.opened(), of)
    with pytest.raises(StepRefused, match="ยังไม่ได้เลือกผลิตภัณฑ์"):
        sign(survey, make.district_chief(of))


def test_many_are_signed_all_or_none(survey, of):
    other = make.district("2403", "บางน้ำเปรี้ยว")
    second = market.survey_of(survey.round, other)
    signed = market.signed(survey, "district")
    by = make.province_officer(of.province)
    pairs = [(signed, signed.revision), (second, second.revision)]
    with pytest.raises(StepRefused, match="อำเภอบางน้ำเปรี้ยว: กำลังสำรวจ"):
        signing.sign(pairs, by=by, position="-", signed_on=TODAY)
    assert market.survey_of(survey.round, of).status == "district_signed"


def test_a_survey_of_another_province_is_not_found(survey):
    signed = market.signed(survey, "district")
    with pytest.raises(Survey.DoesNotExist):
        sign(signed, make.province_officer(make.district("2501", "ก").province))


def test_a_signed_survey_is_closed_until_taken_back_with_a_reason(survey, of):
    by = officers(of)
    survey = market.signed(survey, "district", "province")
    row = market.typed(SurveyAnswer.objects.get().base, 1, "999")
    with pytest.raises(StepRefused, match="จังหวัดรับรองแล้ว รอกรม เปิดให้แก้ไขก่อน"):
        save_answers(survey, [row], by=by["clerk"])
    with pytest.raises(StepRefused, match="ระบุเหตุผล"):
        signing.take_back(survey, by=by["province"], reason="")
    with pytest.raises(StepRefused, match="ขอให้ระดับเหนือขึ้นไปเปิดให้แก้ไข"):
        signing.take_back(survey, by=by["district"], reason="พิมพ์ผิด")
    signing.take_back(survey, by=by["province"], reason="ยอดผิด")
    survey = market.survey_of(survey.round, of)
    assert (survey.status, survey.district_signed_by, survey.province_signed_name) == (
        "open",
        None,
        "",
    )
    assert [one.done for one in save_answers(survey, [row], by=by["clerk"])] == ["changed"]
    assert MarketStep.objects.get(name="take_back").reason == "ยอดผิด"


@pytest.mark.parametrize(
    ("levels", "who", "may"),
    [
        ((), "district", False),
        (("district",), "clerk", False),
        (("district",), "district", True),
        (("district",), "province", True),
        (("district",), "department", False),
        (("district", "province"), "district", False),
        (("district", "province"), "province", True),
        (("district", "province"), "department", True),
        (("district", "province", "department"), "province", False),
        (("district", "province", "department"), "department", True),
    ],
)
def test_who_takes_back_what(survey, of, levels, who, may):
    survey, by = market.signed(survey, *levels), officers(of)[who]
    assert signing.may_take_back(by, survey) == may
    if may:
        with seen_as(by):  # the department may see it no more, once it did
            assert signing.take_back(survey, by=by, reason="-").is_open
        assert not SurveyAnswer.objects.exclude(words=None).exists()
    else:
        with pytest.raises(StepRefused):
            signing.take_back(survey, by=by, reason="-")


def test_what_was_signed_does_not_change_under_a_later_correction(survey, of):
    signed = market.signed(survey, "district")
    Producer.objects.update(name="ชื่อใหม่")
    answer = SurveyAnswer.objects.get()
    assert answer.words[1] == f"กลุ่ม {of.pk}"
    signing.take_back(signed, by=make.district_chief(of), reason="-")
    answer.refresh_from_db()
    assert answer.words is None
