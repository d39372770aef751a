"""Letters to the producers of a district whose last results of a selection are old."""

from typing import Any

from core.letters.letter import Letter
from producers.star_letters import letters_to_producers
from producers.star_reports import YEARS
from producers.star_results import results_to_repeat
from producers.views.follow_up_letters import FollowUpLettersView


class StarLettersView(FollowUpLettersView):
    subject = "หนังสือแจ้งผลการคัดสรร"
    file_name = "stars"
    span, spans, usual = "years", YEARS, 3

    def letters(self, span: int, **where: Any) -> tuple[list[Letter], set[int]]:
        found = results_to_repeat(self.request.user, span, **where)
        return letters_to_producers(found), {one.producer.pk for one in found}
