"""The declarative base of every report."""

from collections.abc import Mapping
from typing import Any, ClassVar, Protocol

from core.areas.scope import Role
from core.reports.parameters import ParametersForm
from core.reports.tables import ReportTable
from core.users.models import User


class Basis(Protocol):
    """What stands behind certified figures; `certify` keeps the printed version and returns the table
    with the certificate it carries."""

    def certify(
        self, user: User, key: str, table: ReportTable, *, thai_digits: bool
    ) -> ReportTable: ...


class Report:
    """One report: subclass, name `key`, `title`, `roles`, `form_class`, write `build`, register.

    `build` opens every row through `visible_to(user)` and takes only parameters the form passed,
    whose choices were scoped to the same user. It raises `ReportNotFound` for what the user may
    not see and for what is not there, which its page answers alike with `nothing`; renderers,
    permission and addresses are the engine's.
    """

    key: ClassVar[str]
    title: ClassVar[str]
    summary: ClassVar[str] = ""
    group: ClassVar[str] = "รายงานอื่น"  # the heading it stands under in the list
    nothing: ClassVar[str] = "ยังไม่มีข้อมูลตามที่เลือก เลือกช่วงเวลาหรือพื้นที่อื่นแล้วกดแสดงรายงาน"
    # The same where there is nothing to choose either: no month was opened, no round made.
    not_begun: ClassVar[str] = "ยังไม่มีข้อมูลของรายงานนี้ เมื่อมีข้อมูลแล้ว เลือกช่วงเวลาและพื้นที่ได้จากหน้านี้"
    roles: ClassVar[frozenset[Role]] = frozenset()
    form_class: ClassVar[type[ParametersForm]] = ParametersForm
    paper_is_signed: ClassVar[bool] = False  # then its chart goes with it only where that was asked

    def allows(self, user: User) -> bool:
        """Whether this officer's role may see the report; nobody unknown or inactive may."""
        return bool(getattr(user, "is_active", False)) and getattr(user, "role", None) in self.roles

    def basis(self, user: User, params: Mapping[str, Any], table: ReportTable) -> "Basis | None":
        """What certifies the figures of `table`, read in the same moment; None where nothing does."""
        return None

    # A template shown beside the report on its page, and what it shows.
    beside_template: ClassVar[str] = ""

    def beside(self, user: User, form: ParametersForm) -> Mapping[str, Any]:
        return {}

    def build(self, user: User, params: Mapping[str, Any]) -> ReportTable:
        raise NotImplementedError
