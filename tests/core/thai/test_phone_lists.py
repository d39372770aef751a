"""Telephone cells of offices' lists (cases f15 to f17): taken where it is certain, and said."""

import csv

import pytest
from django.conf import settings
from hypothesis import given
from hypothesis import strategies as st

from core.thai.forms import PhoneField
from core.thai.phone_lists import find_phone
from core.thai.phones import PhoneRefused

with (settings.BASE_DIR / "fixtures/phone_check_vectors.csv").open(encoding="utf-8") as file:
    VECTORS = list(csv.DictReader(file))


@pytest.mark.parametrize("vector", VECTORS, ids=lambda vector: vector["what"])
def test_vector(vector):
    """A list reads each as the form does; a dash alone is none."""
    if vector["text"] == "-":
        assert find_phone("-").phone is None
    elif vector["rule_kind"] == "invalid":
        with pytest.raises(PhoneRefused):
            find_phone(vector["text"])
    else:
        found = find_phone(vector["text"])
        assert (found.phone.kind, found.phone.digits) == (
            vector["rule_kind"],
            vector["rule_digits"],
        )
        assert (found.others, found.remark) == ("", "")


@pytest.mark.parametrize(
    ("cell", "printed", "others"),
    [
        ("810000001", "08-1000-0001", ""),
        ("610000001", "06-1000-0001", ""),
        ("38510000", "0-3851-0000", ""),
        ("25550100", "0-2555-0100", ""),
        ("โทร.08-1000-0001", "08-1000-0001", ""),
        ("08-1000-0002 (ป้าลา)", "08-1000-0002", ""),
        ("นางสมมติ 08-1000-0003", "08-1000-0003", ""),
        ("\u0e380810000008", "08-1000-0008", ""),
        ("โทร 0-3851-0000 ต่อ 12", "0-3851-0000 ต่อ 12", ""),
        ("08-1000-0004, 08-1000-0005", "08-1000-0004", "โทร. 08-1000-0005"),
        ("081 000 0006  081 000 0007", "08-1000-0006", "โทร. 08-1000-0007"),
        ("081 000 0006 081 000 0007", "08-1000-0006", "โทร. 08-1000-0007"),
        ("0810000006\n๐๘๑๐๐๐๐๐๐๗", "08-1000-0006", "โทร. 08-1000-0007"),
        ("08-1000-0009 / 038-510000", "08-1000-0009", "โทร. 0-3851-0000"),
        ("0-3851-0000-3 แฟกซ์ 0-3851-0009", "0-3851-0000-3", "โทรสาร 0-3851-0009"),
        ("โทรสาร 0-3851-0009 โทร. 0-3851-0000", "0-3851-0000", "โทรสาร 0-3851-0009"),
        ("โทร 0810000001 (มือถือ) หรือ 08-1000-0001", "08-1000-0001", ""),
        ("810000001,810000002", "08-1000-0001", "โทร. 08-1000-0002"),
        ("810000001 / 38510000", "08-1000-0001", "โทร. 0-3851-0000"),
        ("38510000 ต่อ 12", "0-3851-0000 ต่อ 12", ""),
        ("นางสมมติ 810000001", "08-1000-0001", ""),
        ("810000001.0", "08-1000-0001", ""),
    ],
)
def test_what_a_cell_holds(cell, printed, others):
    found = find_phone(cell)

    assert (found.phone.shown, found.others) == (printed, others)
    assert printed in found.remark


def test_a_lost_zero_is_said_wherever_it_was_put_back():
    for cell in ("810000001", "810000001,0810000002", "นางสมมติ 38510000"):
        assert "เติม 0 ข้างหน้าที่หายไป" in find_phone(cell).remark
    assert "เติม 0" not in find_phone("นางสมมติ 0810000001").remark


@pytest.mark.parametrize("cell", ["", "-", " – ", "ไม่มี", "ไม่ระบุ", "(ไม่มีข้อมูล)", "N/A"])
def test_none(cell):
    found = find_phone(cell)
    assert (found.phone, found.others, found.remark) == (None, "", "")


@pytest.mark.parametrize(
    ("cell", "said"),
    [
        ("081-000-0001-2", "เกินมา 1 หลัก"),
        (
            "81000000",
            "เบอร์โทรขึ้นต้นด้วย 0",
        ),  # eight digits of a mobile, nine of a line: not Excel's doing
        ("385100000", "เบอร์โทรขึ้นต้นด้วย 0"),
        ("0999999999", "0999999999 ไม่ใช่เบอร์จริง"),
        ("999999999", "999999999 ไม่ใช่เบอร์จริง"),
        ("99999999", "ไม่ใช่เบอร์จริง"),
        ("000000000", "ไม่ใช่เบอร์จริง"),
        ("123456789", "ไม่ใช่เบอร์จริง"),
        ("0123456789", "ไม่ใช่เบอร์จริง"),
        ("385100000", "ขึ้นต้นด้วย 0 เติมแล้วยังผิด: เกินมา 1 หลัก"),
        ("0123000", "ไม่มีเลขหมายขึ้นต้นด้วย 012"),
        ("1999900000013", "เลข 13 หลักเป็นเลขประจำตัว ไม่ใช่เบอร์โทร"),
        ("670000000", "เบอร์โทรขึ้นต้นด้วย 0"),
        ("038-510000/1", "“1” ไม่ใช่เบอร์โทร ถ้าใช้เบอร์แรก กรอก 0-3851-0000"),
        ("เลขที่ 12 โทร 0810000001", "พิมพ์เบอร์โทรเป็นตัวเลข"),
        ("แฟกซ์ 0-3851-0009", "มีแต่เบอร์โทรสาร"),
        ("ป้าลา", "พิมพ์เบอร์โทรเป็นตัวเลข"),
        ("1234567890123", "เลข 13 หลักเป็นเลขประจำตัว"),
    ],
)
def test_refused(cell, said):
    with pytest.raises(PhoneRefused, match=said):
        find_phone(cell)


@given(st.one_of(st.text(max_size=60), st.text("0123456789 -/,โทร()", max_size=60)))
def test_any_cell_is_read_or_refused(text):
    try:
        found = find_phone(text)
    except PhoneRefused:
        return
    assert found.phone is None or find_phone(found.phone.stored).phone == found.phone


@pytest.mark.parametrize("typed", ["-", " – ", "ไม่มี"])
def test_a_form_takes_a_dash_for_none(typed):
    assert PhoneField().clean(typed) == ""
