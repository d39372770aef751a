"""Small makers of test data: what is not said is the plainest there is, nothing is random.

Months go their way with `confirm_district`, `return_district` and `confirm_province`, which set the
states and stamps as sales.months.workflow would (rows can be added only before).
"""

from datetime import date, timedelta
from decimal import Decimal
from io import BytesIO

import pgtrigger
from django.contrib.contenttypes.models import ContentType
from django.core.files.base import ContentFile
from django.db import connection, transaction
from django.db.models import QuerySet
from django.utils import timezone

from chuanchim.models import Outlet
from core.areas.models import District, Province, Subdistrict
from core.areas.scope import Role
from core.pictures.papers import remake
from core.pictures.processing import prepare
from core.reports.keeping import as_kept
from core.reports.tables import Certificate, Column, ReportTable
from core.users.models import User
from producers.models import Producer, Relocation
from products.models import Product, ProductPicture, QuadrantScheme
from registration.models import Announcement, AnnouncementEntry, Round, Status
from registration.models.rounds import plan_of_quarter
from sales.figures.snapshots import take_snapshot, withdraw_snapshot
from sales.models import (
    CHANNELS,
    AuditItem,
    AuditSample,
    CertifiedPrint,
    DistrictMonth,
    Evidence,
    EvidenceKind,
    ExplanationReason,
    Extension,
    PivotMailLine,
    PivotSubscription,
    ProducerLink,
    ProducerPhoto,
    Proposal,
    ProvinceMonth,
    Resolution,
    SalesCertificate,
    SalesMonth,
    SalesRow,
    SavedPivot,
    Snapshot,
    Step,
)
from sales.proposals.links import new_token as new_link_token
from sales.proposals.links import token_hash as link_token_hash
from sales.starting_values import OTHER_REASON
from tests.support.pictures import plain

OCTOBER = date(2026, 10, 1)


def province(code: str = "24", name_th: str = "ฉะเชิงเทรา") -> Province:
    """The province of this code; the same one when asked again."""
    fields = {"name_th": name_th, "name_en": code, "region": "-", "statistical_region": "-"}
    return Province.objects.get_or_create(code=code, defaults=fields)[0]


def district(code: str = "2402", name_th: str = "บางคล้า", type_th: str = "อำเภอ") -> District:
    """The district of this code, in a province already made or a plain one."""
    fields = {
        "province": province(code[:2], f"จังหวัด {code[:2]}" if code[:2] != "24" else "ฉะเชิงเทรา"),
        "name_th": name_th,
        "name_en": code,
        "type_th": type_th,
    }
    return District.objects.get_or_create(code=code, defaults=fields)[0]


def subdistrict(of: District, number: int = 1, name_th: str = "ในอำเภอ") -> Subdistrict:
    """The subdistrict of this number in its district; the same one when asked again."""
    fields = {"district": of, "name_th": name_th, "name_en": "-", "type_th": "ตำบล"}
    return Subdistrict.objects.get_or_create(code=f"{of.code}{number:02d}", defaults=fields)[0]


def _officer(username: str, **fields) -> User:
    """One who is not active is suspended, unless the standing is said too."""
    if not fields.get("is_active", True):
        fields.setdefault("standing", User.Standing.SUSPENDED)
    found = User.objects.filter(username=username).first()
    if found is None:
        plain = {"full_name": username, "must_change_password": False}
        return User.objects.create_user(username, "test-password", **plain | fields)
    for name, value in fields.items():
        setattr(found, name, value)
    found.save(update_fields=list(fields))
    return found


def district_officer(of: District, **fields) -> User:
    """The officer of a district, made at first asking; what is said is written each time."""
    return _officer(f"district{of.code}", role=Role.DISTRICT, district=of, **fields)


def district_clerk(of: District, **fields) -> User:
    """An officer of the district who may not certify, beside `district_officer`."""
    return _officer(f"clerk{of.code}", role=Role.DISTRICT, district=of, **fields)


def district_chief(of: District, **fields) -> User:
    """พัฒนาการอำเภอ: an officer of the district who may certify."""
    return _officer(f"chief{of.code}", role=Role.DISTRICT, district=of, may_certify=True, **fields)


def province_officer(of: Province, **fields) -> User:
    return _officer(f"province{of.code}", role=Role.PROVINCE, province=of, **fields)


