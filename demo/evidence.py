"""Made-up evidence: account books, receipts and a fair, drawn here and marked ตัวอย่าง, for some of the
rows of the last months; and the audit of บ้านโพธิ์, which waits for the province."""

from collections.abc import Mapping
from datetime import date, datetime, timedelta
from decimal import Decimal
from hashlib import sha256
from io import BytesIO
from random import Random

import fontpkg_sarabun
from django.core.files.base import ContentFile
from PIL import Image, ImageDraw, ImageFont

from core.pictures.papers import Remade, remake
from core.thai.calendar import add_months
from demo.accounts import DEMO_PROVINCE, Officers
from demo.clock import Clock
from demo.open_months import WAITING_DISTRICT
from sales.evidence.files import evidence_counts
from sales.evidence.sampling import default_size, draw
from sales.figures.snapshots import keep_standing
from sales.models import (
    AuditItem,
    AuditSample,
    AuditStep,
    DistrictMonth,
    Evidence,
    EvidenceKind,
    SalesRow,
    Snapshot,
)

MONTHS = 3  # the late month, the one being entered, and the last closed one
SEED = "5f0b2569ac114d07"
_FONT = fontpkg_sarabun.ROOT / "files" / "Sarabun-Regular.ttf"

# What the province wrote of drawn rows with evidence, in order; those without have none, and the last
# drawn one is not checked yet.
_FOUND = (
    (AuditItem.Result.MATCH, 0, ""),
    (AuditItem.Result.MISMATCH, 90, "สมุดบัญชีบันทึกถึงวันที่ 27 ไม่มียอดของสามวันสุดท้าย"),
    (AuditItem.Result.MATCH, 0, "ตรงกับใบเสร็จทุกใบ"),
)
_NOTHING = (AuditItem.Result.NO_EVIDENCE, 0, "อำเภอแจ้งว่าผู้ผลิตไม่ได้ทำบัญชีของเดือนนี้")


def attach_evidence(late: date, clocks: Mapping[date, Clock], officers: Officers) -> None:
    """Evidence of the last months, the audit, and what of it the province's reports keep."""
    kinds = {kind.name: kind for kind in EvidenceKind.objects.all()}
    rng = Random("evidence of the demo")  # noqa: S311  (made-up, meant to repeat)
    papers = _papers(kinds)
    for back in range(MONTHS):
        month = add_months(late, 1 - back)
        _attach(month, clocks[month], officers, papers, rng)
    waiting = DistrictMonth.objects.get(month=late, district=WAITING_DISTRICT)
    _audit(waiting, clocks[late].at(19, 10), officers)
    current = Snapshot.objects.filter(province_month__province=DEMO_PROVINCE).current()
    keep_standing(current.select_related("province_month"))


def _papers(kinds: Mapping[str, EvidenceKind]) -> list[tuple[EvidenceKind, str, Remade]]:
    """A few papers, remade once as an upload is; who they are of is not written on them."""
    return [
        (kinds["สมุดบัญชี"], "หน้ารวมของเดือน", remake(BytesIO(account_page("บัญชีรับ-จ่าย", 1)))),
        (kinds["สมุดบัญชี"], "", remake(BytesIO(account_page("สมุดรายรับประจำวัน", 2)))),
        (kinds["ใบเสร็จ"], "", remake(BytesIO(account_page("ใบเสร็จรับเงิน", 3)))),
        (
            kinds["ใบเสร็จ"],
            "รวมใบเสร็จทั้งเดือน",
            remake(BytesIO(account_page("ใบเสร็จรับเงิน", 4, pdf=True))),
        ),
        (
            kinds["หลักฐานร้านออนไลน์"],
            "สรุปคำสั่งซื้อ",
            remake(BytesIO(account_page("สรุปยอดจำหน่ายออนไลน์", 5))),
        ),
        (kinds["ภาพงานแสดงสินค้า"], "ร้านค้าในงาน OTOP", remake(BytesIO(_booth()))),
    ]


def account_page(title: str, nth: int, *, pdf: bool = False) -> bytes:
    """A page ruled as an account book is, with made-up amounts."""
    rng = Random(title + str(nth))  # noqa: S311
    page = Image.new("RGB", (900, 1200), "#fbf8ef")
    pen = ImageDraw.Draw(page)
    large, plain = (ImageFont.truetype(_FONT, size) for size in (48, 30))
    pen.text((60, 50), title, "#23304a", large)
    pen.text((640, 66), "(ตัวอย่าง)", "#a3201a", plain)
    for line in range(18):
        top = 150 + line * 54
        pen.line((50, top + 46, 850, top + 46), "#b9c3d6", 2)
        pen.text((64, top), f"{line + 1}", "#23304a", plain)
        amount = f"{rng.randrange(200, 9000):,}.00"
        pen.text((836 - plain.getlength(amount), top), amount, "#1c3f94", plain)
    pen.line((160, 140, 160, 1130), "#d7a0a0", 2)
    pen.line((600, 140, 600, 1130), "#d7a0a0", 2)
    out = BytesIO()
    page.save(out, "PDF" if pdf else "JPEG", quality=80)
    return out.getvalue()


