"""Certified prints: version, QR code, the same paper again, and an address that tells nothing else."""

from io import BytesIO

import pytest
from django.db import IntegrityError, ProgrammingError, transaction
from pypdf import PdfReader

from sales.models import CertifiedPrint
from sales.months import workflow
from tests.support import factories as make

pytestmark = pytest.mark.django_db


@pytest.fixture
def bang_khla():
    return make.month_of_bang_khla()


def paper(client, user, key: str, **query) -> bytes:
    client.force_login(user)
    answer = client.get(f"/reports/{key}/", {"format": "pdf", "month": "2026-10"} | query)
    assert answer.status_code == 200
    return answer.content


def text_of(content: bytes) -> str:
    return "".join(page.extract_text() for page in PdfReader(BytesIO(content)).pages)


def kept() -> CertifiedPrint:
    return CertifiedPrint.objects.get()


def lines() -> list[str]:
    return [one.content["certificate"]["line"] for one in CertifiedPrint.objects.order_by("pk")]


def verify(client, one: CertifiedPrint):
    client.logout()
    return client.get(f"/verify/{one.token}/")


def test_a_draft_is_never_certified(client, bang_khla):
    officer = make.district_officer(bang_khla.district)
    assert "/verify/" not in text_of(paper(client, officer, "rt2"))
    province = make.province_officer(bang_khla.district.province)
    make.confirm_district(bang_khla)
    paper(client, province, "rt3")
    paper(client, province, "rt4")
    paper(client, officer, "rt3")
    assert not CertifiedPrint.objects.exists()


def test_rt2_carries_its_confirmation_and_is_the_same_paper_each_time(client, bang_khla):
    make.confirm_district(bang_khla)
    officer = make.district_officer(bang_khla.district)
    first = paper(client, officer, "rt2")
    assert paper(client, officer, "rt2") == first
    one = kept()
    assert one.content["certificate"]["line"] == "อำเภอยืนยันครั้งที่ 1"
    assert f"http://127.0.0.1:8000/verify/{one.token}/" in text_of(first)
    assert client.get(f"/sales/prints/{one.pk}/").content == first
    page = client.get("/sales/prints/")
    assert [line.pk for line in page.context["prints"]] == [one.pk]


def test_a_returned_district_makes_its_paper_old_and_it_can_still_be_made_again(client, bang_khla):
    make.confirm_district(bang_khla)
    officer = make.district_officer(bang_khla.district)
    first = paper(client, officer, "rt2")
    one = kept()
    assert verify(client, one).context["standing"] == "in_force"
    bang_khla.refresh_from_db()
    workflow.return_district(
        bang_khla,
        by=make.province_officer(bang_khla.district.province),
        seen_version=bang_khla.version,
        reason="แก้",
    )
    assert verify(client, one).context["standing"] == "withdrawn"
    client.force_login(officer)
    assert client.get(f"/sales/prints/{one.pk}/").content == first


def test_rt4_of_the_nation_is_of_the_snapshots_in_force(client, bang_khla):
    department = make.department_officer()
    make.confirm_province(bang_khla.district.province)
    paper(client, department, "rt4")
    one = kept()
    assert lines() == ["ฉบับที่ 1"]
    other = make.district_month(make.district("2001", "เมืองชลบุรี"))
    assert verify(client, one).context["standing"] == "in_force"
    make.confirm_province(other.district.province)
    assert verify(client, one).context["standing"] == "replaced"
    paper(client, department, "rt4")
    assert lines() == ["ฉบับที่ 1", "จาก 2 ฉบับที่จังหวัดยืนยัน"]


def test_a_reconfirmed_month_is_the_next_version(client, bang_khla):
    province = bang_khla.district.province
    department = make.department_officer()
    make.confirm_province(province)
    paper(client, department, "rt3")
    one = kept()
    make.reopen_province(province)
    assert verify(client, one).context["standing"] == "withdrawn"
    make.confirm_province(province)
    assert verify(client, one).context["standing"] == "reconfirmed"
    paper(client, department, "rt3")
    assert lines() == ["ฉบับที่ 1", "ฉบับที่ 2"]


def correct(month, baht: str) -> None:
    """What a district corrects while its month is open again; 359,900.00 stood there."""
    make.return_district(month)
    row = month.rows.get(producer__name="กลุ่มน้ำตาลสด", category="food")
    row.domestic_offline = baht
    row.save()


@pytest.mark.parametrize(("baht", "standing"), [("359900", "reconfirmed"), ("359901", "replaced")])
@pytest.mark.parametrize("key", ["rt2", "rt3", "rt4"])
def test_a_paper_is_judged_by_its_figures(client, bang_khla, key, baht, standing):
    """Opened again and confirmed with the same figures, the QR page called the paper changed."""
    province = bang_khla.district.province
    who = make.district_officer(bang_khla.district) if key == "rt2" else make.department_officer()
    make.confirm_province(province)
    paper(client, who, key, **({"district": "2402"} if key == "rt2" else {}))
    one = kept()
    make.reopen_province(province)
    correct(bang_khla, baht)
    assert verify(client, one).context["standing"] == "withdrawn"
    make.confirm_province(province)
    page = verify(client, one)
    assert page.context["standing"] == standing
    same = "เปิดแก้ไขแล้วยืนยันอีกครั้งด้วยตัวเลขเดิมทุกช่อง" in page.content.decode()
    assert same == (standing == "reconfirmed")


