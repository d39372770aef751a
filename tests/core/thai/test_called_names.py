"""Names however they are typed: what Python and PostgreSQL make of them is the same."""

import pytest
from django.db import connection

from core.thai.names import called, called_sql, name_key, name_key_sql, searched_as
from core.thai.texts import clean_text
from tests.core.thai.test_texts import names_of

NAMES = {
    "บจก. ก้าวหน้า 5": ("บริษัทก้าวหน้า5", "ก้าวหน้า5"),
    "บริษัท ก้าวหน้า ๕ จำกัด": ("บริษัทก้าวหน้า5", "ก้าวหน้า5"),
    "บมจ.ก้าวหน้า": ("บริษัทก้าวหน้า", "ก้าวหน้า"),
    "บริษัท ก้าวหน้า จำกัด (มหาชน)": ("บริษัทก้าวหน้า", "ก้าวหน้า"),
    "หจก. รวมใจ": ("ห้างหุ้นส่วนจำกัดรวมใจ", "รวมใจ"),
    "ห้างหุ้นส่วนจำกัด รวมใจ": ("ห้างหุ้นส่วนจำกัดรวมใจ", "รวมใจ"),
    "วสช.ทอผ้า": ("วิสาหกิจชุมชนทอผ้า", "ทอผ้า"),
    "วิสาหกิจชุมชนกลุ่มทอผ้า บ้านหนอง": ("วิสาหกิจชุมชนกลุ่มทอผ้าบ้านหนอง", "ทอผ้าบ้านหนอง"),
    "น.ส. สมมติ ทดลองดี": ("นางสาวสมมติทดลองดี", "สมมติทดลองดี"),
    "น.ส.สมมติ  ทดลองดี": ("นางสาวสมมติทดลองดี", "สมมติทดลองดี"),
    "นํ้าพริกเเม่แดง": ("น้ำพริกแม่แดง", "น้ำพริกแม่แดง"),
    "OTOP Shop": ("otopshop", "otopshop"),
    "ขนมบจก": ("ขนมบจก", "ขนมบจก"),
    "นสมา": ("นสมา", "นสมา"),
    "-": ("", ""),
}


@pytest.mark.parametrize("name", NAMES)
def test_a_name_as_it_is_compared(name):
    assert (name_key(name), called(name)) == NAMES[name]


@pytest.mark.django_db
def test_the_database_reads_names_alike():
    names = [clean_text(name) for name in (*NAMES, *names_of("subdistricts"))]
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT {name_key_sql('name')}, {called_sql('name')} FROM unnest(%s::text[]) AS name",
            [names],
        )
        found = cursor.fetchall()
    assert found == [(name_key(name), called(name)) for name in names]


@pytest.mark.parametrize(
    ("word", "ways"),
    [
        ("ทอผ้า", ("ทอผ้า",)),
        ("น้ํา", ("น้ำ",)),
        ("ที่5", ("ที่5", "ที่๕")),
        ("ที่๕", ("ที่๕", "ที่5")),
        ("บจก", ("บจก.", "บมจ.", "บริษัท")),
        ("น.ส.", ("น.ส.", "นางสาว")),
    ],
)
def test_the_ways_a_word_may_stand_in_a_name(word, ways):
    assert searched_as(word) == ways
