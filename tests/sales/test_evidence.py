"""Evidence of a producer's month: kept remade, seen through the door, taken back only while entered."""

from hashlib import sha256
from io import BytesIO

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import IntegrityError, ProgrammingError, transaction
from PIL import Image

from producers import merging
from sales.evidence import files as evidence
from sales.evidence.files import EvidenceRefused, Shown
from sales.models import DistrictMonth, Evidence, EvidenceKind, SalesRow
from tests.support import factories as make
from tests.support.database import owning
from tests.support.pages import markup
from tests.support.pdf_files import armed, scanned
from tests.support.pictures import encoded, photograph, plain
from tests.support.signed_in import signed_in

pytestmark = pytest.mark.django_db

LIST = "/sales/2026-10/2402/evidence/"


@pytest.fixture
def month() -> DistrictMonth:
    return make.district_month(make.district())


@pytest.fixture
def row(month) -> SalesRow:
    return make.row(month, make.producer(month.district), amounts=("500", "0", "0", "0"))


def upload(data: bytes, name: str = "IMG_1.jpg") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, data)


def add(row: SalesRow, *files: SimpleUploadedFile, by=None, **said) -> list[evidence.Outcome]:
    month = row.district_month
    by = by or make.district_officer(month.district)
    values = {"kind": make.evidence_kind(), "caption": ""} | said
    return evidence.add_evidence(month, row.producer, files, by=by, **values)


def content(file) -> bytes:
    with file.open("rb") as opened:
        return opened.read()


def page_of(row: SalesRow) -> str:
    return f"{LIST}{row.producer_id}/"


# --- Adding ----------------------------------------------------------------------------------------


def test_a_picture_is_kept_remade_with_who_and_when(row):
    with_place = Image.Exif()
    with_place[0x8825] = {1: "N", 2: (13.0, 41.0, 0.0)}
    sent = encoded(photograph(), exif=with_place)
    assert b"Exif" in sent
    [outcome] = add(row, upload(sent), caption=" หน้ารวม ")
    kept = Evidence.objects.get()
    assert outcome.evidence == kept
    assert (kept.kind.name, kept.caption, kept.pages) == ("สมุดบัญชี", "หน้ารวม", None)
    assert kept.uploaded_by == make.district_officer(row.district_month.district)
    stored = content(kept.file)
    assert b"Exif" not in stored
    assert Image.open(BytesIO(stored)).format == "JPEG"
    assert max(Image.open(BytesIO(content(kept.thumbnail))).size) == 320
    assert (kept.bytes, kept.sha256) == (len(stored), sha256(sent).hexdigest())
    assert kept.file.name.startswith("evidence/")
    assert "IMG_1" not in kept.file.name


def test_a_pdf_is_kept_without_what_acts(row):
    [outcome] = add(row, upload(armed(), "ใบเสร็จ.pdf"), kind=make.evidence_kind("ใบเสร็จ"))
    kept = outcome.evidence
    assert (kept.pages, kept.is_pdf, kept.thumbnail.name) == (1, True, "")
    assert kept.file.name.endswith(".pdf")
    stored = content(kept.file)
    assert stored.startswith(b"%PDF")
    assert b"JavaScript" not in stored


def test_good_ones_are_kept_and_each_bad_one_is_named_with_its_reason(row):
    outcomes = add(
        row,
        upload(encoded(photograph()), "ดี.jpg"),
        upload(b"MZ\x90", "โปรแกรม.jpg"),
        upload(scanned()[:90], "ขาด.pdf"),
        upload(plain(), "ไม่ชัด.jpg"),
    )
    assert [(one.name, bool(one.evidence), one.refusal, bool(one.warning)) for one in outcomes] == [
        ("ดี.jpg", True, "", True),  # coffee.png is 400 pixels high
        ("โปรแกรม.jpg", False, "ไฟล์นี้ไม่ใช่รูป ใช้รูป JPEG, PNG หรือ WebP หรือ PDF", False),
        ("ขาด.pdf", False, "ไฟล์ PDF เสียหรือมาไม่ครบ เปิดดูในเครื่องก่อน แล้วบันทึกหรือสแกนใหม่", False),
        ("ไม่ชัด.jpg", True, "", True),
    ]
    assert Evidence.objects.count() == 2


