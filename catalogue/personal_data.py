"""What the consents to be shown say of a person: nothing but who agreed, in words."""

from core.personal.inventory import Basis, Held, Whose

_WHY = "เผยแพร่ต่อสาธารณะตามที่ผู้ผลิตยินยอม และพิสูจน์ว่าได้รับความยินยอม"


def _of(model: str, record: str, path: str = "record") -> Held:
    return Held(
        f"catalogue.{model}", Whose.PRODUCER, texts="words withdrawn_because",
        others="shown agreed_on", why=_WHY, kept="trails", basis=Basis.CONSENT, of=record,
        path=path,
    )  # fmt: skip


HELD = [
    _of("ProducerConsent", "producers.Producer"),
    _of("ProductConsent", "producers.Producer", "record__producer"),
    _of("OutletConsent", "chuanchim.Outlet"),
]
