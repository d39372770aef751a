"""No national id stands in clear: refused where typed, found where it stands, masked."""

import importlib
from io import StringIO
from zipfile import ZipFile

import pytest
from django.apps import apps
from django.contrib.contenttypes.models import ContentType
from django.core.exceptions import ValidationError
from django.core.management import CommandError, call_command
from django.db import connection
from django.test import Client
from django.utils import timezone

from core.jobs.models import Job
from core.personal import plain_ids
from core.steps import StepRefused, StepRule, reason_given
from core.thai.forms import PaperNumberField, ThaiTextField
from core.thai.identifiers import persons_numbers, with_masks
from producers.models import Producer
from registration.models import RegistrationStep
from sales.months.entry import RowInput, read_figures
from tests.support import factories as make
from tests.support.database import everywhere, owning

pytestmark = pytest.mark.django_db
# Made up: office codes 98xx and 99xx are nobody's.
NUMBER, MASK, FIRM = "1999900000013", "x-xxxx-xxxxx-01-3", "0245599999996"
WRITTEN = [
    NUMBER,
    "1-9999-00000-01-3",
    "1 9999 00000 01 3",
    "1- 9999- 00000- 01- 3",
    "๑๙๙๙๙๐๐๐๐๐๐๑๓",
    "๑-๙๙๙๙-๐๐๐๐๐-๐๑-๓",
    "1\u20139999\u201300000\u201301\u20133",
    "1\u200b999900000013",
]
NOT_PERSONAL = [
    FIRM,
    "0-2455-99999-99-6",
    "1999900000014",  # its check digit is wrong
    "199990000001",
    "19999000000134",
    "เลข อย. 1999900000013",
    "19-9-99000-0-0013",
    "",
    "ผ้าทอ 12 ผืน 1,250.00 บาท",
]


def found() -> list[str]:
    with connection.cursor() as cursor:
        return sorted({str(one) for one in plain_ids.in_tables(cursor)})


# --- Where it is typed ----------------------------------------------------------------------------


@pytest.mark.parametrize("written", WRITTEN)
def test_no_text_takes_it(written):
    text = f"ผู้ติดต่อ {written} โทร"
    with pytest.raises(ValidationError, match="มีเลขประจำตัวประชาชนในช่องนี้"):
        ThaiTextField(required=False).clean(text)
    with pytest.raises(StepRefused, match="มีเลขประจำตัวประชาชนในช่องนี้"):
        reason_given(text, StepRule("คืน", (), None, frozenset()))
    _, errors = read_figures(RowInput(1, 1, {}, note=text))
    assert "ลบออก" in errors["note"]
    assert persons_numbers(with_masks(text)) == []
    assert MASK in with_masks(text)


@pytest.mark.parametrize("text", NOT_PERSONAL)
def test_numbers_of_firms_and_of_goods_are_taken(text):
    assert ThaiTextField(required=False).clean(text) == text
    assert with_masks(text) == text


def test_a_barcode_is_no_person_and_the_number_of_a_paper_is_not_asked():
    barcodes = [f"885{number:09}" for number in range(200)]
    assert not [one for one in barcodes if persons_numbers(one + _last_of_barcode(one))]
    assert PaperNumberField().clean(NUMBER) == NUMBER


def _last_of_barcode(code: str) -> str:
    total = sum(int(digit) * (3 if place % 2 else 1) for place, digit in enumerate(code))
    return str(-total % 10)


def test_what_no_field_refused_is_rolled_back(monkeypatch):
    """The net: as if a form read a text by itself."""
    monkeypatch.setattr(ThaiTextField, "refuses_ids", False)
    product = make.product(make.producer(make.district(), status="draft"), status="draft")
    client = Client()
    client.force_login(make.district_officer(product.producer.district))
    address = f"/products/product/{product.pk}/change/?section=general"
    page = client.get(address)
    form = page.context["adminform"].form
    token = page.content.decode().split('name="form_token" value="')[1].split('"')[0]
    typed = {one: form[one].value() or "" for one in form.fields}
    answer = client.post(address, typed | {"name": f"ของ {NUMBER}", "form_token": token})
    assert answer.status_code == 422
    assert MASK in answer.content.decode()
    assert everywhere(NUMBER) == []