def test_a_name_corrected_since_leaves_the_figures_right_and_swapped_ones_do_not(client, bang_khla):
    make.confirm_district(bang_khla)
    paper(client, make.district_officer(bang_khla.district), "rt2")
    one = kept()
    make.return_district(bang_khla)
    group = bang_khla.rows.filter(category="food").get().producer
    group.name = "กลุ่มน้ำตาลสดบางคล้า"
    group.save()
    make.confirm_district(bang_khla)
    assert verify(client, one).context["standing"] == "reconfirmed"
    group.name = "กลุ่มน้ำตาลสด"
    group.save()
    make.return_district(bang_khla)
    rows = list(bang_khla.rows.filter(producer=group).order_by("category"))
    first, second = rows[0].domestic_offline, rows[1].domestic_offline
    for row, baht in zip(rows, (second, first), strict=True):
        row.domestic_offline = baht
        row.save()
    make.confirm_district(bang_khla)
    assert verify(client, one).context["standing"] == "replaced"


def test_thai_digits_are_a_paper_of_their_own(client, bang_khla):
    make.confirm_district(bang_khla)
    officer = make.district_officer(bang_khla.district)
    arabic, thai = (paper(client, officer, "rt2", thai_digits=digits) for digits in ("", "1"))
    assert arabic != thai
    assert [one.thai_digits for one in CertifiedPrint.objects.order_by("pk")] == [False, True]


# --- The address without a sign-in ----------------------------------------------------------------


def test_the_address_answers_yes_or_no_and_leaks_nothing(client, bang_khla):
    make.confirm_district(bang_khla)
    officer = make.district_officer(bang_khla.district, full_name="นางสาวผู้พิมพ์ ลับมาก")
    paper(client, officer, "rt2")
    one = kept()
    page = verify(client, one)
    assert page.status_code == 200
    assert page["Cache-Control"].split(",")[0] == "max-age=0"
    assert page["Referrer-Policy"] == "same-origin"
    right = client.post(f"/verify/{one.token}/", {"total": f"{one.total:,}"})
    wrong = client.post(f"/verify/{one.token}/", {"total": "1"})
    unread = client.post(f"/verify/{one.token}/", {"total": "ล้านบาท"})
    assert [answer.context["matches"] for answer in (right, wrong)] == [True, False]
    assert unread.status_code == 422
    secret = {
        "บางคล้า", "ฉะเชิงเทรา", "2402", "ตุลาคม", "ต.ค.", "2569", "ลับมาก", officer.username,
        f"{one.total}", f"{one.total:,}", one.content_hash, "รต.", "rt2",
        *(row["name"] for row in one.content["rows"]),
    }  # fmt: skip
    for answer in (page, wrong):
        shown = answer.content.decode()
        assert [word for word in secret if word in shown] == []


def test_a_token_nobody_was_given_is_not_found(client, bang_khla):
    make.confirm_district(bang_khla)
    paper(client, make.district_officer(bang_khla.district), "rt2")
    client.logout()
    one = kept()
    for token in ("x", one.token[:-1], one.token + "A", str(one.pk), one.content_hash[:32]):
        assert client.get(f"/verify/{token}/").status_code == 404


def test_another_office_does_not_see_the_print(client, bang_khla):
    make.confirm_district(bang_khla)
    paper(client, make.district_officer(bang_khla.district), "rt2")
    one = kept()
    others = [
        make.district_officer(make.district("2403", "บางน้ำเปรี้ยว")),
        make.province_officer(bang_khla.district.province),
        make.department_officer(),
    ]
    for user in others:
        client.force_login(user)
        assert client.get(f"/sales/prints/{one.pk}/").status_code == 404
        assert list(client.get("/sales/prints/").context["prints"]) == []


def test_the_database_keeps_prints_as_they_are(client, bang_khla):
    make.confirm_district(bang_khla)
    paper(client, make.district_officer(bang_khla.district), "rt2")
    for change in (
        lambda: CertifiedPrint.objects.update(total=0),
        lambda: CertifiedPrint.objects.all().delete(),
    ):
        with pytest.raises(ProgrammingError), transaction.atomic():
            change()
    with pytest.raises(IntegrityError), transaction.atomic():
        CertifiedPrint.objects.create(
            report="rt2", content={}, content_hash="x", file_hash="x", total=0, role="district",
            printed_by=make.department_officer(),
        )  # fmt: skip


@pytest.mark.parametrize("count", [1, 3])
def test_the_list_costs_the_same_for_one_and_three(
    client, django_assert_num_queries, bang_khla, count
):
    make.confirm_district(bang_khla)
    officer = make.district_officer(bang_khla.district)
    for query in [{}, {"thai_digits": "1"}][:count]:
        paper(client, officer, "rt2", **query)
    if count == 3:
        make.confirm_province(bang_khla.district.province)
        paper(client, officer, "rt2")
    client.force_login(officer)
    assert CertifiedPrint.objects.count() == count
    with django_assert_num_queries(3):
        client.get("/sales/prints/")


def test_whoever_guesses_the_total_of_a_paper_waits_and_others_do_not(client, bang_khla):
    make.confirm_district(bang_khla)
    paper(client, make.district_officer(bang_khla.district), "rt2")
    one, right = kept(), {"total": f"{kept().total:,}"}
    client.logout()
    address = f"/verify/{one.token}/"
    for nth in range(10):
        assert client.post(address, {"total": str(nth + 1)}).status_code == 200
    refused = client.post(address, right)
    assert refused.status_code == 429
    assert refused.context["matches"] is None  # nor does it tell that this one was right
    assert "หลายครั้งเกินไป" in refused.content.decode()
    assert client.get(address).status_code == 200
    elsewhere = client.post(address, right, REMOTE_ADDR="203.0.113.9")
    assert (elsewhere.status_code, elsewhere.context["matches"]) == (200, True)
