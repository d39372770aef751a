"""The side menu: what each role works with, in the order it works."""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache, lru_cache
from typing import Any

from django.http import HttpRequest
from django.template.loader import render_to_string
from django.urls import reverse

from core.users.models import User
from correspondence.waiting import COUNTS

# The pages of the sales months by role: (label, url name) in the order of the work.
SALES_ITEMS: dict[str, list[tuple[str, str]]] = {
    "district": [
        ("บันทึกยอดจำหน่าย", "admin:sales-entry"),
        ("หลักฐานของยอด", "admin:sales-evidence-current"),
        ("ตรวจและยืนยัน (รต.๒)", "admin:sales-check-current"),
        ("ขอขยายเวลา", "admin:sales-extensions"),
        ("เป้าหมายและประมาณการ", "admin:targets"),
        ("ตลาดออนไลน์", "admin:online-market"),
        ("รายงาน (รต.๑–๔)", "admin:report-list"),
        ("ฉบับที่พิมพ์แล้ว", "admin:sales-prints"),
    ],
    "province": [
        ("กระดานยืนยัน", "admin:sales-board"),
        ("ขอขยายเวลา", "admin:sales-extensions"),
        ("เป้าหมายและประมาณการ", "admin:targets"),
        ("ตลาดออนไลน์", "admin:online-market"),
        ("รายงาน (รต.๑–๔)", "admin:report-list"),
        ("ฉบับที่พิมพ์แล้ว", "admin:sales-prints"),
    ],
    "department": [
        ("เปิด–ปิดเดือน", "admin:sales-months"),
        ("พิจารณาขยายเวลา", "admin:sales-extensions"),
        ("กำหนดวันและวันหยุด", "admin:sales-roadmap"),
        ("เป้าหมายและประมาณการ", "admin:targets"),
        ("ตลาดออนไลน์", "admin:online-market"),
        ("รายงาน (รต.๑–๔)", "admin:report-list"),
        ("ฉบับที่พิมพ์แล้ว", "admin:sales-prints"),
    ],
}

# Registration by role, in the order of the work.
REGISTRATION_ITEMS: dict[str, list[tuple[str, str]]] = {
    "district": [
        ("งานลงทะเบียน", "admin:registration-own"),
        ("ระเบียนที่อาจซ้ำกัน", "admin:producer-duplicates"),
        ("ยกเลิกผู้ผลิต ผลิตภัณฑ์", "admin:registration-closures"),
        ("ย้ายข้ามอำเภอ", "admin:producer-relocations"),
        ("ประกาศผลการลงทะเบียน", "admin:registration-announcements"),
    ],
    "province": [
        ("ตรวจและรับรอง", "admin:registration-queue"),
        ("ระเบียนที่อาจซ้ำกัน", "admin:producer-duplicates"),
        ("ยกเลิกผู้ผลิต ผลิตภัณฑ์", "admin:registration-closures"),
        ("ย้ายข้ามอำเภอ", "admin:producer-relocations"),
        ("ประกาศผลการลงทะเบียน", "admin:registration-announcements"),
    ],
    "department": [
        ("รอบการลงทะเบียน", "admin:registration_round_changelist"),
        ("ประกาศผลการลงทะเบียน", "admin:registration-announcements"),
    ],
}

