"""What is proposed of producers at fault, from what the register holds: P01, P04, P05, P10."""

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence

from core.areas.models import Subdistrict
from producers.models import Producer
from quality.mends.names import name_mends
from quality.mends.proposal import Change, Mend
from quality.mends.telephones import telephone_mends, telephones_of

Kind = Producer.Kind

# How names begin that say the kind themselves; a shop is called by a person's name too, so of people
# only the whole of it counts.
_SAYING = (
    (Kind.SME, re.compile(r"\s*(บริษัท|บจก|หจก|ห้างหุ้นส่วน|บมจ)")),
    (Kind.GROUP, re.compile(r"\s*(กลุ่ม|วิสาหกิจชุมชน|ชมรม|สหกรณ์)")),
    (Kind.INDIVIDUAL, re.compile(r"\s*(นางสาว|นาย|นาง|น\.ส\.)\s*[ก-๎]{2,}\s+[ก-๎]{2,}\s*$")),
)
# หมู่ written behind the number of the house.
_VILLAGE = re.compile(r"^(.*[0-9].*?)[\s,]*(?:หมู่(?:ที่)?|ม\.)\s*([0-9]{1,2})$")
_PLACE_NAME_LEAST = 4  # letters of a subdistrict's name that is looked for in another name


def kinds(producers: Sequence[Producer]) -> Iterator[Mend]:
    """By how the name begins. A juristic tax id of a single owner tells that one of the two is wrong,
    not which."""
    for producer in producers:
        for kind, pattern in _SAYING:
            if (begin := pattern.match(producer.name)) and kind != producer.kind:
                source = "ชื่อเป็นชื่อบุคคล" if kind == Kind.INDIVIDUAL else f"ชื่อขึ้นต้นด้วย “{begin[1]}”"
                yield Mend(producer, [Change("kind", kind.value, kind.label)], source)


def names(producers: Sequence[Producer]) -> Iterator[Mend]:
    return name_mends(producers, phone="phone")


def telephones(producers: Sequence[Producer]) -> Iterator[Mend]:
    """What stands there, mended; of one without any, that of a record merged into it."""
    yield from telephone_mends(producers)
    without = [producer.pk for producer in producers if not producer.phone]
    merged = Producer.objects.filter(merged_into__in=without).exclude(phone="") if without else ()
    held = {
        one.merged_into_id: (one.phone, f"จากระเบียน {one.code} ที่รวมเข้ามา")
        for one in sorted(merged, key=lambda one: one.pk)
        if one.merged_into_id
    }
    yield from telephones_of(producers, held)


def places(producers: Sequence[Producer]) -> Iterator[Mend]:
    """The postal code by the ตำบล, the ตำบล by the postal code or the name, หมู่ out of the house
    number."""
    by_district: dict[str, list[Subdistrict]] = defaultdict(list)
    districts = {producer.district_id for producer in producers}
    for subdistrict in Subdistrict.objects.filter(district__in=districts).order_by("pk"):
        by_district[subdistrict.district_id].append(subdistrict)
    for producer in producers:
        own = by_district[producer.district_id]
        yield from _village(producer)
        yield from _postal_code(producer, own)
        yield from _subdistrict(producer, own)


def _village(producer: Producer) -> Iterator[Mend]:
    if producer.village_number:
        return
    if found := _VILLAGE.match(producer.house_number):
        changes = [Change("house_number", found[1].strip()), Change("village_number", found[2])]
        yield Mend(producer, changes, "แยกหมู่ที่ออกจากช่องเลขที่")


def _postal_code(producer: Producer, own: Sequence[Subdistrict]) -> Iterator[Mend]:
    subdistrict = next((one for one in own if one.pk == producer.subdistrict_id), None)
    if subdistrict is not None:
        told, source = (
            subdistrict.postal_codes or [subdistrict.postal_code],
            subdistrict.titled_name,
        )
        if subdistrict.postal_conflict:
            return
    else:
        told, source = sorted({one.postal_code for one in own}), "ทุกตำบลของอำเภอ"
    codes = [code for code in told if code]
    if len(codes) == 1 and producer.postal_code not in codes:
        yield Mend(producer, [Change("postal_code", codes[0])], f"{source} ใช้รหัสไปรษณีย์นี้")


def _subdistrict(producer: Producer, own: Sequence[Subdistrict]) -> Iterator[Mend]:
    if producer.subdistrict_id:
        return
    code = producer.postal_code
    by_code = [one for one in own if code and code in (one.postal_codes or [one.postal_code])]
    named = [
        one for one in own if len(one.name_th) >= _PLACE_NAME_LEAST and one.name_th in producer.name
    ]
    if len(by_code) == 1:
        found, source = by_code[0], f"ในอำเภอมีตำบลเดียวที่ใช้รหัสไปรษณีย์ {code}"
    elif len(named) == 1:
        found, source = named[0], f"ชื่อมีคำว่า “{named[0].name_th}” ซึ่งเป็นตำบลในอำเภอนี้"
    else:
        return
    yield Mend(producer, [Change("subdistrict_id", found.pk, found.name_th)], source)


def people(producers: Iterable[Producer]) -> Iterator[Mend]:
    """Where nobody works, nobody of the province does."""
    for producer in producers:
        if producer.labour_count == 0 and producer.local_labour_count is None:
            yield Mend(producer, [Change("local_labour_count", 0)], "แรงงานทั้งหมดเป็น 0")
