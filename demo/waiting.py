"""A registration round under way in the demo: what districts drafted and submitted, what came back.

Its own random numbers; the registry counted by the reports is the same with and without it, since
none of these is certified yet. Statuses and steps are written as registration.workflow would.
"""

from datetime import date, datetime, time, timedelta
from random import Random

from django.contrib.contenttypes.models import ContentType

from core.thai.calendar import add_months, fiscal_year
from demo import names
from demo.accounts import Officers
from demo.clock import BANGKOK
from demo.figures import Place
from producers.models import Producer
from products.models import Product
from registration.models import RegistrationStep, Round, Status
from registration.models.rounds import plan_of_quarter

# By district: in which states its new producers stand.
NEW_PRODUCERS = {
    "2402": (Status.DRAFT, Status.DRAFT, Status.SUBMITTED, Status.SUBMITTED, Status.RETURNED),
    "2401": (Status.SUBMITTED, Status.SUBMITTED),
    "2406": (Status.SUBMITTED, Status.DRAFT),
    "2403": (Status.SUBMITTED,),
}
_RETURNED_BECAUSE = "ที่อยู่ไม่ตรงกับสำเนาทะเบียนบ้าน โปรดแก้ไขแล้วเสนอใหม่"
_MARKS = {"house_number": "ไม่ตรงกับทะเบียนบ้าน", "phone": "ติดต่อทางโทรศัพท์ไม่ได้ โปรดตรวจสอบหมายเลข"}
_TAKEN_DOWN = "เลขประจำตัวและวันเกิดยังไม่ครบ"


def rounds_around(as_of: date) -> Round:
    """The rounds of the fiscal year of `as_of`; the one whose registration it falls in."""
    year = fiscal_year(as_of)
    made = [
        Round.objects.create(fiscal_year=year, quarter=quarter, **plan_of_quarter(year, quarter))
        for quarter in (1, 2, 3, 4)
    ]
    return next(
        (one for one in made if as_of < add_months(one.register_from.replace(day=1), 3)), made[-1]
    )


def make_waiting(
    as_of: date, now: datetime, places: dict[str, list[Place]], officers: Officers
) -> None:
    """New producers with a product each, on their way to the province; no later than `now`."""
    rng = Random(2572)  # noqa: S311  (made-up data, meant to repeat)
    round = rounds_around(as_of)
    begun = datetime.combine(round.register_from, time(10), BANGKOK)
    for district, states in NEW_PRODUCERS.items():
        clerk = officers.entering[district][0]
        for number, status in enumerate(states):
            at = min(begun + timedelta(days=3 + 4 * number, minutes=7 * number), now)
            place = rng.choice(places[district])
            producer = _producer(rng, district, place, status, at, round)
            product = Product(
                producer=producer, name=names.product(rng, "food"), category="food",
                **_standing(status if status != Status.RETURNED else Status.SUBMITTED, at, round),
            )  # fmt: skip
            product.save()
            for record in (producer, product):
                if record.status != Status.DRAFT:
                    _step(record, "submit", "draft", "submitted", clerk, at, round)
            if status == Status.RETURNED:
                later = min(at + timedelta(days=1), now)
                _step(
                    producer, "return", "submitted", "returned", officers.province, later, round,
                    reason=_RETURNED_BECAUSE, marks=_MARKS,
                )  # fmt: skip


def _standing(status: Status, at: datetime, round: Round) -> dict:
    if status == Status.DRAFT:
        return {"status": status}
    return {"status": status, "submitted_at": at, "round": round, "registered_on": at.date()}


def _producer(
    rng: Random, district: str, place: Place, status: Status, at: datetime, round: Round
) -> Producer:
    title, first, last = names.full_name(rng)
    producer = Producer(
        name=names.producer(rng, "group", "food") + f" {rng.randrange(2, 9)}",
        kind=Producer.Kind.GROUP,
        phone=f"+66810000{rng.randrange(1000):03d}",
        house_number=str(rng.randrange(1, 240)),
        village_number=str(rng.randrange(1, 16)),
        district_id=district,
        subdistrict_id=place.code,
        postal_code=place.postal_code,
        person_title=title,
        person_first_name=first,
        person_last_name=last,
        remark=_TAKEN_DOWN if status == Status.DRAFT else "",
        **_standing(status, at, round),
    )
    if status != Status.DRAFT:
        producer.set_national_id(names.national_id(rng))
        producer.member_count = rng.randrange(7, 30)
    producer.save()
    return producer


def _step(record, name: str, before: str, after: str, by, at: datetime, round: Round, **said):
    RegistrationStep.objects.create(
        content_type=ContentType.objects.get_for_model(record),
        record_id=record.pk,
        district_id=by.district_id or record.district_id,
        round=round,
        name=name,
        from_status=before,
        to_status=after,
        by=by,
        at=at,
        version=record.version,
        **said,
    )