def department_officer(**fields) -> User:
    return _officer("department", role=Role.DEPARTMENT, **fields)


def producer(of: District, name: str = "กลุ่มทอผ้า", kind: str = "group", **fields) -> Producer:
    return Producer.objects.create(district=of, name=name, kind=kind, **standing(fields))


def ready_producer(of: District, name: str = "กลุ่มทอผ้า", **fields) -> Producer:
    """A draft with all that a submission asks for."""
    person = Producer()
    person.set_national_id("1999900000013")
    named = {
        "status": Status.DRAFT,
        "subdistrict": subdistrict(of),
        "national_id_encrypted": person.national_id_encrypted,
        "national_id_hash": person.national_id_hash,
        "national_id_masked": person.national_id_masked,
    }
    return producer(of, name, **(named | fields))


def product(of: Producer, category: str = "food", **fields) -> Product:
    named = {"name": category or "ไม่ระบุประเภท"} | fields
    return Product.objects.create(producer=of, category=category, **standing(named))


def mark_scheme(*results: str, **fields) -> QuadrantScheme:
    """The shipped scheme of the OTOP mark, put in force with made-up results."""
    scheme = QuadrantScheme.objects.get(kind=QuadrantScheme.Kind.MARK)
    codes = results or ("สีสมมติหนึ่ง", "สีสมมติสอง")
    scheme.results = [{"code": code, "title": f"ผล{code}"} for code in codes]
    scheme.effective_from = date(2024, 10, 1)
    for name, value in fields.items():
        setattr(scheme, name, value)
    scheme.full_clean()
    scheme.save()
    return scheme


def product_picture(of: Product, sent: bytes | None = None, **fields) -> ProductPicture:
    """A picture of a product as an upload makes it; a plain one unless said."""
    prepared = prepare(BytesIO(sent or plain()))
    picture = ProductPicture(product=of, **fields).keep(prepared)
    picture.save()
    return picture


def outlet(of: District, name: str = "ร้าน", **fields) -> Outlet:
    return Outlet.objects.create(district=of, name=name, **standing(fields))


def standing(fields: dict) -> dict:
    """The fields with a registration state, announced unless said, and the moments it needs."""
    status = fields.setdefault("status", Status.ANNOUNCED)
    at = fields.pop("at", None) or timezone.now()
    passed = {
        Status.DRAFT: [],
        Status.SUBMITTED: ["submitted_at"],
        Status.RETURNED: ["submitted_at"],
        Status.CERTIFIED: ["submitted_at", "certified_at"],
        Status.ANNOUNCED: ["submitted_at", "certified_at", "announced_at"],
        Status.CANCELLED: ["submitted_at", "certified_at", "announced_at", "cancelled_at"],
    }[Status(status)]
    return dict.fromkeys(passed, at) | {"content_changed_at": at} | fields


def registration_round(fiscal_year: int = 2570, quarter: int = 1, **windows) -> Round:
    """A round by the pattern of its quarter: 2570/1 registers 1 Oct to 20 Dec 2569, certifies the 23rd
    to the 29th, is announced on the 30th. The same one when asked again."""
    planned = plan_of_quarter(fiscal_year, quarter) | windows
    return Round.objects.get_or_create(fiscal_year=fiscal_year, quarter=quarter, defaults=planned)[
        0
    ]


def announcement(of: Producer, round: Round, number: str = "1/2569", **fields) -> Announcement:
    """A province's announcement of one producer."""
    by = province_officer(of.district.province)
    values = {"title": "ผลการลงทะเบียน", "announced_on": date(2026, 11, 3), "made_by": by}
    values |= {"level": "province", "province": of.district.province, "made_at": timezone.now()}
    made = Announcement.objects.create(round=round, number=number, **(values | fields))
    AnnouncementEntry.objects.create(
        announcement=made,
        number=1,
        content_type=ContentType.objects.get_for_model(Producer),
        record_id=of.pk,
        district=of.district,
        kind="ผู้ผลิต ผู้ประกอบการ",
        name=of.name,
        detail=of.announced_detail(),
        place=of.district.titled_name,
    )
    return made


def sales_month(month: date = OCTOBER, **fields) -> SalesMonth:
    """An open month, due the 25th of the next."""
    due = month + timedelta(days=55)
    stamps = {"district_due": due, "province_due": due, "close_due": due}
    stamps |= {"opened_at": timezone.now(), "opened_by": department_officer()} | fields
    return SalesMonth.objects.get_or_create(month=month, defaults=stamps)[0]


