"""Accounts in Excel and CSV (DOMAIN.md 11): a list of people becomes accounts that are invited.

No password stands in a file. What becomes of an account goes through its life
(accounts.bulk > accounts.lifecycle): a change of office is the move, with its reason.
"""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import datetime

from django.core.validators import validate_email
from django.db.models import CharField, OuterRef, QuerySet, Subquery, Value
from django.db.models.functions import Coalesce
from django.utils import timezone

from accounts import life_steps
from accounts.bulk import (
    AccountChange,
    AccountsRefused,
    NewAccount,
    change_accounts,
    create_invited,
    refusals_of_changes,
    refusals_of_new,
)
from core.areas.scope import Role
from core.reading import ReadTable
from core.steps import StepRefused
from core.tables.cells import BooleanCell, CodeCell, DateCell, TextCell
from core.tables.checked import Checked
from core.tables.import_rows import WHOLE_ROW, ImportRow
from core.tables.loading import LoadRefused
from core.tables.row_checks import row_check
from core.tables.tables import Column, Table, own, register
from core.users.models import Recertification, User

OFFICE = ("role", "area")
_ASKED = ("full_name", *OFFICE, "may_certify")  # what the life of an account asks of a row


class DayOfMomentCell(DateCell):
    """The day a moment lay in, Bangkok."""

    def render(self, value: datetime | None, obj=None, **kwargs) -> str:
        return super().render(value and timezone.localtime(value).date())


@register
class AccountTable(Table):
    """Who has an account where. The department makes and moves accounts; a province takes its own
    list along for the yearly review."""

    entity = "accounts"
    holds_persons = gives_rights = True
    title = "บัญชีผู้ใช้"
    about = (
        "แถวละหนึ่งคน ชื่อผู้ใช้ที่ยังไม่มีคือบัญชีใหม่ซึ่งรอเชิญ (ออกคำเชิญที่หน้าคำเชิญ) ไม่มีรหัสผ่านในไฟล์ "
        "รหัสพื้นที่: อำเภอ 4 หลัก จังหวัด 2 หลัก กรมเว้นว่าง"
    )
    model = User
    key = ("username",)
    name_column = "full_name"
    exporters = frozenset({Role.PROVINCE, Role.DEPARTMENT})
    importers = adders = frozenset({Role.DEPARTMENT})

    username = own(User, "username", widget=CodeCell(60))
    full_name = own(User, "full_name", required=True)
    position = own(User, "position")
    role = own(User, "role", required=True)
    area = Column("area_code", "รหัสพื้นที่", CodeCell(4), required=True)
    area_name = Column("area_name", "สำนักงานของ", readonly=True)
    may_certify = own(User, "may_certify", widget=BooleanCell())
    email = own(User, "email", widget=TextCell(254, validators=[validate_email]))
    reason = Column("no_reason", "เหตุผลที่ย้าย", TextCell(300))
    standing = own(User, "standing", passing=True)
    last_login = Column("last_login", "เข้าใช้ล่าสุด", DayOfMomentCell(), passing=True)
    recertified = Column("recertified_at", "ทบทวนล่าสุด", DayOfMomentCell(), passing=True)

    def records(self) -> QuerySet:
        answers = Recertification.objects.filter(account=OuterRef("pk")).order_by("-at")
        return (
            User.objects.visible_to(self.by)
            .annotate(
                area_code=Coalesce("district_id", "province_id", Value("")),
                area_name=Coalesce("district__name_th", "province__name_th", Value("")),
                no_reason=Value("", output_field=CharField()),
                recertified_at=Subquery(answers.values("at")[:1]),
            )
            .order_by("role", "area_code", "username")
        )

    @row_check("full_name")
    def check_name(self, line: ImportRow) -> None:
        if not line.value("full_name"):
            line.refuse("ต้องระบุชื่อ-นามสกุล", "full_name")

    @row_check(*OFFICE, "reason")
    def check_reason(self, line: ImportRow) -> None:
        moves = not line.is_new and any(name in line.values for name in OFFICE)
        if moves and not line.values.get("reason"):
            line.refuse("เปลี่ยนสังกัดคือการย้าย ระบุเหตุผลที่ย้าย", "reason")
        elif not moves and not line.is_new and line.values.get("reason"):
            line.refuse("ไม่ได้ย้าย ไม่ต้องมีเหตุผลที่ย้าย", "reason")

    def check_together(self, lines: Sequence[ImportRow]) -> None:
        """What the life of accounts refuses, asked once for all."""
        if self.by.role not in self.importers:
            return
        asked = [line for line in lines if WHOLE_ROW not in line.faults and line.tells(*_ASKED)]
        new = [line for line in asked if line.is_new and not line.is_astray]
        changed = [line for line in asked if not line.is_new]
        _refuse(new, refusals_of_new([_new(line) for line in new], self.by))
        _refuse(changed, refusals_of_changes([_change(line) for line in changed], self.by))

    def lock(self, read: ReadTable) -> None:
        """In the order in which every step of an account locks."""
        place = read.headings.index(self.columns["username"].column_name)
        names = {str(row.cells[place]) for row in read.rows}
        found = self.records().filter(username__in=names)
        life_steps.lock(found.order_by("pk").values_list("pk", flat=True))

    def write(self, checked: Checked) -> list[object]:
        by_reason: dict[str, list[AccountChange]] = defaultdict(list)
        for line in checked.changed:
            by_reason[str(line.values.get("reason") or "")].append(_change(line))
        try:
            made = create_invited([_new(line) for line in checked.new], self.by)
            for reason, changes in by_reason.items():
                change_accounts(changes, self.by, reason)
        except (AccountsRefused, StepRefused) as refusal:
            raise LoadRefused(f"{refusal} ไม่มีแถวใดบันทึก", again=True) from refusal
        return [*(account.pk for account in made), *(line.pk for line in checked.changed)]


def _new(line: ImportRow) -> NewAccount:
    said = line.values
    return NewAccount(
        username=line.key[0],
        full_name=str(said["full_name"]),
        role=str(said["role"]),
        area_code=str(said.get("area") or ""),
        position=str(said.get("position") or ""),
        may_certify=bool(said.get("may_certify")),
        email=str(said.get("email") or ""),
    )


def _change(line: ImportRow) -> AccountChange:
    """What the row says anew; office and area go together, and with them the certifying right."""
    said = line.values
    plain = {name: said[name] for name in ("full_name", "position", "email") if name in said}
    moves = any(name in said for name in OFFICE)
    if moves or "may_certify" in said:
        plain["may_certify"] = bool(line.value("may_certify"))
    if moves:
        plain |= {"role": str(line.value("role")), "area_code": str(line.value("area") or "")}
    return AccountChange(username=line.key[0], **plain)


def _refuse(lines: Sequence[ImportRow], refusals: Mapping[int, Sequence[str]]) -> None:
    for place, said in refusals.items():
        lines[place].refuse(" ".join(said))
