"""National ids: encrypted, masked, found by a keyed hash, shown in full with a right and a reason."""

import logging
from datetime import date
from io import StringIO
from time import time

import pytest
from cryptography.fernet import Fernet, InvalidToken
from django.core.management import CommandError, call_command
from django.db import IntegrityError, ProgrammingError, connection, transaction
from django.test import RequestFactory
from django.test.utils import CaptureQueriesContext
from stdnum.th import pin

from core.personal.encryption import keyed_hash
from core.personal.models import Reveal
from core.personal.views import RevealView
from core.users.proof import PROVED
from producers.models import Producer
from tests.support import factories as make
from tests.support.database import owning
from tests.support.signed_in import signed_in

pytestmark = pytest.mark.django_db

NUMBER = "1999900000013"
SHOWN = "1-9999-00000-01-3"
MASKED = "x-xxxx-xxxxx-01-3"


@pytest.fixture
def of():
    return make.district()


@pytest.fixture
def maker(of):
    maker = make.producer(of)
    maker.set_national_id(NUMBER)
    maker.save()
    return maker


def person(maker) -> str:
    return f"/producers/producer/{maker.pk}/change/?section=person"


def reveal(maker) -> str:
    return f"/personal/reveal/producers/producer/{maker.pk}/"


def test_the_database_never_holds_the_number(maker):
    with connection.cursor() as cursor:
        cursor.execute("SELECT to_jsonb(p)::text FROM producers_producer p")
        (row,) = cursor.fetchone()
    assert NUMBER not in row
    assert MASKED in row
    assert keyed_hash(NUMBER) in row
    assert Producer.objects.get().reveal_national_id() == NUMBER


def test_the_hash_is_of_no_use_without_the_key(settings):
    before = keyed_hash(NUMBER)
    settings.NATIONAL_ID_HASH_KEY = "another"
    assert keyed_hash(NUMBER) != before


@pytest.mark.parametrize(
    "change",
    ["national_id_hash = ''", "national_id_encrypted = ''", "national_id_masked = '1999900000013'"],
)
def test_the_database_refuses_part_of_it_and_a_mask_that_is_none(maker, change):
    refused = pytest.raises(IntegrityError, match="national_id_all_or_none")
    with refused, transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(f"UPDATE producers_producer SET {change}")


def test_typed_in_the_form_it_is_held_masked_and_never_shown_again(of):
    maker, client = make.producer(of), signed_in(make.district_officer(of))
    answer = client.post(person(maker), {"national_id": "๑-๙๙๙๙-๐๐๐๐๐-๐๑-๓"})
    assert answer.status_code == 302
    maker.refresh_from_db()
    assert (maker.national_id_masked, maker.reveal_national_id()) == (MASKED, NUMBER)
    page = client.get(person(maker)).content.decode()
    assert MASKED in page
    assert NUMBER not in page
    assert SHOWN not in page
    client.post(person(maker), {"person_first_name": "ตัวอย่าง"})  # left blank: as it was
    maker.refresh_from_db()
    assert maker.reveal_national_id() == NUMBER


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ("19999000000", "ขาดอีก 2 หลัก"),
        ("1999900000014", "หลักสุดท้ายไม่ตรง"),
        ("1989900000013", "หลักที่ 2-3"),
    ],
)
def test_a_wrong_number_is_refused_at_its_field_kept_and_not_logged(of, caplog, typed, sentence):
    maker, client = make.producer(of), signed_in(make.district_officer(of))
    with caplog.at_level(logging.DEBUG):
        posted = {"national_id": typed, "person_first_name": "ตัวอย่าง"}
        answer = client.post(person(maker), posted)
    form = answer.context["adminform"].form
    assert sentence in str(form.errors["national_id"])
    assert form["person_first_name"].value() == "ตัวอย่าง"
    assert typed not in caplog.text


def test_found_by_the_number_and_by_no_other(of, maker):
    make.producer(of, "ไม่มีเลข")
    assert list(Producer.objects.with_national_id(NUMBER)) == [maker]
    assert not Producer.objects.with_national_id("2999900000011").exists()
    assert not Producer.objects.with_national_id("").exists()


def test_a_dash_takes_the_number_away(of, maker):
    client = signed_in(make.district_officer(of))
    assert client.post(person(maker), {"national_id": " - "}).status_code == 302
    maker.refresh_from_db()
    assert (maker.national_id_masked, maker.national_id_hash) == ("", "")


def test_a_number_another_saved_meanwhile_is_not_written_over_unasked(of, maker):
    client = signed_in(make.district_officer(of))
    page = client.get(person(maker)).content.decode()
    assert f'name="national_id-held" value="{MASKED}"' in page
    typed = {"national_id": "8999900000011", "national_id-held": MASKED}
    maker.set_national_id("3999900000010")
    maker.save()
    answer = client.post(person(maker), typed)
    form = answer.context["adminform"].form
    assert "ผู้อื่นแก้เลขนี้เป็น x-xxxx-xxxxx-01-0 แล้ว" in str(form.errors["national_id"])
    assert form["national_id"].value() == "8999900000011"
    again = typed | {"national_id-held": form.fields["national_id"].widget.held}
    assert client.post(person(maker), again).status_code == 302
    maker.refresh_from_db()
    assert maker.reveal_national_id() == "8999900000011"