def _booth() -> bytes:
    """A stall with goods, in plain shapes."""
    picture = Image.new("RGB", (1200, 900), "#dfe8ee")
    pen = ImageDraw.Draw(picture)
    pen.rectangle((0, 640, 1200, 900), "#b79a73")
    for stripe in range(10):
        colour = "#5a2d82" if stripe % 2 else "#f6f1e4"
        pen.polygon(
            [(150 + stripe * 90, 140), (240 + stripe * 90, 140), (255 + stripe * 90, 260),
             (150 + stripe * 90, 260)], colour,
        )  # fmt: skip
    pen.rectangle((180, 560, 1020, 700), "#7a5a36")
    rng = Random("booth")  # noqa: S311
    for nth in range(14):
        left, height = 200 + nth * 58, rng.randrange(50, 130)
        colour = rng.choice(["#b4540a", "#1d7f4e", "#c9a227", "#8a3b5c"])
        pen.rectangle((left, 560 - height, left + 44, 558), colour, "#3b2a14", 3)
    pen.text((480, 165), "ตัวอย่าง", "#a3201a", ImageFont.truetype(_FONT, 60))
    out = BytesIO()
    picture.save(out, "JPEG", quality=80)
    return out.getvalue()


def _attach(month: date, clock: Clock, officers: Officers, papers, rng: Random) -> None:
    """Of บางคล้า and บ้านโพธิ์ about two producers in three, of the others a few; the larger the figure
    the likelier."""
    rows = (
        SalesRow.objects.filter(
            month=month, total__gt=0, district_month__district__province=DEMO_PROVINCE
        )
        .select_related("district_month", "producer")
        .order_by("district_month__district", "producer__code", "category")
    )
    seen: set[int] = set()
    for nth, row in enumerate(rows):
        if row.producer_id in seen:
            continue
        seen.add(row.producer_id)
        district = row.district_month.district_id
        likely = {"2402": 66, WAITING_DISTRICT: 72}.get(district, 3)
        if rng.randrange(100) >= likely + (15 if likely > 50 and row.total > 100_000 else 0):
            continue
        for kind, caption, paper in rng.sample(papers, rng.choice([1, 1, 1, 2, 3])):
            by = officers.entering[district][0]
            _keep(row, kind, caption, paper, by, clock.entered(nth % 300) + timedelta(minutes=4))


def _keep(row: SalesRow, kind, caption: str, paper: Remade, by, at: datetime) -> None:
    evidence = Evidence(
        district_month=row.district_month,
        producer=row.producer,
        kind=kind,
        caption=caption,
        pages=paper.pages,
        bytes=len(paper.data),
        sha256=sha256(f"{kind} {caption} {paper.sha256}".encode()).hexdigest(),
        uploaded_at=at,
        uploaded_by=by,
    )
    evidence.file.save(f"-{paper.ending}", ContentFile(paper.data), save=False)
    if paper.thumbnail:
        evidence.thumbnail.save("-.jpg", ContentFile(paper.thumbnail), save=False)
    evidence.save()


def _audit(district_month: DistrictMonth, at: datetime, officers: Officers) -> None:
    """One draw by a seed of ours (the portal's own come from the system), four rows checked."""
    by = officers.province
    rows = {
        row.pk: row
        for row in SalesRow.objects.filter(district_month=district_month, total__gt=0).order_by(
            "producer__code", "category"
        )
    }
    drawn_from = sorted((pk, int(row.total * 100)) for pk, row in rows.items())
    sample = AuditSample.objects.create(
        district_month=district_month,
        number=1,
        method=AuditSample.Method.EQUAL,
        seed=SEED,
        drawn_from=drawn_from,
        drawn_at=at,
        drawn_by=by,
    )
    shown = evidence_counts(district_month)
    found_so_far = iter(_FOUND)
    drawn = draw(drawn_from, default_size(len(rows)), SEED)
    for place, row_id in enumerate(drawn, 1):
        row = rows[row_id]
        item = AuditItem.objects.create(
            sample=sample,
            place=place,
            row=row,
            producer_id=row.producer_id,
            category=row.category,
            figure=row.total,
        )
        if place == len(drawn):
            continue
        written = next(found_so_far, _FOUND[0]) if row.producer_id in shown else _NOTHING
        result, percent, note = written
        checked = at + timedelta(minutes=9 * place)
        found = (row.total * percent / 100).quantize(Decimal(1)) if percent else None
        AuditStep.objects.create(
            item=item, from_result=item.result, to_result=result, found_amount=found, note=note,
            by=by, at=checked,
        )  # fmt: skip
        item.result, item.found_amount, item.note = result, found, note
        item.checked_at, item.checked_by, item.version = checked, by, 1
        item.save()
