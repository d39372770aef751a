"""What was asked about the demo's figures, and the made-up answers: rows of the last months, and the
fall of บ้านโพธิ์ in fiscal year 2565, which nobody explained at the time."""

from collections import defaultdict
from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from typing import Any

from core.thai.calendar import add_months
from demo.accounts import DEMO_PROVINCE
from demo.registry import MadeUpProducer
from demo.sales import Sale
from sales.models import DistrictMonth, ExplanationReason, RowAnomaly, SalesRow, in_words
from sales.months.anomalies import (
    Anomaly,
    Neighbour,
    Past,
    check_totals,
    find_anomaly,
    needs_peers,
    peers_of,
)
from sales.starting_values import OTHER_REASON

FALL = "บริษัทสมมติรายใหญ่เลิกส่งยอดของโรงงานเข้าโครงการตั้งแต่เดือนตุลาคม 2564 รายอื่นปกติ"
PAUSED = "หยุดผลิต"
_ANSWERS = (
    (PAUSED, ""),
    ("คำสั่งซื้อรายใหญ่ครั้งเดียว", ""),
    (OTHER_REASON, "ย้ายไปขายรวมกับกลุ่มอื่นในตำบลเดียวกัน"),
)


def _baht(sale: Sale) -> Decimal:
    return Decimal(sum(sale.amounts)) / 100


def asked(
    sales: list[Sale], producers: list[MadeUpProducer], since: date
) -> Iterator[tuple[Sale, Anomaly]]:
    """The rows out of line from the month `since` on, as the portal would have asked."""
    kinds = {one.code: one.kind for one in producers}
    history: dict[tuple[str, str], dict[date, Decimal]] = defaultdict(dict)
    for sale in sales:
        if sale.entry != "blank" and sale.month >= add_months(since, -12):
            history[sale.producer, sale.category][sale.month] = _baht(sale)
    by_month: dict[date, list[Sale]] = defaultdict(list)
    for sale in sales:
        if sale.entry != "blank" and sale.month >= since:
            by_month[sale.month].append(sale)
    for month in sorted(by_month):
        before = [add_months(month, -count) for count in range(1, 13)]
        groups: dict[tuple[str, str], list[Neighbour]] = defaultdict(list)
        doubtful = []
        for sale in by_month[month]:
            own = history[sale.producer, sale.category]
            past = Past(tuple(own[one] for one in before if one in own), own.get(before[-1]))
            group = groups[sale.category, kinds[sale.producer]]
            group.append(Neighbour(sale.producer, sale.district, _baht(sale), past.usual))
            if needs_peers(_baht(sale), past):
                doubtful.append((sale, past))
        for sale, past in doubtful:
            group = groups[sale.category, kinds[sale.producer]]
            peers = peers_of(sale.producer, sale.district, group)
            if anomaly := find_anomaly(_baht(sale), past, peers):
                yield sale, anomaly


def explained(sales: list[Sale], producers: list[MadeUpProducer], *, since: date) -> list[Sale]:
    """The same rows, none that was asked about without a reason: nobody could have confirmed it."""
    unexplained = {sale for sale, _ in asked(sales, producers, since)}
    return [sale._replace(**_answer(sale)) if sale in unexplained else sale for sale in sales]


def _answer(sale: Sale) -> dict[str, Any]:
    """Of a producer that said why it paused, that it did."""
    paused = sale.note or not any(sale.amounts)
    reason, words = _ANSWERS[0 if paused else sum(sale.amounts) % len(_ANSWERS)]
    return {"reason": reason, "words": words}


def keep_what_was_asked(sales: list[Sale], producers: list[MadeUpProducer], since: date) -> None:
    """The sentences of the confirmed months, and the explanations of whole districts."""
    confirmed = {
        (row.producer.code, row.category, row.month): row.pk
        for row in SalesRow.objects.filter(
            month__gte=since, district_month__district__province=DEMO_PROVINCE
        )
        .exclude(district_month__status__in=DistrictMonth.EDITABLE)
        .select_related("producer")
        .only("producer__code", "category", "month")
    }
    reasons = {reason.name: reason for reason in ExplanationReason.objects.all()}
    paused = reasons[PAUSED]
    RowAnomaly.objects.bulk_create(
        RowAnomaly(
            row_id=key,
            short=anomaly.short,
            sentence=anomaly.sentence,
            answer=in_words(reasons[sale.reason], sale.words),
        )
        for sale, anomaly in asked(sales, producers, since)
        if (key := confirmed.get((sale.producer, sale.category, sale.month)))
    )
    totals: dict[str, dict[date, Decimal]] = defaultdict(lambda: defaultdict(Decimal))
    for sale in sales:
        if sale.entry != "blank":
            totals[sale.district][sale.month] += _baht(sale)
    for one in DistrictMonth.objects.filter(district__province=DEMO_PROVINCE).exclude(
        status__in=DistrictMonth.EDITABLE
    ):
        sentence = check_totals(one.month_id, totals[one.district_id]).sentence
        if sentence:
            DistrictMonth.objects.filter(pk=one.pk).update(
                out_of_line=sentence, reason=paused, explanation=in_words(paused, FALL)
            )