def test_the_same_file_twice_is_refused_for_one_producer_and_month_only(row):
    add(row, upload(plain()))
    [again] = add(row, upload(plain(), "อีกชื่อ.jpg"))
    assert again.refusal == "ไฟล์นี้แนบไว้แล้ว (สมุดบัญชี โดย district2402) ไม่ต้องแนบซ้ำ"
    other = make.row(row.district_month, make.producer(row.district_month.district, "อื่น"))
    september = make.district_month(row.district_month.district, make.OCTOBER.replace(month=9))
    before = make.row(september, row.producer)
    assert [add(one, upload(plain()))[0].refusal for one in (other, before)] == ["", ""]
    assert Evidence.objects.count() == 3


def test_a_file_taken_back_can_be_attached_again(row):
    [first] = add(row, upload(plain()))
    evidence.remove_evidence(first.evidence, by=first.evidence.uploaded_by)
    assert add(row, upload(plain()))[0].refusal == ""


def test_it_is_added_after_the_confirmation_too_even_of_a_closed_month(row):
    make.confirm_province(row.district_month.district.province)
    make.close_month(row.district_month.month)
    assert add(row, upload(plain()))[0].evidence is not None


def test_only_the_own_district_adds(row):
    district = row.district_month.district
    for by in (make.province_officer(district.province), make.department_officer()):
        with pytest.raises(EvidenceRefused, match="เฉพาะเจ้าหน้าที่อำเภอ"):
            add(row, upload(plain()), by=by)
    with pytest.raises(DistrictMonth.DoesNotExist):
        add(row, upload(plain()), by=make.district_officer(make.district("2403", "อื่น")))
    assert not Evidence.objects.exists()


def test_a_producer_without_a_row_in_the_month_and_too_many_files_are_refused(row, monkeypatch):
    stranger = make.producer(row.district_month.district, "ไม่มีแถว")
    by = make.district_officer(row.district_month.district)
    said = {"kind": make.evidence_kind(), "by": by}
    [outcome] = evidence.add_evidence(row.district_month, stranger, [upload(plain())], **said)
    assert outcome.refusal == "ผู้ผลิตรายนี้ไม่มีรายการในเดือนนี้"
    monkeypatch.setattr(evidence, "MOST_FILES", 1)
    first, second = add(row, upload(plain()), upload(plain(colour="#112233")))
    assert (first.refusal, second.refusal) == ("", "แนบได้ไม่เกิน 1 ไฟล์ต่อผู้ผลิตต่อเดือน")
    monkeypatch.setattr(evidence, "MOST_AT_ONCE", 1)
    with pytest.raises(EvidenceRefused, match="ครั้งละไม่เกิน 1 ไฟล์"):
        add(row, upload(plain()), upload(plain()))


# --- Taking back -----------------------------------------------------------------------------------


def test_taken_back_its_file_goes_and_the_line_stays(row, django_capture_on_commit_callbacks):
    kept = make.evidence(row.district_month, row.producer)
    storage, names = kept.file.storage, [kept.file.name, kept.thumbnail.name]
    by = make.district_officer(row.district_month.district)
    with django_capture_on_commit_callbacks(execute=True):
        removed = evidence.remove_evidence(kept, by=by)
    assert [storage.exists(name) for name in names] == [False, False]
    removed.refresh_from_db()
    assert (removed.file.name, removed.removed_by) == ("", by)
    assert removed.removed_at is not None
    assert not Evidence.objects.kept().exists()


def test_a_confirmed_month_keeps_its_evidence(row):
    kept = make.evidence(row.district_month, row.producer)
    make.confirm_district(row.district_month)
    by = make.district_officer(row.district_month.district)
    with pytest.raises(EvidenceRefused, match="เพิ่มได้อย่างเดียว"):
        evidence.remove_evidence(kept, by=by)
    with pytest.raises(EvidenceRefused, match="เฉพาะเจ้าหน้าที่อำเภอ"):
        evidence.remove_evidence(
            kept, by=make.province_officer(row.district_month.district.province)
        )
    assert Evidence.objects.kept().count() == 1


def test_the_database_keeps_it_too(row):
    kept = make.evidence(row.district_month, row.producer)
    with owning(), pytest.raises(ProgrammingError, match="Cannot delete"), transaction.atomic():
        Evidence.objects.filter(pk=kept.pk).delete()
    with pytest.raises(IntegrityError, match="has_a_file_until_removed"), transaction.atomic():
        Evidence.objects.filter(pk=kept.pk).update(file="")
    with pytest.raises(IntegrityError, match="picture_or_pdf"), transaction.atomic():
        Evidence.objects.filter(pk=kept.pk).update(pages=2)
    with pytest.raises(IntegrityError, match="evidence_once_in_a_month"), transaction.atomic():
        make.evidence(row.district_month, row.producer)
    make.confirm_district(row.district_month)
    with pytest.raises(IntegrityError, match="confirmed or closed month"), transaction.atomic():
        Evidence.objects.filter(pk=kept.pk).update(caption="แก้")