# The registers and the rest, shown to whom the permission (otop_registry.rights) is given.
REGISTER_ITEMS = [
    ("ผู้ผลิต ผู้ประกอบการ", "admin:producers_producer_changelist", "producers.view_producer"),
    ("เพิ่มผู้ผลิต", "admin:producers_producer_add", "producers.add_producer"),
    ("ผลิตภัณฑ์", "admin:products_product_changelist", "products.view_product"),
    ("เพิ่มผลิตภัณฑ์", "admin:products_product_add", "products.add_product"),
    ("OTOP ชวนชิม", "admin:chuanchim_outlet_changelist", "chuanchim.view_outlet"),
]
QUALITY_ITEMS = [
    ("งานคุณภาพข้อมูล", "admin:quality", "producers.view_producer"),
    ("สำรวจการประกอบกิจการ", "admin:producer-operations", "producers.view_producer"),
    ("๑ พัฒนากร ๑ กลุ่ม", "admin:producer-campaign", "producers.view_producer"),
]
# What offices write to each other; a count stands behind what waits for the person.
CORRESPONDENCE_ITEMS = [
    ("หนังสือแจ้ง", "admin:notices"),
    ("ถาม–ตอบ", "admin:questions"),
    ("การประชุมชี้แจง", "admin:briefings"),
]
# Of one role alone.
OWN_ITEMS: dict[str, list[tuple[str, str]]] = {
    "department": [("นำเข้าจากระบบเดิม", "admin:take-overs"), ("ข้อมูลอ้างอิง", "admin:references")],
}
# What is done on a page of another name, or has none in the menu: on the home and by ไปที่…. A report has
# its key after the name.
BESIDE_MENU: dict[str, list[tuple[str, ...]]] = {
    "district": [
        ("ดาวน์โหลดข้อมูลเป็น Excel", "admin:tables"),
        ("พิมพ์ รต.๒ เดือนที่ยืนยันแล้ว", "admin:report", "rt2"),
        ("บันทึกและแนบมติ นตผ.อำเภอ", "admin:sales-check-current"),
        ("พิมพ์บันทึกเสนอและหนังสือนำส่งจังหวัด", "admin:sales-check-current"),
        ("ยอดที่ผู้ผลิตแจ้งทางโทรศัพท์", "admin:sales-proposals-current"),
        ("หนังสือรับรองยอดจำหน่ายของผู้ผลิต", "admin:sales-certificates"),
        ("ออกหนังสือราชการ", "admin:letter-templates"),
        ("หนังสือส่งของสำนักงาน", "admin:outgoing-letters"),
        ("ส่งมอบและรับมอบงาน", "admin:hand-overs"),
        ("ยอดจำหน่ายรายผู้ผลิต", "admin:report", "sales-producers"),
        ("มาตรฐานใกล้หมดอายุ", "admin:report", "expiring"),
        ("ผลการคัดสรรตามรอบ", "admin:report", "star-results"),
        ("คำขอของเจ้าของข้อมูล", "admin:person-requests"),
    ],
    "province": [
        ("ดาวน์โหลดข้อมูลเป็น Excel", "admin:tables"),
        ("บันทึกและแนบมติ นตผ.จังหวัด", "admin:sales-board"),
        ("สุ่มตรวจหลักฐานของอำเภอ", "admin:sales-board"),
        ("พิมพ์หนังสือนำส่งกรม", "admin:sales-board"),
        ("ออกหนังสือราชการ", "admin:letter-templates"),
        ("หนังสือส่งของสำนักงาน", "admin:outgoing-letters"),
        ("ส่งมอบและรับมอบงาน", "admin:hand-overs"),
        ("เพิ่มบัญชีเจ้าหน้าที่อำเภอ", "admin:accounts_user_changelist"),
        ("ทะเบียนรายอำเภอ", "admin:report", "registry"),
        ("คำขอของเจ้าของข้อมูล", "admin:person-requests"),
        ("คุณภาพข้อมูลรายอำเภอ", "admin:report", "quality-areas"),
        ("ประวัติการเปิดดูเลขประจำตัว", "admin:personal_reveal_changelist"),
    ],
    "department": [
        ("ดาวน์โหลดข้อมูลเป็น Excel", "admin:tables"),
        ("ทะเบียนรายจังหวัด", "admin:report", "registry"),
        ("คุณภาพข้อมูลรายจังหวัด", "admin:report", "quality-areas"),
        ("แก้รายการตัวเลือก เช่น ประเภท มาตรฐาน", "admin:references"),
        ("รายงานอธิบดี", "admin:sales-months"),
        ("เผยแพร่ข้อมูลเปิด", "admin:open-data-desk"),
        ("ออกหนังสือราชการ", "admin:letter-templates"),
        ("หนังสือส่งของสำนักงาน", "admin:outgoing-letters"),
        ("ส่งมอบและรับมอบงาน", "admin:hand-overs"),
        ("เพิ่มบัญชีของจังหวัดและอำเภอ", "admin:accounts_user_changelist"),
        ("ประวัติการเปิดดูเลขประจำตัว", "admin:personal_reveal_changelist"),
        ("สถานะของระบบ", "admin:system-state"),
        ("คีย์ API ของหน่วยงานภาคี", "admin:partner-keys"),
        ("คำขอของเจ้าของข้อมูล", "admin:person-requests"),
        ("ระยะเวลาเก็บรักษาข้อมูล", "admin:retention-periods"),
        ("เหตุละเมิดข้อมูลส่วนบุคคล", "admin:breach"),
    ],
}
OTHER_ITEMS = [
    ("บัญชีผู้ใช้", "admin:accounts_user_changelist", "accounts.view_user"),
    ("คำเชิญเปิดบัญชี", "admin:account-invitations", "accounts.view_user"),
    ("ทบทวนบัญชีประจำปี", "admin:account-recertification", "accounts.view_user"),
    ("การเข้าใช้และการเปิดดูข้อมูล", "admin:data-access", "personal.view_reveal"),
]

Entry = tuple[str, str]  # label, url name
Group = tuple[str, str, tuple[Entry, ...]]  # key, title, entries
HOME = "admin:index"