# --- Where it stands ------------------------------------------------------------------------------


@pytest.fixture
def old() -> Producer:
    """Rows as an older portal kept them."""
    producer = make.producer(make.district(), f"ร้านของ {NUMBER}", remark="1-9999-00000-01-3")
    by = make.district_officer(producer.district)
    Producer.objects.update(house_number=NUMBER)
    RegistrationStep.objects.create(
        content_type=ContentType.objects.get_for_model(producer), record_id=producer.pk,
        district=producer.district, name="certify", from_status="submitted", to_status="certified",
        version=1, at=timezone.now(), by=by, reason=f"ตรวจ {NUMBER}", marks={"name": NUMBER},
        content={"name": {"lines": [NUMBER, int(NUMBER)]}},
    )  # fmt: skip
    Job.objects.create(kind="export", parameters={"q": NUMBER}, by=by)
    return producer


def test_every_place_is_found_and_none_is_told_in_clear(old):
    assert found() == [
        f"{place}: {MASK}"
        for place in [
            "jobs_job.parameters",
            "producers_producer.house_number",
            "producers_producer.name",
            "producers_producer.remark",
            "producers_producerevent.house_number",
            "producers_producerevent.name",
            "producers_producerevent.remark",
            "registration_registrationstep.content",
            "registration_registrationstep.marks",
            "registration_registrationstep.reason",
        ]
    ]


def test_the_migration_masks_them_all_and_nobody_seems_to_have_edited(old):
    old.refresh_from_db()
    before = (old.version, old.content_changed_at)
    events = apps.get_model("producers", "ProducerEvent").objects
    count = events.count()
    migration = importlib.import_module("taking_over.migrations.0003_no_plain_ids")
    with owning(), connection.schema_editor() as editor:
        migration.mask(apps, editor)
    assert found() == []
    assert everywhere(NUMBER) == []
    old.refresh_from_db()
    assert (old.name, old.remark, old.house_number) == (f"ร้านของ {MASK}", MASK, MASK)
    assert (old.version, old.content_changed_at, events.count()) == (*before, count)
    assert RegistrationStep.objects.get().content == {"name": {"lines": [MASK, MASK]}}
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM pg_trigger WHERE tgenabled = 'D'")
        assert cursor.fetchone() == (0,)


def test_files_and_logs_are_read_too(tmp_path, settings):
    media = tmp_path / "media"
    media.mkdir()
    settings.MEDIA_ROOT = media
    with ZipFile(media / "export.xlsx", "w") as book:
        book.writestr("xl/sharedStrings.xml", f"<t>{NUMBER}</t>")
    (media / "picture.jpg").write_bytes(b"\xff\xd8" + bytes(range(256)) * 40)
    (media / "drawing.pdf").write_text(" ".join(NUMBER) + f" 0.{NUMBER} 1 {NUMBER}.5")
    (tmp_path / "access.log").write_text(f"GET /?q={NUMBER} 200\nGET /a{NUMBER}b 200\n")
    said = StringIO()
    with pytest.raises(CommandError, match="2 แห่ง"):
        call_command("find_plain_ids", tmp_path / "access.log", stdout=said)
    assert said.getvalue().count(MASK) == 2
    assert NUMBER not in said.getvalue()


def test_the_drawn_names_of_files_are_no_texts(db):
    with connection.cursor() as cursor:
        looked_at = plain_ids.texts(cursor)
    assert "file" not in [column for column, *_ in looked_at["sales_evidence"]]
    assert "note" in [column for column, *_ in looked_at["sales_salesrow"]]
