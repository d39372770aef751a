"""The side menu: what each role works with, in the order it works."""

from typing import Any

from django.http import HttpRequest
from django.urls import reverse

from core.users.models import User
from correspondence.waiting import COUNTS

# The pages of the sales months by role: (label, url name) in the order of the work.
SALES_ITEMS: dict[str, list[tuple[str, str]]] = {
    "district": [
        ("บันทึกยอดจำหน่าย", "admin:sales-entry"),
        ("หลักฐานของยอด", "admin:sales-evidence-current"),
        ("ตรวจและยืนยัน", "admin:sales-check-current"),
        ("ขอขยายเวลา", "admin:sales-extensions"),
        ("เป้าหมายและประมาณการ", "admin:targets"),
        ("ตลาดออนไลน์", "admin:online-market"),
        ("รายงาน", "admin:report-list"),
        ("ฉบับที่พิมพ์แล้ว", "admin:sales-prints"),
    ],
    "province": [
        ("กระดานยืนยัน", "admin:sales-board"),
        ("ขอขยายเวลา", "admin:sales-extensions"),
        ("เป้าหมาย", "admin:targets"),
        ("ตลาดออนไลน์", "admin:online-market"),
        ("รายงาน", "admin:report-list"),
        ("ฉบับที่พิมพ์แล้ว", "admin:sales-prints"),
    ],
    "department": [
        ("เปิด–ปิดเดือน", "admin:sales-months"),
        ("พิจารณาขยายเวลา", "admin:sales-extensions"),
        ("กำหนดวันและวันหยุด", "admin:sales-roadmap"),
        ("เป้าหมาย", "admin:targets"),
        ("ตลาดออนไลน์", "admin:online-market"),
        ("รายงาน", "admin:report-list"),
        ("ฉบับที่พิมพ์แล้ว", "admin:sales-prints"),
    ],
}

# Registration by role, in the order of the work.
REGISTRATION_ITEMS: dict[str, list[tuple[str, str]]] = {
    "district": [
        ("งานลงทะเบียน", "admin:registration-own"),
        ("ระเบียนที่อาจซ้ำกัน", "admin:producer-duplicates"),
        ("ยกเลิกผู้ผลิต ผลิตภัณฑ์", "admin:registration-closures"),
        ("การย้าย", "admin:producer-relocations"),
        ("ประกาศผลการลงทะเบียน", "admin:registration-announcements"),
    ],
    "province": [
        ("ตรวจและรับรอง", "admin:registration-queue"),
        ("ระเบียนที่อาจซ้ำกัน", "admin:producer-duplicates"),
        ("ยกเลิกผู้ผลิต ผลิตภัณฑ์", "admin:registration-closures"),
        ("การย้าย", "admin:producer-relocations"),
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
# Reached from other pages and by ไปที่…, not from the menu.
BESIDE_MENU: dict[str, list[tuple[str, str]]] = {
    "department": [("สถานะของระบบ", "admin:system-state")],
}
OTHER_ITEMS = [
    ("บัญชีผู้ใช้", "admin:accounts_user_changelist", "accounts.view_user"),
    ("คำเชิญ", "admin:account-invitations", "accounts.view_user"),
    ("ทบทวนบัญชีประจำปี", "admin:account-recertification", "accounts.view_user"),
    ("ประวัติการเปิดดูเลขประจำตัว", "admin:personal_reveal_changelist", "personal.view_reveal"),
]

Entry = tuple[str, str]  # label, url name

# The groups this browser folded, kept by static/js/menu.js: sales.registers
FOLDED = "menu_folded"


def groups(user: User) -> list[tuple[str, str, list[Entry]]]:
    """(key, title, entries) of the menu of this person, in the order of the work; at most seven."""

    def permitted(items):
        return [(label, name) for label, name, permission in items if user.has_perm(permission)]

    found = [
        ("home", "", [("งานวันนี้", "admin:index")]),
        ("sales", "ยอดจำหน่าย", SALES_ITEMS.get(user.role, [])),
        ("registration", "การลงทะเบียน", REGISTRATION_ITEMS.get(user.role, [])),
        ("registers", "ทะเบียน", permitted(REGISTER_ITEMS)),
        ("quality", "คุณภาพข้อมูล", permitted(QUALITY_ITEMS)),
        ("letters", "หนังสือแจ้งและคำถาม", CORRESPONDENCE_ITEMS),
        (
            "system",
            "ข้อมูลและบัญชี",
            [
                ("นำเข้า–ส่งออก Excel", "admin:tables"),
                *OWN_ITEMS.get(user.role, []),
                *permitted(OTHER_ITEMS),
                ("งานที่ระบบกำลังดำเนินการ", "admin:jobs"),
            ],
        ),
    ]
    return [group for group in found if group[2]]


def entries(user: User) -> list[Entry]:
    """Every entry of this person's menu; none for who may not go anywhere yet."""
    if user.must_change_password:
        return []
    return [entry for _, _, items in groups(user) for entry in items]


def menu(request: HttpRequest) -> dict:
    """Context processor: `menu`, groups of links; empty for who may not go anywhere yet."""
    user = getattr(request, "user", None)
    if user is None or not user.is_authenticated or user.must_change_password:
        return {"menu": []}
    counts = request.session.get(COUNTS, {}) if hasattr(request, "session") else {}
    folded = request.COOKIES.get(FOLDED, "").split(".")
    shown: list[dict[str, Any]] = [
        {
            "key": key,
            "title": title,
            "items": [
                {
                    "label": label,
                    "name": name,
                    "url": reverse(name),
                    "current": False,
                    "count": counts.get(name),
                }
                for label, name in items
            ],
        }
        for key, title, items in groups(user)
    ]
    _mark_current([item for group in shown for item in group["items"]], request.path)
    for group in shown:
        group["count"] = sum(item["count"] or 0 for item in group["items"])
        group["open"] = group["key"] not in folded or any(one["current"] for one in group["items"])
    return {"menu": shown}


def _mark_current(items: list[dict], path: str) -> None:
    """Mark the item whose address is the longest beginning of the path; the home only when it is
    the page itself, since every address begins with it."""
    home = reverse("admin:index")
    here = [
        item
        for item in items
        if path == item["url"] or (item["url"] != home and path.startswith(item["url"]))
    ]
    if here:
        max(here, key=lambda item: len(item["url"]))["current"] = True
