"""Two records of one producer: found, dismissed for good, merged with nothing lost."""

from datetime import date, datetime
from zoneinfo import ZoneInfo

import pytest
import time_machine
from django.db import IntegrityError, transaction

from core.steps import StepRefused
from producers import merging
from producers import relocation as moving
from producers.duplicates import duplicates_in, likenesses
from producers.merging import CHOICES, differences, merge
from producers.models import (
    DismissedDuplicate,
    Producer,
    Programme,
    ProjectParticipation,
    SalesChannel,
)
from registration import closure as closing
from sales.models import SalesRow
from sales.months import entry
from tests.support import factories as make

pytestmark = pytest.mark.django_db

NUMBER = "1999900000013"


@pytest.fixture(autouse=True)
def in_november():
    with time_machine.travel(datetime(2026, 11, 20, 9, 0, tzinfo=ZoneInfo("Asia/Bangkok"))):
        yield


@pytest.fixture
def of():
    return make.district()


@pytest.fixture
def by(of):
    return make.district_officer(of)


def found(user) -> list[tuple[str, str, list[str]]]:
    return [(pair.first.name, pair.second.name, pair.shared) for pair in duplicates_in(user)[:]]


def join(kept, gone, by, choices=None):
    return merge(kept, gone, choices=choices or {}, reason="ลงทะเบียนซ้ำ", by=by)


# --- Finding ----------------------------------------------------------------------------------------


def test_the_same_number_or_nearly_the_same_name_is_found(of, by):
    make.producer(of, "กลุ่มทอผ้าบ้านหนองไผ่", phone="+66810000001")
    make.producer(of, "กลุ่มทอผ้าบ้านหนองไผ", phone="+66810000001")
    make.producer(of, "กลุ่มจักสานบ้านวังเย็น", tax_id="0245599999996")
    make.producer(of, "ร้านสมุนไพรแม่มะลิ", tax_id="0245599999996")
    for name in ("ขนมไทยป้าละออ", "น้ำพริกลุงสมาน"):
        maker = make.producer(of, name)
        maker.set_national_id(NUMBER)
        maker.save()
    make.producer(of, "ไม่เหมือนใคร")
    assert found(by) == [
        ("กลุ่มทอผ้าบ้านหนองไผ่", "กลุ่มทอผ้าบ้านหนองไผ", ["phone", "name"]),
        ("กลุ่มจักสานบ้านวังเย็น", "ร้านสมุนไพรแม่มะลิ", ["tax_id"]),
        ("ขนมไทยป้าละออ", "น้ำพริกลุงสมาน", ["national_id"]),
    ]


def test_a_name_is_the_same_whatever_its_maker_is_called(of, by):
    first = make.producer(of, "กลุ่มจักสานบ้านวังเย็น")
    make.producer(of, "วิสาหกิจชุมชนจักสาน บ้านวังเย็น")
    make.producer(of, "บจก. ไผ่ทองก้าวหน้า")
    make.producer(of, "บริษัท ไผ่ทองก้าวหน้า จำกัด")
    make.producer(of, "กลุ่มทอผ้า")  # what is left of these two tells nobody apart
    make.producer(of, "วิสาหกิจชุมชนทอผ้า")
    assert found(by) == [
        ("กลุ่มจักสานบ้านวังเย็น", "วิสาหกิจชุมชนจักสาน บ้านวังเย็น", ["name"]),
        ("บจก. ไผ่ทองก้าวหน้า", "บริษัท ไผ่ทองก้าวหน้า จำกัด", ["name"]),
    ]
    assert [one.shared for one in likenesses(first, by)] == [["name"]]


def test_only_pairs_both_of_which_a_person_sees(of, by):
    beside = make.district("2403", "อื่น")
    make.producer(of, "ก", phone="+66810000001")
    make.producer(beside, "ข", phone="+66810000001")
    assert found(by) == []
    assert found(make.province_officer(of.province)) == [("ก", "ข", ["phone"])]
    assert found(make.province_officer(make.province("25"))) == []