# The groups this browser folded, kept by static/js/menu.js: sales.registers
FOLDED = "menu_folded"


def groups(user: User) -> tuple[Group, ...]:
    """(key, title, entries) of the menu of this person, in the order of the work; at most seven."""
    asked = (*REGISTER_ITEMS, *QUALITY_ITEMS, *OTHER_ITEMS)
    permitted = frozenset(name for *_, name in asked if user.has_perm(name))
    return _groups(user.role, permitted)


@cache
def _groups(role: str, permissions: frozenset[str]) -> tuple[Group, ...]:
    def permitted(items: Iterable[tuple[str, str, str]]) -> list[Entry]:
        return [(label, name) for label, name, permission in items if permission in permissions]

    found = [
        ("home", "", [("งานวันนี้", HOME)]),
        ("sales", "ยอดจำหน่าย", SALES_ITEMS.get(role, [])),
        ("registration", "การลงทะเบียน", REGISTRATION_ITEMS.get(role, [])),
        ("registers", "ทะเบียน", permitted(REGISTER_ITEMS)),
        ("quality", "คุณภาพข้อมูล", permitted(QUALITY_ITEMS)),
        ("letters", "หนังสือแจ้งและคำถาม", CORRESPONDENCE_ITEMS),
        (
            "system",
            "ข้อมูลและบัญชี",
            [
                ("นำเข้า–ส่งออก Excel", "admin:tables"),
                *OWN_ITEMS.get(role, []),
                *permitted(OTHER_ITEMS),
                ("งานที่ระบบกำลังดำเนินการ", "admin:jobs"),
            ],
        ),
    ]
    return tuple((key, title, tuple(items)) for key, title, items in found if items)


def entries(user: User) -> list[Entry]:
    """Every entry of this person's menu; none for who may not go anywhere yet."""
    if user.must_change_password:
        return []
    return [entry for _, _, items in groups(user) for entry in items]


def beside_menu(user: User) -> list[tuple[str, str]]:
    """(label, address) of what this person does on pages of other names."""
    named = BESIDE_MENU.get(user.role, [])
    return [(label, reverse(name, args=args)) for label, name, *args in named]


# --- As a page shows it ---------------------------------------------------------------------------


@dataclass(frozen=True)
class Menu:
    """Everything a menu is drawn from, and nothing else; so what was drawn once serves whoever is shown
    the same. `current`: the name of the page's entry; `counts`: by entry, `folded`: keys of groups."""

    groups: tuple[Group, ...]
    current: str
    counts: tuple[tuple[str, int], ...]
    folded: frozenset[str]

    def drawn_as(self, name: str) -> str:
        """The menu in HTML, called `name` for readers."""
        return _drawn(self, name)


def menu(request: HttpRequest) -> dict[str, Any]:
    """Context processor: `menu`, groups of links; empty for who may not go anywhere yet."""
    user = getattr(request, "user", None)
    if user is None or not user.is_authenticated or user.must_change_password:
        return {"menu": None}
    counts = request.session.get(COUNTS, {}) if hasattr(request, "session") else {}
    shown = groups(user)
    folded = request.COOKIES.get(FOLDED, "").split(".")
    return {
        "menu": Menu(
            shown,
            _current(shown, request.path),
            tuple(sorted(counts.items())),
            frozenset(key for key, _, _ in shown if key in folded),
        )
    }


@cache
def _addresses(shown: tuple[Group, ...]) -> tuple[tuple[str, str], ...]:
    """(address, name) of every entry but the home, those first that begin with another."""
    named = [(reverse(name), name) for _, _, items in shown for _, name in items]
    return tuple(sorted((one for one in named if one[1] != HOME), key=lambda one: -len(one[0])))


def _current(shown: tuple[Group, ...], path: str) -> str:
    """The entry whose address is the longest beginning of the path; the home only when it is the page
    itself, since every address begins with it."""
    if path == reverse(HOME):
        return HOME
    return next((name for address, name in _addresses(shown) if path.startswith(address)), "")


@lru_cache(maxsize=256)
def _drawn(menu: Menu, name: str) -> str:
    counts = dict(menu.counts)
    shown = []
    for key, title, items in menu.groups:
        own: list[dict[str, Any]] = [
            {
                "label": label,
                "name": entry,
                "url": reverse(entry),
                "current": entry == menu.current,
                "count": counts.get(entry),
            }
            for label, entry in items
        ]
        shown.append(
            {
                "key": key,
                "title": title,
                "items": own,
                "count": sum(item["count"] or 0 for item in own),
                "open": key not in menu.folded or any(item["current"] for item in own),
            }
        )
    return render_to_string("admin/side_menu.html", {"menu": shown, "menu_name": name})
