"""What partners' keys say of a person: whom to call at the partner's office."""

from core.personal.inventory import Held, Level, Whose

_WHY = "ให้หน่วยงานภาคีเชื่อมข้อมูลที่เผยแพร่แล้ว และรู้ว่าใครใช้เท่าใด"

HELD = [
    Held(
        "api.PartnerKey", Whose.OFFICER, texts="partner contact beginning",
        others="token_hash areas resources made_at expires_at revoked_at", why=_WHY, kept="trails",
        level=Level.OFFICE,
    ),
    Held(
        "api.KeyStep", Whose.OFFICER, texts="reason", why=_WHY, kept="trails", level=Level.OFFICE,
    ),
]  # fmt: skip
OF_NOBODY = ["api.KeyUse"]