def district_month(of: District, month: date = OCTOBER) -> DistrictMonth:
    """A district's month being entered; the nation's and the province's are made with it."""
    opened = sales_month(month)
    ProvinceMonth.objects.get_or_create(month=opened, province=of.province)
    return DistrictMonth.objects.create(month=opened, district=of)


def moved(producer: Producer, to: District) -> Relocation:
    """The producer as it stands once its new office took it over; its months as they are."""
    offices = district_officer(producer.district), district_officer(to)
    relocation = Relocation.objects.create(
        producer=producer,
        from_district=producer.district,
        to_district=to,
        notice_on=OCTOBER,
        reason="ย้ายตามครอบครัว",
        released_at=timezone.now(),
        released_by=offices[0],
        status=Relocation.Status.TAKEN_OVER,
        taken_over_at=timezone.now(),
        taken_over_by=offices[1],
    )
    producer.district, producer.subdistrict = to, None
    producer.save()
    return relocation


def saved_pivot(by: User, name: str = "ตาราง", **fields) -> SavedPivot:
    """A pivot kept by this officer in the own office."""
    office = {"role": by.role, "province": by.province, "district": by.district}
    return SavedPivot.objects.create(by=by, name=name, **office | fields)


def mailed_pivot(pivot: SavedPivot, to: User | None = None) -> PivotSubscription:
    """The pivot goes to this person (who saved it) each month, and went once for October."""
    to = to or pivot.by
    PivotMailLine.objects.create(
        by=to,
        at=timezone.now(),
        pivot_number=pivot.pk,
        pivot_name=pivot.name,
        month=sales_month(),
        outcome=PivotMailLine.Outcome.SENT,
    )
    return PivotSubscription.objects.create(pivot=pivot, to=to)


def row(
    of: DistrictMonth,
    by: Producer,
    category: str = "food",
    amounts: tuple = ("0", "0", "0", "0"),
    entry: str = "amounts",
    **fields,
) -> SalesRow:
    """A row of a producer; amounts in baht as text: domestic offline, online, export likewise."""
    baht = dict(zip(CHANNELS, map(Decimal, amounts), strict=True))
    saved = {} if entry == "blank" else {"updated_at": timezone.now()}
    saved |= {} if entry == "blank" else {"updated_by": district_officer(of.district)}
    values = {"kind": by.kind} | baht | saved | fields
    return SalesRow.objects.create(
        district_month=of,
        month=of.month_id,
        producer=by,
        category=category,
        entry=entry,
        **values,
    )


def jump(rows: QuerySet, **fields) -> None:
    """Rows at once at a standing that no step led to, where a test begins; there is no line of it."""
    name = "status_leaves_its_line"
    guarded = [one for one in rows.model._meta.triggers if one.name == name]
    if not guarded or "status" not in fields:
        rows.update(**fields)
        return
    trigger = guarded[0].get_pgid(rows.model)
    with transaction.atomic(), pgtrigger.ignore(f"{rows.model._meta.label}:{name}"):
        rows.update(**fields)
        with connection.cursor() as cursor:
            cursor.execute(f"SET CONSTRAINTS {trigger} IMMEDIATE")
            cursor.execute(f"SET CONSTRAINTS {trigger} DEFERRED")


def _now_as(of: SalesMonth | ProvinceMonth | DistrictMonth, **fields) -> None:
    jump(type(of).objects.filter(pk=of.pk), **fields)
    of.refresh_from_db()


def confirm_district(of: DistrictMonth, **officer) -> DistrictMonth:
    by = district_officer(of.district, **officer)
    _now_as(
        of,
        status=DistrictMonth.Status.DISTRICT_CONFIRMED,
        district_confirmed_at=timezone.now(),
        district_confirmed_by=by,
        province_confirmed_at=None,
        province_confirmed_by=None,
    )
    return of


def return_district(of: DistrictMonth, reason: str = "ตรวจยอดอีกครั้ง") -> DistrictMonth:
    _now_as(
        of,
        status=DistrictMonth.Status.RETURNED,
        district_confirmed_at=None,
        district_confirmed_by=None,
        province_confirmed_at=None,
        province_confirmed_by=None,
        returned_at=timezone.now(),
        returned_by=province_officer(of.district.province),
        return_reason=reason,
    )
    return of


