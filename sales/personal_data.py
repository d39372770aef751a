"""What the months of sales hold of persons. A producer's figure is told of its business; what was
confirmed stays, whoever asks (DOMAIN.md 8)."""

from datetime import datetime
from typing import Any

from django.db.models import QuerySet

from core.personal.inventory import Held, Level, Whose
from core.personal.retention import Erase, Rule
from sales.models import Evidence, ProducerPhoto

_OF = "producers.Producer"
_WHY = "จัดเก็บ ตรวจ และรับรองยอดจำหน่ายรายเดือน"


def _step(model: str, texts: str, others: str = "", kept: str = "trails") -> Held:
    return Held(
        f"sales.{model}", Whose.OFFICER, texts=texts, others=others, why=_WHY, kept=kept,
        level=Level.OFFICE,
    )  # fmt: skip


HELD = [
    Held(
        "sales.SalesRow",
        Whose.PRODUCER,
        called="ยอดจำหน่ายรายเดือน หมายเหตุ และคำชี้แจง",
        texts="note reason_words",
        others="month",
        why=_WHY,
        kept="figures",
        of=_OF,
        path="producer",
    ),
    Held(
        "sales.RowAnomaly",
        Whose.PRODUCER,
        texts="short sentence answer",
        why=_WHY,
        kept="figures",
        of=_OF,
        path="row__producer",
    ),
    Held(
        "sales.Evidence",
        Whose.PRODUCER,
        called="สมุดบัญชี ภาพถ่าย และหลักฐานของยอดจำหน่าย",
        texts="caption file thumbnail",
        others="sha256",
        why="พิสูจน์ยอดจำหน่าย",
        kept="evidence",
        of=_OF,
        path="producer",
    ),
    Held(
        "sales.AuditItem",
        Whose.PRODUCER,
        texts="note",
        why="สุ่มตรวจหลักฐานของยอด",
        kept="figures",
        of=_OF,
        path="producer",
    ),
    Held(
        "sales.CertifiedPrint",
        Whose.PRODUCER,
        called="ชื่อกลุ่มและยอดในเอกสารที่พิมพ์",
        texts="content",
        others="token report content_hash file_hash first_month last_month of_region",
        why="ออกเอกสารรับรองยอดที่ตรวจสอบได้",
        kept="figures",
        level=Level.OFFICE,
    ),
    Held(
        "sales.ProducerLink",
        Whose.PRODUCER,
        others="token_hash",
        why="ให้ผู้ผลิตแจ้งยอดเองทางโทรศัพท์",
        kept="figures",
        of=_OF,
        path="producer",
    ),
    Held(
        "sales.Proposal",
        Whose.PRODUCER,
        called="ยอดที่ผู้ผลิตแจ้งทางโทรศัพท์",
        texts="note",
        why="ให้ผู้ผลิตแจ้งยอดเองทางโทรศัพท์",
        kept="figures",
        of=_OF,
        path="link__producer",
    ),
    Held(
        "sales.ProducerPhoto",
        Whose.PRODUCER,
        called="รูปสมุดบัญชีที่ผู้ผลิตส่ง",
        texts="file thumbnail",
        others="sha256",
        why="พิสูจน์ยอดจำหน่าย",
        kept="evidence",
        of=_OF,
        path="link__producer",
    ),
    Held(
        "sales.SalesCertificate",
        Whose.PRODUCER,
        called="หนังสือรับรองยอดจำหน่าย",
        texts="content lines revoked_because",
        others="token first_month last_month",
        why="รับรองยอดจำหน่ายตามที่ผู้ผลิตขอ",
        kept="figures",
        of=_OF,
        path="producer",
    ),
    _step("ProposalStep", "reason"),
    _step("AuditSample", "reason", "seed drawn_from"),
    _step("AuditStep", "note", "from_result"),
    _step("DistrictMonth", "return_reason out_of_line explanation", kept="figures"),
    _step("Extension", "reason decision_note", "asked_until until"),
    _step("Resolution", "file", "number held_on"),
    _step("RowMark", "note reply", "about marked_as"),
    _step("SnapshotDistrict", "out_of_line explanation", kept="figures"),
    _step("Step", "reason", "from_status to_status new_password"),
    _step("PivotMailLine", "reason", "pivot_name"),
    _step("SavedPivot", "name", "query"),
]
OF_NOBODY = [
    "sales.DistrictCompleteness",
    "sales.EvidenceKind",
    "sales.ExplanationReason",
    "sales.PaperKey",
    "sales.PeriodProducers",
    "sales.PivotSubscription",
    "sales.ProvinceMonth",
    "sales.PublicHoliday",
    "sales.Reading",
    "sales.Roadmap",
    "sales.SalesMonth",
    "sales.Snapshot",
    "sales.SnapshotLine",
    "sales.SnapshotProducers",
    "sales.SnapshotTotal",
    "sales.WithdrawnPapers",
]


def _old_evidence(before: datetime) -> QuerySet[Any]:
    return Evidence.objects.filter(uploaded_at__lt=before)


def _old_photos(before: datetime) -> QuerySet[Any]:
    return ProducerPhoto.objects.filter(sent_at__lt=before)


RULES = [
    Rule(
        "figures",
        "ยอดจำหน่ายที่ยืนยันแล้ว ฉบับที่พิมพ์ และยอดรวมที่รายงาน",
        "สถิติและหลักฐานของทางราชการ (มาตรา 24 (1) และ (4)) ฐานข้อมูลไม่ให้แก้หรือลบ",
    ),
    Rule(
        "evidence",
        "ไฟล์หลักฐานของยอดจำหน่าย",
        "ตรวจสอบย้อนหลังได้เท่าที่กรมกำหนด ยอดจำหน่ายไม่เปลี่ยน",
        counted_from="วันที่แนบ",
        done="ลบไฟล์และรายการหลักฐาน",
        days=3650,
        least=365,
        works=[
            Erase(Evidence, _old_evidence, files=["file", "thumbnail"]),
            Erase(ProducerPhoto, _old_photos, files=["file", "thumbnail"]),
        ],
    ),
]
