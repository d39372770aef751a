"""The table of assessments, Quadrant and mark (DOMAIN.md 3): out for every office, in where the old
systems are taken over (taking_over). An office assesses on the product's page (products.assessment).
"""

import re
from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from django.db.models import F, QuerySet, Value
from django.db.models.functions import Concat
from django.utils import timezone
from psycopg.types.json import Jsonb

from core.areas.scope import Role
from core.tables.cells import CodeCell, DateCell, IdCell, TextCell, nearest, typed_text
from core.tables.import_rows import ImportRow
from core.tables.places import district_name, province_name
from core.tables.row_checks import row_check
from core.tables.tables import Column, own, register
from core.thai import calendar
from core.thai.digits import to_arabic
from products.assessment import FROM_OLD_SYSTEM, Certificate, stand_by_taken_over
from products.imports import day_of_paper, product_column
from products.models import Assessment, Product, QuadrantScheme, SchemeKind
from products.models.quadrants import LONGEST_RESULT, NONE_MET
from products.quadrant import NotAnsweredError, Scheme, assess
from registration.part_tables import OwnedTable

_NO_RESULT = {NONE_MET, "ไม่จัดกลุ่ม", "ไม่ได้เครื่องหมาย"}
_CERTIFICATE = ("certificate_number", "issued_on", "expires_on")


class ResultCell(TextCell):
    """A result; one that gives nothing in words, so that a blank cell means what the answers give."""

    def render(self, value: Any, obj: Any = None, **kwargs: Any) -> Any:
        return value or NONE_MET


class AnswersCell(TextCell):
    """The answers by their numbers in the scheme: 1.2, 2.1, 3.1, 4.2, 5.1"""

    def render(self, value: Any, obj: Any = None, **kwargs: Any) -> str:
        return ", ".join(sorted((value or {}).values()))

    def clean(self, value: Any, row: Any = None, **kwargs: Any) -> Any:
        return [
            one for one in re.split(r"[\s,;|/]+", to_arabic(typed_text(value))) if one.strip("-")
        ]


