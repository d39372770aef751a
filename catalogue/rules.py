"""Which parts of a record the public may be shown (decision 0041): said here alone.

Always, of a record that is in the catalogue: what its announcement says (name, kind or category, place
down to the subdistrict), and what agencies gave it (standards in force, stars, awards). Everything else
is a `Part`, shown where its producer agreed to it. National and tax ids, persons' names and birth
dates, labour, accounts and figures of sales have no part: nobody can agree to them here.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from chuanchim.models import Outlet
from producers.models import Producer
from products.models import Product
from registration.models import RegisteredRecord


@dataclass(frozen=True)
class Part:
    """`proposed`: ticked on a form nobody filled in yet; `of_firms`: of a firm only, since of anybody
    else it is a person's."""

    key: str
    label: str
    proposed: bool = True
    of_firms: bool = False

    def is_proposed(self, record: RegisteredRecord) -> bool:
        is_firm = isinstance(record, Producer) and record.kind == Producer.Kind.SME
        return self.proposed and (is_firm or not self.of_firms)


CHANNELS = Part("channels", "ช่องทางที่ซื้อได้ (ร้าน ตลาด ลิงก์ร้านออนไลน์)")
PHONE = Part("phone", "โทรศัพท์", of_firms=True)
ADDRESS = Part("address", "เลขที่ หมู่ และรหัสไปรษณีย์", of_firms=True)
STORY = Part("story", "เรื่องราว วิธีใช้ และการเก็บรักษา")
PICTURES = Part("pictures", "รูปภาพ")
PRICE = Part("price", "ราคาและขนาดบรรจุ")
ITEMS = Part("items", "รายการที่จำหน่ายและราคา")
OWNER = Part("owner", "ชื่อกลุ่ม องค์กร หรือเจ้าของ", proposed=False)

PARTS: dict[type[RegisteredRecord], Sequence[Part]] = {
    Producer: (CHANNELS, PHONE, ADDRESS),
    Product: (STORY, PICTURES, PRICE),
    Outlet: (ITEMS, PICTURES, OWNER, PHONE, ADDRESS),
}


def parts_of(model: type[RegisteredRecord]) -> Sequence[Part]:
    return PARTS[model]


def known(model: type[RegisteredRecord], keys: Iterable[str]) -> list[str]:
    """Those of the keys that this register has, in the order of the form."""
    asked = set(keys)
    return [part.key for part in PARTS[model] if part.key in asked]


def labels(model: type[RegisteredRecord], keys: Iterable[str]) -> list[str]:
    asked = set(keys)
    return [part.label for part in PARTS[model] if part.key in asked]
