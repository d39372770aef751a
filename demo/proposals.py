"""What some producers of บางคล้า reported by phone of the month being entered: waiting, asked back,
without sales, with a photograph; and a certificate of one of them. Nobody knows a link of these."""

from datetime import datetime, timedelta
from decimal import Decimal
from hashlib import sha256
from io import BytesIO
from random import Random

from django.core.files.base import ContentFile
from django.utils.crypto import salted_hmac

from core.history.acting import acting
from core.pictures.processing import prepare
from core.thai.calendar import add_months
from demo.accounts import DEMO_DISTRICT, Officers
from demo.clock import Clock
from demo.evidence import account_page
from sales.certificates import issuing
from sales.models import (
    CHANNELS,
    DistrictMonth,
    ProducerLink,
    ProducerPhoto,
    Proposal,
    ProposalStep,
    SalesRow,
)

PRODUCERS = 14
_NOTES = {2: "รวมงานกาชาดจังหวัด", 5: "ลูกค้าสั่งล่วงหน้า ยังไม่รวม"}
_ASKED = {3: "สูงกว่าเดือนก่อนมาก หน่วยเป็นบาทหรือไม่"}


def make_proposals(clock: Clock, officers: Officers, now: datetime) -> None:
    """Of producers whose rows are still blank; figures near last month's, one ten times as high."""
    month = DistrictMonth.objects.get(month=clock.month, district=DEMO_DISTRICT)
    officer = officers.entering[DEMO_DISTRICT][0]
    rows = SalesRow.objects.filter(district_month=month, entry=SalesRow.Entry.BLANK)
    before = {
        (row.producer_id, row.category): row
        for row in SalesRow.objects.filter(month=add_months(clock.month, -1), total__gt=0)
    }
    known = [row for row in rows.order_by("producer__code", "category")]
    known = [row for row in known if (row.producer_id, row.category) in before][:PRODUCERS]
    at = now - timedelta(hours=20)
    links: dict[int, ProducerLink] = {}
    rng = Random("proposals of the demo")  # noqa: S311  (made-up, meant to repeat)
    for nth, row in enumerate(known):
        link = links.get(row.producer_id)
        if link is None:
            link = links[row.producer_id] = _link(month, row, officer, at)
        times = 10 if nth in _ASKED else Decimal(rng.randrange(90, 112)) / 100
        last = before[(row.producer_id, row.category)]
        amounts = {one: round(getattr(last, one) * times, -1) for one in CHANNELS}
        is_nothing = nth == 7
        proposal = Proposal.objects.create(
            link=link,
            category=row.category,
            entry=SalesRow.Entry.NO_SALES if is_nothing else SalesRow.Entry.AMOUNTS,
            note=_NOTES.get(nth, ""),
            sent_at=at + timedelta(minutes=31 * nth),
            **(dict.fromkeys(CHANNELS, Decimal(0)) if is_nothing else amounts),
        )
        if question := _ASKED.get(nth):
            ProposalStep.objects.create(
                proposal=proposal,
                name=ProposalStep.Name.ASK,
                by=officer,
                at=proposal.sent_at + timedelta(hours=1),
                reason=question,
            )
    if known:
        _photograph(links[known[0].producer_id], at)
        with acting(officer):
            issuing.make(
                known[0].producer,
                add_months(clock.month, -12),
                add_months(clock.month, -1),
                by=officer,
            )


def _photograph(link: ProducerLink, at: datetime) -> None:
    sent = account_page("สมุดรายรับ", 9)
    prepared = prepare(BytesIO(sent))
    photo = ProducerPhoto(
        link=link, bytes=len(prepared.picture), sha256=sha256(sent).hexdigest(), sent_at=at
    )
    photo.file.save("-.jpg", ContentFile(prepared.picture), save=False)
    photo.thumbnail.save("-.jpg", ContentFile(prepared.thumbnail), save=False)
    photo.save()


def _link(month: DistrictMonth, row: SalesRow, officer, at: datetime) -> ProducerLink:
    return ProducerLink.objects.create(
        district_month=month,
        producer=row.producer,
        token_hash=salted_hmac("demo", row.producer.code, algorithm="sha256").hexdigest(),
        made_at=at - timedelta(days=1),
        made_by=officer,
        expires_at=at + timedelta(days=44),
    )
