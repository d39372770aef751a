"""Certified prints: what stands behind the figures of a paper (DOMAIN.md 8); whether it still does is
`sales.figures.print_standing`.

A รต.๒ is certified by the district's confirmation, a รต.๓ or รต.๔ by the snapshots in force. Paper of
drafts is never certified. What was printed is kept whole, so it can be made again to the byte.
"""

import hashlib
import json
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from typing import Any

from django.conf import settings
from django.db.models import QuerySet
from django.urls import reverse

from core.areas.models import Province
from core.reports.keeping import as_kept, from_kept
from core.reports.renderers import pdf
from core.reports.tables import Certificate, ReportTable
from core.thai.periods import Period
from core.users.models import User
from sales.figures.confirmed import CONFIRMED, Scope, within
from sales.figures.paper_signing import Signed, figures_of
from sales.models import CertifiedPrint, DistrictMonth, Snapshot, Step
from sales.models.prints import new_token


@dataclass(frozen=True)
class Certified:
    """What certifies a table: the fields of a CertifiedPrint that say so, and the version in words."""

    line: str
    said: dict[str, Any]

    def certify(
        self, user: User, key: str, table: ReportTable, *, thai_digits: bool
    ) -> ReportTable:
        """Keep the printed version, or find it again, and return the table with its certificate."""
        content = as_kept(table)
        of_office = {
            "content_hash": _hash([key, content, _plain(self.said)]),
            "thai_digits": thai_digits,
            "role": user.role,
            "province_id": user.province_id,
            "district_id": user.district_id,
        }
        kept = CertifiedPrint.objects.filter(**of_office).first()
        if kept is None:
            token = new_token()
            last = (table.total or {}).get("total")
            total = last if isinstance(last, Decimal) else Decimal("0.00")
            signed = Signed(token, key, "", total, figures_of(table)).after_the_address()
            certificate = Certificate(self.line, address_of(token), signed)
            certified = replace(table, certificate=certificate)
            kept, _ = CertifiedPrint.objects.get_or_create(
                **of_office,
                defaults=self.said
                | {
                    "token": token,
                    "report": key,
                    "content": as_kept(certified),
                    "file_hash": file_hash(pdf.render(certified, thai_digits=thai_digits)),
                    "total": total,
                    "printed_by": user,
                },
            )
        return from_kept(kept.content)


def certified_by_district(user: User, district_month: DistrictMonth) -> Certified | None:
    """The district's confirmation in force; none while it enters or corrects."""
    if district_month.status not in CONFIRMED:
        return None
    times = Step.objects.filter(
        name=Step.Name.CONFIRM_DISTRICT,
        month=district_month.month_id,
        district=district_month.district_id,
    ).count()
    return Certified(
        f"อำเภอยืนยันครั้งที่ {times}" if times else district_month.origin or "อำเภอยืนยันครั้งที่ 1",
        {
            "district_month_id": district_month.pk,
            "confirmed_at": district_month.district_confirmed_at,
        },
    )


def certified_by_snapshots(user: User, scope: Scope) -> Certified | None:
    """The snapshots in force of a period and area; none for a district, nor where there are none."""
    if user.of_district:
        return None
    found = list(snapshots_in_force(scope.period, scope.region, scope.province))
    if not found:
        return None
    versions = [version for _, version in found]
    return Certified(
        f"ฉบับที่ {versions[0]}" if len(found) == 1 else f"จาก {len(found)} ฉบับที่จังหวัดยืนยัน",
        {
            "first_month": scope.period.first,
            "last_month": scope.period.last,
            "of_region": scope.region,
            "of_province_id": scope.province.pk if scope.province else None,
            "snapshots": [pk for pk, _ in found],
        },
    )


def snapshots_in_force(
    period: Period, region: str, province: Province | str | None
) -> QuerySet[Any]:
    """Id and version of each, of the months and the area."""
    found = Snapshot.objects.current().filter(**within(period, "province_month__month"))
    if province:
        found = found.filter(province_month__province=province)
    elif region:
        found = found.filter(province_month__province__region=region)
    return found.order_by("pk").values_list("pk", "version")


def made_again(kept: CertifiedPrint) -> bytes:
    """The printed version as PDF, as it was: to the byte while the typesetter is the same."""
    return pdf.render(from_kept(kept.content), thai_digits=kept.thai_digits)


def address_of(token: str) -> str:
    """Where the paper can be asked about, for its QR code."""
    return f"{settings.PUBLIC_ADDRESS}{reverse('verify-print', args=[token])}"


def file_hash(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()


def _hash(content: object) -> str:
    return file_hash(json.dumps(content, ensure_ascii=False, sort_keys=True).encode())


def _plain(said: dict[str, Any]) -> dict[str, Any]:
    return {
        name: value.isoformat() if isinstance(value, date) else value  # a moment is a date too
        for name, value in said.items()
    }