def test_a_merged_records_evidence_goes_with_its_figures(row):
    gone = make.producer(row.district_month.district, "ซ้ำ")
    make.row(row.district_month, gone, "herb", amounts=("9", "0", "0", "0"))
    own = make.evidence(row.district_month, row.producer)
    same = make.evidence(row.district_month, gone)
    more = make.evidence(row.district_month, gone, plain(colour="#224466"))
    merging.producers_merged.send(
        sender=None,
        kept=row.producer,
        gone=gone,
        by=make.district_officer(row.district_month.district),
    )
    of_kept = Evidence.objects.filter(producer=row.producer).order_by("pk")
    assert [*of_kept] == [own, more]
    assert Evidence.objects.get(producer=gone) == same


# --- Who sees it -----------------------------------------------------------------------------------


def test_own_district_own_province_and_the_department_once_it_confirmed(row):
    kept = make.evidence(row.district_month, row.producer)
    elsewhere = make.district_month(make.district("2501", "ที่อื่น"))
    make.evidence(elsewhere, make.row(elsewhere, make.producer(elsewhere.district)).producer)
    district = row.district_month.district
    department = make.department_officer()

    def seen(user) -> list[Evidence]:
        return [*Evidence.objects.visible_to(user)]

    assert seen(make.district_officer(district)) == [kept]
    assert seen(make.province_officer(district.province)) == [kept]
    assert seen(make.district_officer(make.district("2403", "ข้างๆ"))) == []
    assert seen(department) == []
    make.confirm_province(district.province)
    assert seen(department) == [kept]


def test_a_picture_is_shown_and_a_pdf_handed_out(row):
    picture = make.evidence(row.district_month, row.producer)
    paper = make.evidence(row.district_month, row.producer, scanned())
    clerk = signed_in(make.district_officer(row.district_month.district))
    shown = clerk.get(picture.address)
    assert (shown["Content-Type"], shown["X-Content-Type-Options"]) == ("image/jpeg", "nosniff")
    assert shown["Content-Disposition"] == f'inline; filename="evidence-{picture.pk}-full.jpg"'
    assert clerk.get(picture.thumbnail_address).content != shown.content
    assert clerk.get(picture.address, headers={"If-None-Match": shown["ETag"]}).status_code == 304
    handed = clerk.get(paper.address)
    assert b"".join(handed).startswith(b"%PDF")
    assert handed["Content-Disposition"] == f'attachment; filename="evidence-{paper.pk}.pdf"'
    assert clerk.get(picture.address.replace("full", "huge")).status_code == 404
    evidence.remove_evidence(picture, by=picture.uploaded_by)
    assert clerk.get(picture.address).status_code == 404


# --- The pages -------------------------------------------------------------------------------------


def test_several_files_and_one_from_the_camera_are_sent_together(row):
    clerk = signed_in(make.district_officer(row.district_month.district))
    page = clerk.get(page_of(row)).text
    assert 'type="file" name="camera" accept="image/*" capture="environment"' in page
    assert 'type="file" name="files" accept="image/*,application/pdf" multiple' in page
    assert "ยังไม่มีหลักฐานของเดือนนี้" in page
    sent = {
        "kind": make.evidence_kind("ใบเสร็จ").pk,
        "caption": "ร้านค้า",
        "camera": upload(plain()),
        "files": [upload(scanned(2), "a.pdf"), upload(b"GIF89a", "b.gif")],
    }
    answered = clerk.post(page_of(row), sent, follow=True)
    said = [str(message) for message in answered.context["messages"]]
    assert said[0] == "แนบหลักฐานแล้ว 2 ไฟล์"
    assert said[2] == "b.gif: ไฟล์ GIF ใช้ไม่ได้ ใช้รูป JPEG, PNG หรือ WebP หรือ PDF"
    assert [(str(one.kind), one.caption, one.pages) for one in answered.context["kept"]] == [
        ("ใบเสร็จ", "ร้านค้า", None),
        ("ใบเสร็จ", "ร้านค้า", 2),
    ]