def confirm_province(of: Province, month: date = OCTOBER) -> Snapshot:
    """Confirm every district of the province that has the month, and the province; its snapshot."""
    by, now = province_officer(of), timezone.now()
    for one in DistrictMonth.objects.filter(month=month, district__province=of):
        confirm_district(one)
        _now_as(
            one,
            status=DistrictMonth.Status.PROVINCE_CONFIRMED,
            province_confirmed_at=now,
            province_confirmed_by=by,
        )
    province_month = ProvinceMonth.objects.get(month=month, province=of)
    _now_as(
        province_month,
        status=ProvinceMonth.Status.CONFIRMED,
        confirmed_at=now,
        confirmed_by=by,
    )
    with transaction.atomic():  # as the workflow has one; a live server's tests do not
        return take_snapshot(province_month, by=by, at=now)


def reopen_province(of: Province, month: date = OCTOBER) -> None:
    """Withdraw what the province confirmed: its snapshot is superseded, it collects again."""
    province_month = ProvinceMonth.objects.get(month=month, province=of)
    _now_as(
        province_month,
        status=ProvinceMonth.Status.COLLECTING,
        confirmed_at=None,
        confirmed_by=None,
    )
    withdraw_snapshot(province_month, at=timezone.now())


def close_month(of: SalesMonth) -> SalesMonth:
    by = department_officer()
    closed = {"status": SalesMonth.Status.CLOSED, "closed_at": timezone.now(), "closed_by": by}
    _now_as(of, **closed)
    return of


def certified_print(of: DistrictMonth, by: User) -> CertifiedPrint:
    """A print of the district's month as it was confirmed once, by this officer."""
    paper = ReportTable(
        "แบบ รต.๒", ("-",), "-", (Column("name", "ชื่อ"),), (),
        certificate=Certificate("อำเภอยืนยันครั้งที่ 1", "https://portal.example/"),
    )  # fmt: skip
    return CertifiedPrint.objects.create(
        report="rt2",
        content=as_kept(paper),
        content_hash="-",
        file_hash="-",
        total=Decimal("366160.00"),
        district_month=of,
        confirmed_at=timezone.now(),
        role=by.role,
        district=by.district,
        printed_by=by,
    )


def resolution(
    of: DistrictMonth | Province, form: str = "meeting", number: str = "10/2569", **fields
) -> Resolution:
    """Of a district's month, or of a province's October."""
    if isinstance(of, Province):
        subject = {"province_month": ProvinceMonth.objects.get(month=OCTOBER, province=of)}
        by = province_officer(of)
    else:
        subject, by = {"district_month": of}, district_officer(of.district)
    values = {"number": number, "held_on": date(2026, 11, 3), "recorded_by": by}
    return Resolution.objects.create(form=form, **(subject | values | fields))


def step(of: DistrictMonth, name: str = "confirm_district", **fields) -> Step:
    """A line of the trail, whatever the district's month stands at."""
    values = {"by": district_officer(of.district), "at": timezone.now(), "to_status": "-"}
    return Step.objects.create(month=of.month, district=of.district, name=name, **(values | fields))


def extension(
    of: District | Province,
    until: date = date(2026, 12, 1),
    month: date = OCTOBER,
    *,
    approved: bool = False,
) -> Extension:
    """More time that was asked for, or given as it was asked for."""
    if isinstance(of, Province):
        values = {"province": of, "asked_by": province_officer(of)}
    else:
        values = {"district": of, "asked_by": district_officer(of)}
    if approved:
        by, at = department_officer(), timezone.now()
        values |= {"status": "approved", "until": until, "decided_by": by, "decided_at": at}
    return Extension.objects.create(
        month=sales_month(month),
        asked_until=until,
        reason="น้ำท่วม",
        asked_at=timezone.now(),
        **values,
    )


def month_of_bang_khla() -> DistrictMonth:
    """อำเภอบางคล้า being entered, the figures of the letters (DOMAIN.md 8): 1,474,780.00 in all.

    A group with two categories, a single owner without sales, a producer without kind not entered.
    """
    month = district_month(district("2402", "บางคล้า"))
    group = producer(month.district, "กลุ่มน้ำตาลสด")
    row(month, group, "food", ("359900.00", "6260.00", "0", "0"))
    row(month, group, "beverage", ("1098640.00", "9980.00", "0", "0"))
    owner = producer(month.district, "นายขาวสะอาด ใจดี", kind="individual")
    row(month, owner, "fabric", entry="no_sales", note="น้ำท่วม")
    row(month, producer(month.district, "ร้านใหม่", kind=""), "herb", entry="blank")
    return month


