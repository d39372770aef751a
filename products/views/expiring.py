"""Letters to the producers of a district whose papers run out."""

from typing import Any

from core.letters.letter import Letter
from producers.views.follow_up_letters import FollowUpLettersView
from products.expiring import endings
from products.expiring_letters import letters_to_producers
from products.expiring_reports import DAYS


class ExpiringLettersView(FollowUpLettersView):
    subject = "หนังสือแจ้งมาตรฐานใกล้หมดอายุ"
    file_name = "expiring"
    span, spans, usual = "days", DAYS, 90

    def letters(self, span: int, **where: Any) -> tuple[list[Letter], set[int]]:
        found = endings(self.request.user, span, **where)
        return letters_to_producers(found), {one.product.producer_id for one in found}