def test_an_alike_name_counts_within_a_district_only(of, by):
    beside = make.district("2403", "อื่น")
    make.producer(of, "กลุ่มทอผ้า")
    make.producer(beside, "กลุ่มทอผ้า")
    assert found(make.province_officer(of.province)) == []


def test_the_cancelled_and_the_dismissed_are_left_out(of, by):
    first, second = (make.producer(of, name, phone="+66810000001") for name in "กข")
    make.producer(of, "ค", phone="+66810000001", status="cancelled")
    assert found(by) == [("ก", "ข", ["phone"])]
    DismissedDuplicate.objects.create(first=first, second=second, reason="แม่กับลูก", by=by)
    assert found(by) == []
    assert likenesses(first, by) == []


def test_at_entry_the_nation_is_searched_and_only_the_own_named(of, by):
    maker = make.producer(of, "ก", phone="+66810000001")
    own = make.producer(of, "ข", phone="+66810000001")
    make.producer(make.district("2501", "-"), "ของที่อื่น", phone="+66810000001")
    like = likenesses(maker, by)
    assert [(one.producer, one.shared) for one in like] == [(own, ["phone"]), (None, ["phone"])]


def test_the_database_keeps_a_dismissed_pair_once_in_order_with_its_reason(of, by):
    first, second = make.producer(of, "ก"), make.producer(of, "ข")
    dismiss = DismissedDuplicate.objects.create
    dismiss(first=first, second=second, reason="-", by=by)
    for one, other, reason, constraint in (
        (first, second, "-", "duplicate_dismissed_once"),
        (second, first, "-", "duplicate_in_order"),
        (first, make.producer(of, "ค"), "", "duplicate_dismissed_why"),
    ):
        with pytest.raises(IntegrityError, match=constraint), transaction.atomic():
            dismiss(first=one, second=other, reason=reason, by=by)


# --- Merging ----------------------------------------------------------------------------------------


def test_every_column_of_the_record_is_chosen_in_one_place():
    """A column added to a producer must be said here, or be its standing."""
    from registration.models.records import STANDING

    chosen = [column for columns in CHOICES.values() for column in columns]
    assert len(chosen) == len(set(chosen))
    columns = {field.name for field in Producer._meta.concrete_fields if not field.generated}
    assert columns - set(STANDING) - {"id", "code", "district", "merged_into"} == set(chosen)


def test_everything_that_hangs_on_a_producer_is_known_to_the_merge():
    """A new foreign key to Producer must be hung on the record kept, or be named here with why not."""
    hung = {*merging.PARTS, "relocations", "products"}
    stays = {
        "merged_from",  # papers of an earlier merge name what they named
        "+",  # dismissed pairs: about the record itself
        "audititem",  # what was drawn and found, as it was then
        "consents",  # to be shown: what was said of the record itself; it ends (catalogue.consenting)
        "operation_answers",  # what the district found of the record, as it was then
        "sales_certificates",  # papers name what they named
    }
    # Open months are hung, closed ones stay: sales.months.merging.
    sales = {"salesrow", "rows", "evidence", "producerlink"}
    there = {relation.get_accessor_name() or "+" for relation in Producer._meta.related_objects} | {
        relation.name for relation in Producer._meta.related_objects if relation.hidden
    }
    names = {name.removesuffix("_set").removesuffix("+") or "+" for name in there}
    assert {name for name in names if not name.startswith("dismissed")} <= hung | stays | sales


def test_values_are_chosen_and_blanks_filled(of, by):
    kept = make.producer(of, "ก", phone="+66810000001", logistics="")
    gone = make.producer(of, "ข", phone="+66810000002", kind="sme", logistics="คลังกลาง")
    gone.set_national_id(NUMBER)
    gone.save()
    assert {"name", "phone", "kind", "logistics", "national_id"} == set(differences(kept, gone))
    join(kept, gone, by, {"name": "gone", "phone": "kept"})
    kept.refresh_from_db()
    gone.refresh_from_db()
    assert (kept.name, kept.phone, kept.kind) == ("ข", "+66810000001", "group")
    assert (kept.logistics, kept.reveal_national_id()) == ("คลังกลาง", NUMBER)
    assert (gone.status, gone.merged_into) == ("cancelled", kept)