def test_a_person_without_registration_status_is_accepted_and_said(of):
    maker, client = make.producer(of), signed_in(make.district_officer(of))
    answer = client.post(person(maker), {"national_id": "0999900000031"}, follow=True)
    maker.refresh_from_db()
    assert maker.reveal_national_id() == "0999900000031"
    page = answer.content.decode()
    assert "บุคคลไม่มีสถานะทางทะเบียน" in page
    assert "0999900000031" not in page


def test_a_company_is_sent_to_its_own_field(of):
    maker, client = make.producer(of), signed_in(make.district_officer(of))
    number = "024556699999" + pin.calc_check_digit("024556699999")
    make.province()
    answer = client.post(person(maker), {"national_id": number})
    assert "หมวด 1" in str(answer.context["adminform"].form.errors["national_id"])


def test_a_tax_id_to_be_looked_at_is_said_on_the_record(of):
    maker = make.producer(of, tax_id="0249599999990")
    other = make.producer(of, "อื่น", tax_id="0994000000014")
    client = signed_in(make.district_officer(of))
    said = "ไม่รู้จักประเภทนิติบุคคล"
    assert said in client.get(person(maker)).content.decode()
    assert said not in client.get(person(other)).content.decode()


@pytest.mark.parametrize("who", ["own", "province", "department"])
def test_the_person_s_section_is_masked_for_every_reader(of, maker, who):
    user = {
        "own": make.district_officer(of),
        "province": make.province_officer(of.province),
        "department": make.department_officer(),
    }[who]
    page = signed_in(user).get(person(maker)).content.decode()
    assert MASKED in page
    assert (reveal(maker) in page) == (who != "department")


def test_who_may_only_read_is_shown_the_birth_date_in_the_years_of_the_forms(of):
    maker = make.producer(of, person_born_on=date(1971, 5, 18))
    page = signed_in(make.department_officer()).get(person(maker)).content.decode()
    assert "18 พ.ค. 2514" in page
    assert "1971" not in page


def test_of_a_closed_record_the_mask_and_the_way_to_the_number_are_there(of):
    maker = make.producer(of, status="submitted")
    maker.set_national_id(NUMBER)
    maker.save()
    page = signed_in(make.district_officer(of)).get(person(maker)).content.decode()
    assert 'name="national_id"' not in page
    assert MASKED in page
    assert reveal(maker) in page


@pytest.mark.parametrize("who", ["district", "province"])
def test_revealed_with_a_reason_and_logged(of, maker, who):
    user = make.district_officer(of) if who == "district" else make.province_officer(of.province)
    client = signed_in(user)
    assert SHOWN not in client.get(reveal(maker)).content.decode()
    answer = client.post(reveal(maker), {"reason": "ตรวจกับสำเนาบัตรประชาชน"})
    assert SHOWN in answer.content.decode()
    assert "no-store" in answer["Cache-Control"]
    log = Reveal.objects.get()
    assert (log.record, log.by, log.reason) == (maker, user, "ตรวจกับสำเนาบัตรประชาชน")
    assert SHOWN not in client.get(reveal(maker)).content.decode()


@pytest.mark.parametrize("reason", ["", "ดู", " " * 20])
def test_without_a_reason_nothing_is_shown_or_logged(of, maker, reason):
    answer = signed_in(make.district_officer(of)).post(reveal(maker), {"reason": reason})
    assert answer.status_code == 422
    assert SHOWN not in answer.content.decode()
    assert not Reveal.objects.exists()


def test_the_page_of_a_number_is_never_kept_wherever_it_is_mounted(of, maker):
    request = RequestFactory().post("/", {"reason": "ตรวจกับสำเนาบัตรประชาชน"})
    request.user = make.district_officer(of)
    request.session = {PROVED: time()}
    kwargs = {"app_label": "producers", "model": "producer", "pk": maker.pk}
    answer = RevealView.as_view()(request, **kwargs)
    assert SHOWN in answer.content.decode()
    assert "no-store" in answer["Cache-Control"]


def test_an_id_is_not_to_be_written_into_the_reason(of, maker):
    client = signed_in(make.district_officer(of))
    answer = client.post(reveal(maker), {"reason": f"ตรวจเลข {SHOWN} กับบัตร"})
    assert "มีเลขประจำตัวประชาชนในช่องนี้" in answer.content.decode()
    assert not Reveal.objects.exists()


def test_a_number_no_key_opens_is_said_not_an_error(of, maker, settings):
    settings.NATIONAL_ID_KEYS = [Fernet.generate_key().decode()]
    answer = signed_in(make.district_officer(of)).post(
        reveal(maker), {"reason": "ตรวจกับสำเนาบัตรประชาชน"}
    )
    assert answer.status_code == 422
    assert "กุญแจเข้ารหัสของระบบไม่ตรง" in answer.content.decode()
    assert Reveal.objects.count() == 1  # the attempt is on the log


