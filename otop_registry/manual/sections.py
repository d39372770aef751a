"""The manual's sections: whose work each one teaches, and the pages it is about.

The text of a section is templates/manual/sections/<key>.html, its picture static/manual/<key>.png, which
`make manual` takes of the demo. What stands in <b> there is a word of the screen; tests/otop_registry/
test_manual.py finds it in the portal's own sentences, so that the manual cannot name what is gone.
"""

from collections.abc import Iterator
from dataclasses import dataclass

from core.areas.scope import Role
from core.users.models import User

_DISTRICT = frozenset({Role.DISTRICT})
_PROVINCE = frozenset({Role.PROVINCE})
_DEPARTMENT = frozenset({Role.DEPARTMENT})
_OFFICES = _DISTRICT | _PROVINCE
_ALL = frozenset(Role)


@dataclass(frozen=True)
class Section:
    """One task of an office. `pages`: names of addresses of the portal that offer this section;
    `picture`: the address its picture is taken of, as the first of `roles` in the demo sees it."""

    key: str
    title: str
    roles: frozenset[Role]
    pages: tuple[str, ...]
    picture: str = ""

    @property
    def template(self) -> str:
        return f"manual/sections/{self.key}.html"


SECTIONS = (
    Section("home", "งานวันนี้และเมนู", _ALL, ("index",), "/"),
    Section(
        "own-account",
        "บัญชีของท่านและการยืนยันขั้นที่สอง",
        _ALL,
        ("own-account", "own-app", "own-passkey", "own-recovery-codes"),
    ),
    Section("entering", "บันทึกยอดจำหน่าย", _DISTRICT, ("sales-grid",), "/sales/entry/"),
    Section(
        "by-phone",
        "ผู้ผลิตแจ้งยอดทางโทรศัพท์",
        _DISTRICT,
        ("sales-proposals", "sales-proposal", "sales-producer-links"),
    ),
    Section("evidence", "หลักฐานของยอด", _DISTRICT, ("sales-evidence", "sales-producer-evidence")),
    Section(
        "certificates",
        "หนังสือรับรองยอดจำหน่าย",
        _DISTRICT,
        ("sales-certificates", "sales-certificate"),
    ),
    Section(
        "letters",
        "หนังสือราชการของสำนักงาน",
        _ALL,
        (
            "outgoing-letters",
            "outgoing-letter",
            "letter-templates",
            "letter-template",
            "letter-template-new",
            "letter-write",
        ),
    ),
    Section(
        "handing-over",
        "ส่งมอบงานเมื่อย้ายหรือพ้นหน้าที่",
        _ALL,
        ("hand-overs", "hand-over-new", "hand-over"),
    ),
    Section("checking", "ตรวจและยืนยันของอำเภอ", _DISTRICT, ("sales-check",), "/sales/check/"),
    Section(
        "board",
        "กระดานและการยืนยันของจังหวัด",
        _PROVINCE,
        ("sales-board", "sales-confirm"),
        "/sales/board/",
    ),
    Section("review", "ตรวจยอดรายอำเภอ", _PROVINCE, ("sales-review",)),
    Section(
        "extensions",
        "ขยายเวลา",
        _ALL,
        ("sales-extensions", "sales-ask-extension", "sales-grant-extension", "sales-extension"),
        "/sales/extensions/",
    ),
    Section(
        "months",
        "เปิด ปิด และรายงานเดือน",
        _DEPARTMENT,
        ("sales-months", "sales-month-state", "sales-month-dates", "sales-roadmap"),
        "/sales/months/",
    ),
    Section(
        "reports", "รายงานและการพิมพ์", _ALL, ("report-list", "report", "sales-prints"), "/reports/"
    ),
    Section(
        "records",
        "ระเบียนผู้ผลิต ผลิตภัณฑ์ และร้านชวนชิม",
        _ALL,
        (
            "producers_producer_changelist",
            "producers_producer_change",
            "producers_producer_add",
            "products_product_changelist",
            "products_product_change",
            "products_product_add",
            "chuanchim_outlet_changelist",
            "chuanchim_outlet_change",
            "chuanchim_outlet_add",
        ),
        "/producers/producer/",
    ),
    Section(
        "registering",
        "เสนอลงทะเบียนในรอบ",
        _DISTRICT,
        ("registration-own",),
        "/registration/own/",
    ),
    Section(
        "certifying",
        "ตรวจและรับรองการลงทะเบียน",
        _PROVINCE,
        ("registration-queue",),
        "/registration/queue/",
    ),
    Section(
        "rounds",
        "รอบการลงทะเบียน",
        _DEPARTMENT,
        ("registration_round_changelist", "registration_round_change", "registration_round_add"),
        "/registration/round/",
    ),
    Section(
        "tables",
        "ส่งออกไปตรวจ แก้ แล้วนำเข้า",
        _ALL,
        ("tables", "table", "import"),
        "/tables/producers/",
    ),
    Section(
        "personal-data",
        "ข้อมูลส่วนบุคคลและคำขอของเจ้าของข้อมูล",
        _ALL,
        ("person-requests", "person-request", "person", "person-copy", "breach"),
    ),
    Section("quality", "งานคุณภาพข้อมูล", _ALL, ("quality", "quality-worklist"), "/quality/"),
    Section(
        "accounts",
        "บัญชีผู้ใช้และคำเชิญ",
        _PROVINCE | _DEPARTMENT,
        (
            "accounts_user_changelist",
            "accounts_user_change",
            "accounts_user_add",
            "account-invitations",
        ),
        "/accounts/user/",
    ),
    Section(
        "taking-over",
        "นำเข้าจากระบบเดิม",
        _DEPARTMENT,
        ("take-overs", "take-over"),
        "/taking-over/",
    ),
    Section("connection", "เมื่ออินเทอร์เน็ตหรือระบบขัดข้อง", _OFFICES, ()),
)


def sections_for(reader: User) -> Iterator[Section]:
    """What the reader's office does."""
    return (section for section in SECTIONS if reader.role in section.roles)


def section_about(page: str, reader: User) -> Section | None:
    """The section that a page (the name of its address) offers to the reader."""
    return next((one for one in sections_for(reader) if page in one.pages), None)
