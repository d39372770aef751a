"""The figures of a record merged away (producers.merging).

In months still being entered they go to the record kept; a month in which both have figures is first
put right by hand, since nobody else can know whether it is one sale or two. Months confirmed or closed
keep what was certified. A link that its producer reports by ends: the record kept gets its own.
"""

from typing import Any

from django.dispatch import receiver
from django.utils import timezone

from core.areas.row_security import seen_as_portal
from core.steps import StepRefused
from core.thai.calendar import month_name
from core.users.models import User
from producers.merging import producers_merged
from producers.models import Producer
from products.models import Category
from sales.models import DistrictMonth, Evidence, ProducerLink, SalesMonth, SalesRow


@receiver(producers_merged)
@seen_as_portal("a figure stays in the district one of them moved away from")
def take_figures_along(kept: Producer, gone: Producer, by: User, **kwargs: Any) -> None:
    links = ProducerLink.objects.filter(producer=gone).in_use()
    links.update(ended_at=timezone.now(), ended_by=by)
    open_months = DistrictMonth.objects.filter(
        status__in=DistrictMonth.EDITABLE,
        month__status=SalesMonth.Status.OPEN,
        rows__producer__in=[kept, gone],
    )
    keys = set(open_months.values_list("pk", flat=True))
    list(DistrictMonth.objects.filter(pk__in=keys).order_by("pk").select_for_update(no_key=True))
    rows = SalesRow.objects.filter(district_month__in=keys)
    theirs = {(row.month, row.category): row for row in rows.filter(producer=kept)}
    for row in rows.filter(producer=gone).order_by("month", "category"):
        own = theirs.get((row.month, row.category))
        if row.entry == SalesRow.Entry.BLANK:
            row.delete()
            continue
        if own is not None and own.entry != SalesRow.Entry.BLANK:
            raise StepRefused(
                f"ทั้งสองระเบียนมียอด{Category(row.category).label}ของเดือน{month_name(row.month)} "
                "แก้ให้เหลือแถวเดียวก่อนแล้วจึงรวม"
            )
        if own is not None:
            own.delete()
        SalesRow.objects.filter(pk=row.pk).update(producer=kept, version=row.version + 1)
    evidence = Evidence.objects.filter(district_month__in=keys).kept()
    for one in evidence.filter(producer=gone):
        # The same paper of both is one paper: that of the record kept.
        if not evidence.filter(
            producer=kept, district_month=one.district_month_id, sha256=one.sha256
        ):
            Evidence.objects.filter(pk=one.pk).update(producer=kept)