@register
class AssessmentTable(OwnedTable):
    """Each assessment by its scheme, with the answers as numbers and what came of them."""

    entity = "assessments"
    position = 45
    title = "การประเมิน Quadrant และเครื่องหมาย OTOP"
    about = "แถวละหนึ่งการประเมิน ให้ดูและเก็บ ประเมินใหม่ที่หน้าผลิตภัณฑ์ หมวด 6"
    model = Assessment
    key = ("id",)
    gives_keys = True
    exporters = frozenset({Role.DEPARTMENT})
    name_column = "product_name"
    extras = ("product__status",)
    owner, owner_model, owner_key, owner_status = "product", Product, "id", "product__status"

    id = Column("id", "เลขที่รายการ", IdCell())
    product = product_column()
    product_name = Column("product__name", "ชื่อผลิตภัณฑ์", readonly=True)
    scheme = Column("scheme_words", "เกณฑ์", TextCell(130), target="scheme")
    assessed_on = own(Assessment, "assessed_on", widget=DateCell())
    answers = Column("answers", "คำตอบตามเกณฑ์", AnswersCell())
    result = Column("result", "ผลการประเมิน", ResultCell(LONGEST_RESULT))
    reason = own(Assessment, "reason")
    certificate_number = own(Assessment, "certificate_number", widget=CodeCell(60))
    issued_on = day_of_paper("issued_on", Assessment)
    expires_on = day_of_paper("expires_on", Assessment)
    district = district_name("product__producer__district")
    province = province_name("product__producer__district")

    def records(self) -> QuerySet[Any]:
        called = Concat(F("scheme__name"), Value(" "), F("scheme__version"))
        return super().records().annotate(scheme_words=called)

    def begin(self, lines: Sequence[ImportRow]) -> None:
        super().begin(lines)
        self.schemes = list(QuadrantScheme.objects.visible_to(self.by))
        self.rules: dict[int, Scheme] = {one.pk: one.scheme for one in self.schemes}
        owners = [pk for pk, *_ in self.found_owners.values()]
        some = self.owners().filter(pk__among=owners)
        self.registered: dict[object, date | None] = dict(some.values_list("pk", "registered_on"))

    # What products.assessment asks, of an assessment made elsewhere.

    @row_check("product", "assessed_on")
    def check_day(self, line: ImportRow) -> None:
        values = line.values
        day = values.get("assessed_on") or self.registered.get(values.get("product"))
        values["assessed_on"] = day or calendar.today()
        if values["assessed_on"] > calendar.today():
            line.refuse("วันที่ประเมินยังมาไม่ถึง ตรวจอีกครั้ง", "assessed_on")

    @row_check("product", "assessed_on", "scheme")
    def check_scheme(self, line: ImportRow) -> None:
        """By its name, and with it the answers and the result that belong to it."""
        values = line.values
        scheme = self._scheme(str(values.pop("scheme", "") or ""), values["assessed_on"])
        if scheme is None:
            known = [str(one) for one in self.schemes]
            said = line.cells.get("scheme", "")
            line.refuse(f"ไม่มีเกณฑ์ “{said}”{nearest(str(said), known)}", "scheme")
            return
        values["scheme"] = scheme.pk
        self._check_answers(line, scheme)
        self._check_result(line, scheme)

    def _scheme(self, said: str, day: date) -> QuadrantScheme | None:
        """By name and version, by name, by what it is of; of none said, the Quadrant of that day."""
        kinds: dict[str, str] = {str(one.label): one.value for one in SchemeKind}
        kinds |= {"Quadrant": SchemeKind.QUADRANT, "": SchemeKind.QUADRANT}
        for one in self.schemes:
            if said and said in (f"{one.name} {one.version}", str(one), one.name):
                return one
        if said not in kinds:
            return None
        of_kind = [one for one in self.schemes if one.kind == kinds[said] and one.effective_from]
        begun = [one for one in of_kind if one.effective_from and one.effective_from <= day]
        # What was assessed before our first scheme began was asked the same questions.
        return next(iter(begun or of_kind[-1:]), None)

    def _check_answers(self, line: ImportRow, scheme: QuadrantScheme) -> None:
        told: dict[str, str] = {}
        for code in line.values.get("answers") or ():
            of = [one.key for one in self.rules[scheme.pk].aspects if code in one.codes]
            if len(of) != 1 or of[0] in told:
                line.refuse(f"คำตอบ {code} ไม่มีในเกณฑ์ หรือตอบข้อเดียวกันสองครั้ง", "answers")
                break
            told[of[0]] = code
        line.values["answers"] = Jsonb(told)

    def _check_result(self, line: ImportRow, scheme: QuadrantScheme) -> None:
        values = line.values
        said = str(values.get("result") or "")
        proposed = self._computed(values) or (
            scheme.default_result if values["answers"].obj else ""
        )
        result = "" if said in _NO_RESULT else said or proposed
        if result and result not in scheme.result_titles:
            near = nearest(result, scheme.result_titles)
            line.refuse(f"“{result}” ไม่ใช่ผลของเกณฑ์{near}", "result")
            return
        values["result"] = result
        if result != proposed and not values.get("reason"):
            values["reason"] = FROM_OLD_SYSTEM
        told = [name for name in _CERTIFICATE if values.get(name)]
        paper = Certificate("", values.get("issued_on"), values.get("expires_on"))
        if told and (scheme.kind != SchemeKind.MARK or not result):
            for name in told:
                line.refuse("ใบรับรองมีเฉพาะเครื่องหมาย OTOP ที่มีผล", name)
        elif paper.runs_backwards:
            line.refuse("วันหมดอายุอยู่ก่อนวันที่ออก ตรวจวันทั้งสองอีกครั้ง", "expires_on")

    def _computed(self, values: Mapping[str, Any]) -> str:
        """What the rules give; "" where not every question is answered."""
        try:
            return assess(self.rules[values["scheme"]], values["answers"].obj) or ""
        except NotAnsweredError:
            return ""

    def new_values(self, lines: Sequence[ImportRow]) -> dict[str, list[object]]:
        computed = [self._computed(line.values) for line in lines]
        defaults = {one.pk: one.default_result for one in self.schemes}
        proposed = [
            of or (defaults[line.values["scheme"]] if line.values["answers"].obj else "")
            for of, line in zip(computed, lines, strict=True)
        ]
        now = timezone.now()
        return {
            "computed": list(computed),
            "proposed": list(proposed),
            "at": [now] * len(lines),
            "by": [self.by.pk] * len(lines),
        }

    def follow_taken_over(self, keys: Sequence[object]) -> list[str]:
        products = Assessment.objects.filter(pk__among=keys)
        return stand_by_taken_over(list(products.values_list("product", flat=True).distinct()))