def test_who_may_not_and_what_holds_none(of, maker):
    reason = {"reason": "ตรวจกับสำเนาบัตรประชาชน"}
    assert signed_in(make.department_officer()).post(reveal(maker), reason).status_code == 403
    sibling = signed_in(make.district_officer(make.district("2403", "อื่น")))
    assert sibling.post(reveal(maker), reason).status_code == 404
    own = signed_in(make.district_officer(of))
    assert own.post(reveal(make.producer(of, "ไม่มีเลข")), reason).status_code == 404
    for address in (
        "products/product/1",
        "accounts/user/1",
        "nothing/here/1",
        f"producers/producer/{10**20}",
    ):
        assert own.get(f"/personal/reveal/{address}/").status_code == 404
    assert not Reveal.objects.exists()


def test_lists_exports_and_reports_never_name_it(of, maker):
    client = signed_in(make.district_officer(of))
    for address in (
        "/producers/producer/",
        f"/producers/producer/{maker.pk}/history/",
        "/reports/registry/",
    ):
        page = client.get(address).content.decode()
        assert SHOWN not in page
        assert NUMBER not in page
    assert NUMBER.encode() not in b"".join(client.get("/producers/producer/export/"))
    assert NUMBER not in repr(maker) + str(maker)


def test_the_log_is_read_by_the_province_and_the_department_and_never_changed(of, maker):
    signed_in(make.district_officer(of)).post(reveal(maker), {"reason": "ตรวจกับสำเนาบัตร"})
    for user, count in (
        (make.province_officer(of.province), 1),
        (make.department_officer(), 1),
        (make.province_officer(make.province("25")), 0),
    ):
        page = signed_in(user).get("/personal/reveal/").content.decode()
        assert page.count("ตรวจกับสำเนาบัตร") == count
    for change in ("UPDATE personal_reveal SET reason = '-'", "DELETE FROM personal_reveal"):
        refused = pytest.raises(ProgrammingError, match="Cannot update or delete")
        with owning(), refused, transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(change)


def test_the_log_asks_as_often_for_three_lines_as_for_one(of, maker):
    client = signed_in(make.department_officer())
    asked = []
    for name in ("หนึ่ง", "สอง", "สาม"):
        one = make.producer(of, name)
        Reveal.objects.create(record=one, district=of, reason=name, by=make.district_officer(of))
        with CaptureQueriesContext(connection) as queries:
            assert name in client.get("/personal/reveal/").content.decode()
        asked.append(len(queries))
    assert asked[0] == asked[2]


def test_rotation_stops_where_no_key_fits_and_names_the_record_not_the_number(maker, of, settings):
    ours = settings.NATIONAL_ID_KEYS
    settings.NATIONAL_ID_KEYS = [Fernet.generate_key().decode()]
    other = make.producer(of, "สอง")
    other.set_national_id(NUMBER)
    other.save()
    settings.NATIONAL_ID_KEYS = ours
    with pytest.raises(CommandError) as refused:
        call_command("rotate_national_id_keys", stdout=StringIO())
    assert f"{other.pk}: ไม่มีกุญแจใด" in str(refused.value)
    assert NUMBER not in str(refused.value)


def test_rotating_the_keys_reads_as_before_and_is_no_change_of_the_record(maker, settings):
    old, new = settings.NATIONAL_ID_KEYS[0], Fernet.generate_key().decode()
    version = Producer.objects.get().version
    settings.NATIONAL_ID_KEYS = [new, old]
    out = StringIO()
    call_command("rotate_national_id_keys", stdout=out)
    assert ": 1\n" in out.getvalue()
    settings.NATIONAL_ID_KEYS = [new]
    assert Producer.objects.get().reveal_national_id() == NUMBER
    assert Producer.objects.get().version == version
    settings.NATIONAL_ID_KEYS = [old]
    with pytest.raises(InvalidToken):
        Producer.objects.get().reveal_national_id()


def test_a_new_hash_key_is_followed(maker, settings):
    settings.NATIONAL_ID_HASH_KEY = "another"
    call_command("rotate_national_id_keys", "--new-hash-key", stdout=StringIO())
    assert Producer.objects.get().national_id_hash == keyed_hash(NUMBER)


def test_a_day_has_so_many_numbers_and_no_more(of, maker, settings):
    settings.REVEALS_A_DAY = 2
    client = signed_in(make.district_officer(of))
    asked = [client.post(reveal(maker), {"reason": "ตรวจกับสำเนาบัตร"}) for _ in range(3)]
    assert [answer.status_code for answer in asked] == [200, 200, 429]
    assert "วันนี้เปิดดูเลขครบ 2 รายการแล้ว" in asked[2].content.decode()
    assert Reveal.objects.count() == 2
    Reveal.objects.create(
        record=maker, district=of, reason="-", by=make.province_officer(of.province)
    )
    assert (
        signed_in(make.province_officer(of.province))
        .post(reveal(maker), {"reason": "ตรวจกับสำเนาบัตร"})
        .status_code
        == 200
    )