def evidence_kind(name: str = "สมุดบัญชี") -> EvidenceKind:
    """One of the kinds the portal begins with; made anew where a test emptied the list."""
    return EvidenceKind.objects.get_or_create(name=name)[0]


def reason(name: str = "หยุดผลิต", **fields) -> ExplanationReason:
    """One of the reasons the portal begins with; made anew where a test emptied the list."""
    fields = {"needs_words": name == OTHER_REASON} | fields
    return ExplanationReason.objects.get_or_create(name=name, defaults=fields)[0]


def evidence(of: DistrictMonth, by: Producer, sent: bytes | None = None, **fields) -> Evidence:
    """A picture of a producer's month as an upload makes it; a plain one unless said."""
    remade = remake(BytesIO(sent or plain()))
    values = {"kind": evidence_kind(), "uploaded_at": timezone.now()} | fields
    made = Evidence(
        district_month=of,
        producer=by,
        pages=remade.pages,
        bytes=len(remade.data),
        sha256=remade.sha256,
        uploaded_by=district_officer(of.district),
        **values,
    )
    made.file.save(f"-{remade.ending}", ContentFile(remade.data), save=False)
    if remade.thumbnail:
        made.thumbnail.save("-.jpg", ContentFile(remade.thumbnail), save=False)
    made.save()
    return made


def audit_sample(of: DistrictMonth, *rows: SalesRow, **fields) -> AuditSample:
    """A draw of these very rows of a confirmed month, whatever chance would have said."""
    values = {"number": 1, "method": "equal", "seed": "0" * 16, "drawn_at": timezone.now()} | fields
    sample = AuditSample.objects.create(
        district_month=of,
        drawn_from=[[row.pk, int(row.total * 100)] for row in rows],
        drawn_by=province_officer(of.district.province),
        **values,
    )
    for place, one in enumerate(rows, 1):
        AuditItem.objects.create(
            sample=sample,
            place=place,
            row=one,
            producer=one.producer,
            category=one.category,
            figure=one.total,
        )
    return sample


def producer_link(of: DistrictMonth, by: Producer) -> tuple[ProducerLink, str]:
    """A usable link of this producer and month, and its token."""
    token = new_link_token()
    link = ProducerLink.objects.create(
        district_month=of,
        producer=by,
        token_hash=link_token_hash(token),
        made_at=timezone.now(),
        made_by=district_officer(of.district),
        expires_at=timezone.now() + timedelta(days=30),
    )
    return link, token


def proposal(
    link: ProducerLink, category: str = "food", amounts: tuple = ("5", "0", "0", "0"), **fields
) -> Proposal:
    """What the producer reported by this link, baht as text."""
    baht = dict(zip(CHANNELS, map(Decimal, amounts), strict=True))
    values = {"entry": "amounts", "sent_at": timezone.now()} | baht | fields
    return Proposal.objects.create(link=link, category=category, **values)


def producer_photo(link: ProducerLink, sent: bytes | None = None) -> ProducerPhoto:
    """A photograph that came by this link."""
    prepared = prepare(BytesIO(sent or plain()))
    kept = ProducerPhoto(
        link=link, bytes=len(prepared.picture), sha256="5" * 64, sent_at=timezone.now()
    )
    kept.file.save("-.jpg", ContentFile(prepared.picture), save=False)
    kept.thumbnail.save("-.jpg", ContentFile(prepared.thumbnail), save=False)
    kept.save()
    return kept


def sales_certificate(of: Producer, number: int = 1, **fields) -> SalesCertificate:
    """A certificate of October without a line in it, whatever was confirmed."""
    table = ReportTable("หนังสือรับรอง", (of.name,), "", (Column("name", "ชื่อ"),), ())
    values = {"first_month": OCTOBER, "last_month": OCTOBER, "lines": [], "total": 0} | fields
    return SalesCertificate.objects.create(
        district=of.district,
        producer=of,
        year=2569,
        number=number,
        content=as_kept(table),
        made_at=timezone.now(),
        made_by=district_officer(of.district),
        **values,
    )
