"""Who certified the figures of รต.๒, รต.๓ and รต.๔, as their papers say it (DOMAIN.md 8): the resolution
of the committee, the confirmation of the office, the block to be signed."""

from datetime import date, datetime

from django.conf import settings

from core.reports.tables import Signature
from core.thai import calendar
from core.thai.numbered import bare_number
from core.users.models import User
from sales.figures.confirmed import CONFIRMED, Scope
from sales.models import DistrictMonth, ProvinceMonth, Resolution, SalesMonth, Step
from sales.models.trail import StepQuerySet

SIGN_HERE = "(ลงชื่อ) ............................................................"
_DAY = "วันที่ ............ / .................... / ............"
DOTS = f"({'.' * 60})"


def district_notes(user: User, district_month: DistrictMonth) -> tuple[str, ...]:
    """The district committee's resolution on these very figures, and who confirmed when; or that they
    were certified in the system before the portal."""
    origin = _taken_over(district_month)
    if origin and not confirmed_here(district_month.month, district_month.district_confirmed_at):
        return (origin,)
    resolution = Resolution.in_force_for(user, district_month=district_month)
    lines = [_resolved(f"นตผ.{district_month.district.type_th}", resolution)]
    confirmed_at = district_month.district_confirmed_at
    if district_month.status in CONFIRMED and confirmed_at is not None:
        by = district_month.district_confirmed_by
        at = calendar.moment(confirmed_at)
        lines.append(f"{district_month.district.type_th}ยืนยันในระบบโดย {by} เมื่อ {at}")
        of_it = Step.objects.filter(
            name=Step.Name.CONFIRM_DISTRICT, district=district_month.district_id
        )
        lines += _new_password(user, of_it, district_month.month_id, confirmed_at)
    return (*filter(None, [origin]), *lines)


def _taken_over(of: DistrictMonth | ProvinceMonth) -> str:
    """From which file, by whom and when; "" of a month of the portal's own."""
    month = of.month
    if not month.is_taken_over:
        return ""
    assert month.taken_over_at is not None
    at = calendar.moment(month.taken_over_at)
    return f"{of.origin} โดย {month.taken_over_by} เมื่อ {at} ไฟล์ {month.taken_over_file}"


def confirmed_here(month: SalesMonth, confirmed_at: datetime | None) -> bool:
    """Whether the office itself confirmed: always of the portal's own months; of one taken over only
    where it was opened again since."""
    return confirmed_at is not None and confirmed_at != month.taken_over_at


def province_month_of(user: User, scope: Scope) -> ProvinceMonth | None:
    """The one month of one province that a report is of; None for any other, and for a district."""
    province = user.province_id or (scope.province.pk if scope.province else None)
    if not scope.period.is_month or province is None or scope.district or user.district_id:
        return None
    visible = ProvinceMonth.objects.visible_to(user).select_related(
        "month", "province", "confirmed_by"
    )
    return visible.filter(month=scope.period.first, province=province).first()


def province_notes(user: User, province_month: ProvinceMonth | None) -> tuple[str, ...]:
    """As `district_notes`, for a month of a province. The confirmation is its report to the
    department; before it nothing is said to be certified."""
    if province_month is None:
        return ()
    origin = _taken_over(province_month)
    if origin and not confirmed_here(province_month.month, province_month.confirmed_at):
        return (origin,)
    resolution = Resolution.in_force_for(user, province_month=province_month)
    lines = [_resolved("นตผ.จังหวัด", resolution)]
    if province_month.confirmed_at is not None:
        at = calendar.moment(province_month.confirmed_at)
        lines.append(f"จังหวัดยืนยันในระบบโดย {province_month.confirmed_by} เมื่อ {at}")
        of_it = Step.objects.filter(
            name=Step.Name.REPORT_PROVINCE, province=province_month.province_id
        )
        lines += _new_password(user, of_it, province_month.month_id, province_month.confirmed_at)
    return (*filter(None, [origin]), *lines)


def _new_password(user: User, steps: StepQuerySet, month: date, at: datetime) -> list[str]:
    """That whoever confirmed had a new password, from where (decision 0030); nothing of an older one."""
    found = steps.visible_to(user).after_new_password().filter(month=month, at=at)
    told = found.values_list("new_password", flat=True)[:1]
    return [
        f"ผู้ยืนยันตั้งรหัสผ่านใหม่ไม่เกิน {settings.PASSWORD_WATCHED_DAYS} วันก่อนยืนยัน: {one}" for one in told
    ]


def _resolved(committee: str, resolution: Resolution | None) -> str:
    if resolution is None:
        return f"คณะกรรมการ {committee}: ยังไม่ได้บันทึกมติรับรอง"
    number = bare_number(resolution.number)
    how = (
        f"ในการประชุมครั้งที่ {number}"
        if resolution.form == Resolution.Form.MEETING
        else f"โดยหนังสือเวียน เลขที่ {number}"
    )
    day = calendar.day_short(resolution.held_on)
    return f"คณะกรรมการ {committee} รับรองแล้ว {how} วันที่ {day}"


def district_signature(district_month: DistrictMonth) -> Signature:
    """The chief's block under รต.๒."""
    said = "ขอรับรองว่ายอดจำหน่ายข้างต้นถูกต้อง"
    return Signature((said, SIGN_HERE, *chief_of(district_month), _DAY))


def chief_of(district_month: DistrictMonth) -> tuple[str, str]:
    """Name and post of whoever signs for a district: พัฒนาการอำเภอ who confirmed, else dots.

    Bangkok's เขต have no such post, so theirs names none [reading]."""
    district = district_month.district
    post = "พัฒนาการ" if district.type_th == "อำเภอ" else "ผู้รับรองยอดจำหน่าย "
    by = district_month.district_confirmed_by
    confirmed = (
        district_month.status in CONFIRMED
        and by is not None
        and by.may_certify
        and confirmed_here(district_month.month, district_month.district_confirmed_at)
    )
    return f"({by.full_name})" if confirmed and by else DOTS, f"{post}{district.titled_name}"


def province_signatures(province_month: ProvinceMonth | None) -> tuple[Signature, ...]:
    """The province's block. Whose hand it is the letters leave open, so the name stays dots: the
    account that confirmed need not be the one that signs."""
    if province_month is None:
        return ()
    return (
        Signature(
            (
                "ขอรับรองว่ายอดจำหน่ายข้างต้นถูกต้อง",
                SIGN_HERE,
                DOTS,
                "ตำแหน่ง ........................................................",
                f"ผู้รับรองของ{province_month.province.titled_name}",
                _DAY,
            )
        ),
    )