def test_what_hangs_on_it_goes_along_and_nothing_doubles(of, by):
    kept, gone = make.producer(of, "ก"), make.producer(of, "ข")
    programmes = list(Programme.objects.all()[:2])
    for maker, programme in ((kept, programmes[0]), (gone, programmes[0]), (gone, programmes[1])):
        ProjectParticipation.objects.create(producer=maker, programme=programme, year=2567)
    SalesChannel.objects.create(producer=gone, kind="shop", place="หน้าร้าน")
    product = make.product(gone, "food")
    join(kept, gone, by)
    product.refresh_from_db()
    assert (product.producer, product.status) == (kept, "announced")
    assert sorted(kept.projects.values_list("programme", flat=True)) == sorted(
        programme.pk for programme in programmes
    )
    assert kept.sales_channels.count() == 1
    assert not gone.projects.exists()


def test_open_figures_go_along_and_certified_ones_stay(of, by):
    kept, gone = make.producer(of, "ก"), make.producer(of, "ข")
    make.product(gone, "food")
    past = make.district_month(of, date(2026, 9, 1))
    make.row(past, gone, amounts=("5", "0", "0", "0"))
    make.confirm_province(of.province, date(2026, 9, 1))
    opened = make.district_month(of)
    make.row(opened, gone, amounts=("7", "0", "0", "0"))
    join(kept, gone, by)
    entry.prepare_rows(opened)
    rows = SalesRow.objects.order_by("month").values_list("month", "producer", "domestic_offline")
    assert list(rows) == [(date(2026, 9, 1), gone.pk, 5), (date(2026, 10, 1), kept.pk, 7)]


def test_figures_of_both_in_one_open_month_are_put_right_first(of, by):
    kept, gone = make.producer(of, "ก"), make.producer(of, "ข")
    opened = make.district_month(of)
    for maker in (kept, gone):
        make.product(maker, "food")
        make.row(opened, maker, amounts=("7", "0", "0", "0"))
    with pytest.raises(StepRefused, match="ตุลาคม 2569"), transaction.atomic():
        join(kept, gone, by)
    gone.refresh_from_db()
    assert (gone.status, gone.products.count()) == ("announced", 1)


def test_a_blank_row_gives_way(of, by):
    kept, gone = make.producer(of, "ก"), make.producer(of, "ข")
    make.product(kept, "food")
    opened = make.district_month(of)
    entry.prepare_rows(opened)
    make.row(opened, gone, amounts=("7", "0", "0", "0"))
    join(kept, gone, by)
    assert SalesRow.objects.values_list("producer", "domestic_offline").get() == (kept.pk, 7)


def test_what_cannot_be_merged(of, by):
    kept, gone = make.producer(of, "ก"), make.producer(of, "ข")
    with pytest.raises(StepRefused, match="สองครั้ง"):
        join(kept, kept, by)
    with pytest.raises(StepRefused, match="เหตุผล"):
        merge(kept, gone, choices={}, reason=" ", by=by)
    for status, sentence in (("cancelled", "ยกเลิกแล้ว"), ("submitted", "รอจังหวัดตรวจ")):
        with pytest.raises(StepRefused, match=sentence):
            join(kept, make.producer(of, status, status=status), by)
    closing.begin(gone, case="present", reason="-", by=by)
    with pytest.raises(StepRefused, match="กำลังขอยกเลิก"):
        join(kept, gone, by)
    leaving = make.producer(of, "ค")
    to = make.district("2501", "-")
    moving.release(leaving, to=to, by=by, notice_on=date(2026, 11, 1), reason="-")
    with pytest.raises(StepRefused, match="กำลังย้าย"):
        join(leaving, kept, by)


def test_both_records_must_be_seen(of, by):
    kept, gone = make.producer(of, "ก"), make.producer(make.district("2403", "-"), "ข")
    with pytest.raises(Producer.DoesNotExist):
        join(kept, gone, by)
    with pytest.raises(StepRefused, match="คนละอำเภอ"):
        join(kept, gone, make.province_officer(of.province), {"address": "gone"})
    join(kept, gone, make.province_officer(of.province))
    gone.refresh_from_db()
    assert gone.merged_into == kept
