"""The night's work: everything is tried, what failed is told."""

from datetime import timedelta
from io import StringIO

import pytest
from django.contrib.sessions.models import Session
from django.core.management import CommandError, call_command
from django.utils import timezone

from accounts import unused
from core.sending.models import SentForm
from quality import counting
from quality.models import QualityCount
from tests.support import factories as make

pytestmark = pytest.mark.django_db


def test_the_nation_is_counted_and_what_is_old_goes():
    make.producer(make.district(), phone="")
    gone = timezone.now() - timedelta(days=1)
    Session.objects.create(session_key="old", session_data="", expire_date=gone)
    clerk, long_ago = make.district_officer(make.district()), timezone.now() - timedelta(days=15)
    for number, at in enumerate((gone, long_ago)):
        SentForm.objects.create(content_hash=str(number), token_hash="-", by=clerk, sent_at=at)
    out = StringIO()
    call_command("nightly", stdout=out)
    assert "นับทั่วประเทศแล้วเมื่อ" in out.getvalue()
    assert QualityCount.objects.filter(code="P04", district="2402").get().faulty == 1
    assert not Session.objects.exists()
    assert [one.sent_at for one in SentForm.objects.all()] == [gone]


def test_one_that_fails_keeps_none_of_the_others_back(monkeypatch):
    def fails():
        raise RuntimeError("ฐานข้อมูลไม่ตอบ")

    counted = []
    monkeypatch.setattr(unused, "suspend_unused", fails)
    monkeypatch.setattr(counting, "refresh", lambda: counted.append(1) or timezone.now())
    with pytest.raises(CommandError, match="suspend_unused_accounts: ฐานข้อมูลไม่ตอบ"):
        call_command("nightly", stdout=StringIO())
    assert counted == [1]
