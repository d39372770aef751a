"""A report reads one moment: what is written while it is made is wholly in it or not at all."""

import pytest
from django.db import IntegrityError, InternalError, OperationalError, connection

from core.areas.models import Province
from core.reports.engine import one_picture
from tests.support import factories as make
from tests.support.concurrency import Person

pytestmark = pytest.mark.django_db(transaction=True)


def names() -> list[str]:
    return sorted(Province.objects.values_list("name_th", flat=True))


def renamed_by_another() -> None:
    other = Person(lambda: Province.objects.filter(pk="24").update(name_th="ชื่อใหม่"))
    other.start().done()
    assert other.error is None


def test_what_another_commits_meanwhile_is_not_seen():
    make.province("24", "ฉะเชิงเทรา")
    with one_picture():
        before = names()
        renamed_by_another()
        assert names() == before == ["ฉะเชิงเทรา"]
    assert names() == ["ชื่อใหม่"]


def test_a_report_cannot_write():
    make.province("24", "ฉะเชิงเทรา")
    with pytest.raises((InternalError, OperationalError, IntegrityError)), one_picture():
        Province.objects.filter(pk="24").update(name_th="x")
    assert names() == ["ฉะเชิงเทรา"]
    assert not connection.in_atomic_block