def test_nothing_chosen_and_a_kind_that_is_none_are_said(row):
    clerk = signed_in(make.district_officer(row.district_month.district))
    kind = make.evidence_kind().pk
    assert clerk.post(page_of(row), {"kind": kind}).status_code == 422
    refused = clerk.post(page_of(row), {"kind": 0, "files": upload(plain())})
    assert refused.status_code == 422
    assert [str(message) for message in refused.context["messages"]] == ["เลือกชนิดหลักฐาน"]
    EvidenceKind.objects.filter(pk=kind).update(is_active=False)
    sent = {"kind": kind, "files": upload(plain())}
    assert clerk.post(page_of(row), sent).status_code == 422
    assert not Evidence.objects.exists()


def test_a_producer_without_a_row_of_the_month_has_no_page(row):
    stranger = make.producer(row.district_month.district, "ไม่มีแถว")
    clerk = signed_in(make.district_officer(row.district_month.district))
    assert clerk.get(page_of(row)).status_code == 200
    assert clerk.get(f"{LIST}{stranger.pk}/").status_code == 404


def test_the_district_takes_back_on_the_page_until_it_confirms(row):
    kept = make.evidence(row.district_month, row.producer)
    clerk = signed_in(make.district_officer(row.district_month.district))
    province = signed_in(make.province_officer(row.district_month.district.province))
    remove = f"/sales/evidence/{kept.pk}/remove/"
    assert remove in clerk.get(page_of(row)).text
    assert remove not in province.get(page_of(row)).text
    make.confirm_district(row.district_month)
    assert remove not in clerk.get(page_of(row)).text
    assert "เพิ่มได้แม้ยืนยันแล้ว เพราะหลักฐานไม่เปลี่ยนตัวเลข" in clerk.get(page_of(row)).text
    clerk.post(remove)
    assert Evidence.objects.kept().count() == 1
    make.return_district(row.district_month)
    clerk.post(remove)
    assert "ลบโดย district2402" in clerk.get(page_of(row)).text
    assert not Evidence.objects.kept().exists()


def test_the_list_names_the_figures_without_any_the_largest_first(row):
    month = row.district_month
    small = make.row(month, make.producer(month.district, "เล็ก"), amounts=("20", "0", "0", "0"))
    large = make.row(month, make.producer(month.district, "ใหญ่"), amounts=("480", "0", "0", "0"))
    make.row(month, make.producer(month.district, "ไม่ขาย"), entry="no_sales")
    make.evidence(month, row.producer)
    clerk = signed_in(make.district_officer(month.district))
    page = clerk.get(LIST)
    assert [line["row"] for line in page.context["lines"]] == [large, small]
    assert page.context["shown"] == Shown(3, 1, total=1000, total_with_evidence=500)
    assert markup("มีหลักฐาน 1 จาก 3 รายการที่มียอด · 50.0% ของยอดเงิน") in markup(page.text)
    whole = clerk.get(f"{LIST}?show=all")
    assert [line["files"] for line in whole.context["lines"]] == [1, 0, 0]


def test_the_grid_and_the_review_say_how_many(row):
    make.product(row.producer)
    clerk = signed_in(make.district_officer(row.district_month.district))
    province = signed_in(make.province_officer(row.district_month.district.province))
    pages = [(clerk, "/sales/2026-10/2402/"), (province, "/sales/2026-10/2402/review/")]
    for client, path in pages:
        assert markup(">ไม่มีหลักฐาน</a>") in markup(client.get(path).text)
    make.evidence(row.district_month, row.producer)
    for client, path in pages:
        assert markup(">หลักฐาน 1</a>") in markup(client.get(path).text)


@pytest.mark.parametrize("count", [1, 3])
@pytest.mark.parametrize(("path", "queries"), [(LIST, 5), (f"{LIST}?show=all", 5), ("own", 7)])
def test_pages_cost_the_same_at_1_and_at_3(row, django_assert_num_queries, path, queries, count):
    month = row.district_month
    for number in range(count):
        other = make.row(month, make.producer(month.district, f"{number}"), amounts=("9",) * 4)
        make.evidence(month, other.producer)
        make.evidence(month, row.producer, plain(colour=f"#{number * 60:02x}4466"))
    clerk = signed_in(make.district_officer(month.district))
    address = page_of(row) if path == "own" else path
    clerk.get(address)
    with django_assert_num_queries(queries):
        assert clerk.get(address).status_code == 200
