"""The letters a month of sales goes along with, written from its figures (DOMAIN.md 8).

The memo that lays รต.๒ before the district committee, the covering letters to province and department.

They are printed once the office confirmed. Numbers and dates of the office's own registry stay dots.
"""

from datetime import date

from core.letters.letter import Letter
from core.reports.tables import Signature, Summary, Value
from core.thai.calendar import month_name
from core.thai.digits import format_baht
from core.thai.periods import span
from core.users.models import User
from products.models import Category
from sales.figures.confirmed import CONFIRMED, Scope
from sales.figures.rollup import Amounts, RollUp, by_category
from sales.figures.sources import confirmed_figures
from sales.models import DistrictMonth, ProvinceMonth, SalesMonth
from sales.reports import layouts
from sales.reports.certifying import DOTS, SIGN_HERE, chief_of, confirmed_here

_DEPARTMENT = "อธิบดีกรมการพัฒนาชุมชน"


def may_be_written(of: DistrictMonth | ProvinceMonth) -> bool:
    """Whether the figures are confirmed by the office whose letter it is; a month taken over from the
    old system went with a letter of its time."""
    if isinstance(of, DistrictMonth):
        return of.status in CONFIRMED and confirmed_here(of.month, of.district_confirmed_at)
    return of.is_confirmed and confirmed_here(of.month, of.confirmed_at)


def committee_memo(user: User, district_month: DistrictMonth) -> Letter:
    """บันทึกเสนอ: the office asks its committee to certify the month (รต.๒ is enclosed)."""
    district, month = district_month.district, district_month.month_id
    summed = totals_of(user, Scope(span(month, month), district=district))
    return Letter(
        "memo",
        office=f"สำนักงานพัฒนาชุมชน{district.titled_name} {district.province.titled_name}",
        subject=_subject("ขอให้รับรอง", month),
        to=f"ประธานคณะกรรมการ นตผ.{district.titled_name}",
        paragraphs=(
            f"สำนักงานพัฒนาชุมชน{district.titled_name} ได้จัดเก็บ ตรวจสอบ และยืนยันข้อมูลการจำหน่าย"
            f"ผลิตภัณฑ์หนึ่งตำบล หนึ่งผลิตภัณฑ์ ประจำเดือน{month_name(month)} แล้ว {_told(summed)}",
            "จึงเรียนมาเพื่อโปรดพิจารณารับรองยอดจำหน่ายตามแบบ รต.๒ ที่แนบ",
        ),
        table=table_of(summed),
        signature=Signature(chief_of(district_month)),
        endorsement=Signature(
            (
                "ผลการพิจารณา  (   ) รับรอง  (   ) ไม่รับรอง เพราะ ....................",
                SIGN_HERE,
                DOTS,
                f"ประธานคณะกรรมการ นตผ.{district.titled_name}",
            )
        ),
    )


def district_letter(user: User, district_month: DistrictMonth) -> Letter:
    """The covering letter of รต.๒ to the province."""
    district, month = district_month.district, district_month.month_id
    summed = totals_of(user, Scope(span(month, month), district=district))
    return Letter(
        "external",
        office=f"สำนักงานพัฒนาชุมชน{district.titled_name}",
        subject=_subject("ส่งรายงาน", month),
        to=f"พัฒนาการ{district.province.titled_name}",
        enclosures=(f"{layouts.RT2} ประจำเดือน{month_name(month)} จำนวน 1 ชุด",),
        paragraphs=(
            f"{district.titled_name} ได้ยืนยันยอดจำหน่ายผลิตภัณฑ์ OTOP ประจำเดือน{month_name(month)} "
            f"ในระบบแล้ว {_told(summed)} รายละเอียดตามสิ่งที่ส่งมาด้วย",
            "จึงเรียนมาเพื่อโปรดทราบและพิจารณาดำเนินการต่อไป",
        ),
        table=table_of(summed),
        signature=Signature(chief_of(district_month)),
    )


def province_letter(user: User, province_month: ProvinceMonth) -> Letter:
    """The covering letter of รต.๓ and รต.๔ to the department."""
    province, month = province_month.province, province_month.month_id
    summed = totals_of(user, Scope(span(month, month), province=province))
    return Letter(
        "external",
        office=f"สำนักงานพัฒนาชุมชน{province.titled_name}",
        subject=_subject("ส่งรายงาน", month),
        to=_DEPARTMENT,
        enclosures=tuple(
            f"{number}. {title} จำนวน 1 ชุด"
            for number, title in enumerate((layouts.RT3, layouts.rt4("อำเภอ")), 1)
        ),
        paragraphs=(
            f"{province.titled_name} ได้ตรวจสอบและยืนยันยอดจำหน่ายผลิตภัณฑ์ OTOP ประจำเดือน"
            f"{month_name(month)} ครบทุกอำเภอแล้ว {_told(summed)} รายละเอียดตามสิ่งที่ส่งมาด้วย",
            "จึงเรียนมาเพื่อโปรดทราบ",
        ),
        table=table_of(summed),
        signature=Signature((DOTS, "ตำแหน่ง .............................................")),
    )


def month_report(user: User, month: SalesMonth) -> Letter:
    """The department's memo to the Director-General on a month it closed, with what is missing in it."""
    figures = confirmed_figures(user, Scope(span(month.month, month.month)))
    summed = by_category(figures.lines, figures.counts)
    return Letter(
        "memo",
        office="กรมการพัฒนาชุมชน สำนักส่งเสริมภูมิปัญญาท้องถิ่นและวิสาหกิจชุมชน",
        subject=_subject("รายงานผล", month.month),
        to=_DEPARTMENT,
        paragraphs=(
            f"กรมการพัฒนาชุมชนได้รับรายงานยอดจำหน่ายผลิตภัณฑ์ OTOP ประจำเดือน{month_name(month.month)} "
            f"และปิดเดือนแล้ว {figures.told} {_told(summed)}",
            "จึงเรียนมาเพื่อโปรดทราบ",
        ),
        table=table_of(summed),
        signature=Signature((DOTS, "ตำแหน่ง .............................................")),
    )


def totals_of(user: User, scope: Scope) -> RollUp:
    """The confirmed figures of a scope by category, as this officer sees them."""
    figures = confirmed_figures(user, scope)
    return by_category(figures.lines, figures.counts)


def _subject(what: str, month: date) -> str:
    return f"{what}ยอดจำหน่ายผลิตภัณฑ์ OTOP ประจำเดือน{month_name(month)}"


def _told(summed: RollUp) -> str:
    """The month in a sentence, baht with two decimals as on รต.๒."""
    amounts = summed.total.amounts
    sellers = sum(summed.total.producers.values())
    return (
        f"มีผู้ผลิต ผู้ประกอบการที่มียอดจำหน่าย {sellers:,} ราย รวมเป็นเงิน {format_baht(amounts.total)} บาท "
        f"เป็นการจำหน่ายในประเทศ {format_baht(amounts.domestic)} บาท และส่งออกต่างประเทศ "
        f"{format_baht(amounts.export)} บาท"
    )


def table_of(summed: RollUp) -> Summary:
    """The categories with their sums in baht, as a letter shows them above its last paragraph."""
    return Summary(
        "",
        layouts.TOTALS_IN_A_LETTER,
        tuple({"name": Category(row.key).label} | _by_market(row.amounts) for row in summed.rows),
        {"name": "รวม"} | _by_market(summed.total.amounts),
    )


def _by_market(amounts: Amounts) -> dict[str, Value]:
    return {"domestic": amounts.domestic, "export": amounts.export, "total": amounts.total}
