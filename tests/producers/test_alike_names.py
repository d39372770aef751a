"""Alike names are kept, and what is kept is what comparing each name with each would find."""

from io import StringIO
from itertools import combinations

import pytest
from django.core.management import call_command
from django.db import connection
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from core.thai.names import called
from producers import alike_names
from producers.duplicates import duplicates_in, likenesses
from producers.models import AlikeNames, Producer, UncomparedName
from tests.support import factories as make

pytestmark = pytest.mark.django_db


def each_with_each(producers) -> set[tuple[int, int]]:
    """By hand: every pair of a district, compared as the rule says."""
    found = set()
    with connection.cursor() as cursor:
        for one, other in combinations(sorted(producers, key=lambda made: made.pk), 2):
            if one.district_id != other.district_id:
                continue
            short = called(one.name), called(other.name)
            cursor.execute(
                "SELECT similarity(%s, %s), similarity(%s, %s)", [one.name, other.name, *short]
            )
            written, spoken = cursor.fetchone()
            told = min(map(len, short)) >= alike_names.TELLING
            if written >= alike_names.ALIKE or (told and spoken >= alike_names.ALIKE):
                found.add((one.pk, other.pk))
    return found


def kept() -> set[tuple[int, int]]:
    return set(AlikeNames.objects.values_list("first", "second"))


KINDS = ["กลุ่ม", "วิสาหกิจชุมชน", "บริษัท ", "หจก. ", "ร้าน", ""]
WORDS = ["ทอผ้า", "จักสาน", "ไหม", "บ้านหนอง", "บ้านหนองไผ่", "วังเย็น", "แม่มะลิ", "OTOP", "1", "2"]
names = st.builds(
    lambda kind, words, between: kind + between.join(words),
    st.sampled_from(KINDS),
    st.lists(st.sampled_from(WORDS), min_size=1, max_size=5),
    st.sampled_from(["", " "]),
)


@settings(
    max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(here=st.lists(names, max_size=12), there=st.lists(names, max_size=6), later=names)
def test_the_rarest_trigrams_miss_no_pair(here, there, later):
    Producer.objects.all().delete()
    of, beside = make.district(), make.district("2403", "อื่น")
    made = [make.producer(of, name) for name in here]
    made += [make.producer(beside, name) for name in there]
    alike_names.compare(Producer.objects.all())
    assert kept() == each_with_each(made)
    if made:
        made[0].name = later
        made[0].save()
        alike_names.compare(Producer.objects.all())
        assert kept() == each_with_each(made)


def test_a_name_is_marked_by_whatever_path_it_changes():
    of, beside = make.district(), make.district("2403", "อื่น")

    def marked() -> set[str]:
        found = UncomparedName.objects.values_list("producer__name", flat=True)
        names = set(found)
        alike_names.compare(Producer.objects.all())
        return names

    Producer.objects.bulk_create(Producer(code=name, name=name, district=of) for name in "กข")
    assert marked() == {"ก", "ข"}
    Producer.objects.filter(name="ก").update(phone="+66810000001")
    assert marked() == set()
    Producer.objects.filter(name="ก").update(name="ค")
    assert marked() == {"ค"}
    Producer.objects.filter(name="ข").update(district=beside)
    assert marked() == {"ข"}


def test_a_page_is_never_behind_the_names():
    of = make.district()
    by = make.district_officer(of)
    one = make.producer(of, "กลุ่มทอผ้าบ้านหนองไผ่")
    other = make.producer(of, "กลุ่มทอผ้าบ้านหนองไผ")
    assert [(pair.first, pair.second) for pair in duplicates_in(by)[:]] == [(one, other)]
    assert kept() == {(one.pk, other.pk)}
    assert not UncomparedName.objects.exists()
    other.name = "ร้านขนมป้าละออ"
    other.save()
    assert likenesses(one, by) == []  # asked of a record, nothing is written
    assert UncomparedName.objects.get().producer == other
    assert duplicates_in(by)[:] == []
    assert kept() == set()


def test_the_night_compares_what_nobody_asked_for():
    of = make.district()
    made = [make.producer(of, name) for name in ("กลุ่มทอผ้าบ้านหนองไผ่", "กลุ่มทอผ้าบ้านหนองไผ")]
    told = StringIO()
    call_command("compare_names", stdout=told)
    assert told.getvalue() == "เทียบชื่อ 2 ราย\n"
    assert kept() == {tuple(one.pk for one in made)}


def test_a_district_compares_its_own_only():
    of, beside = make.district(), make.district("2501", "อื่น")
    for place in (of, beside):
        make.producer(place, "กลุ่มทอผ้าบ้านหนองไผ่")
    duplicates_in(make.district_officer(of))
    assert [one.producer.district for one in UncomparedName.objects.all()] == [beside]
