"""ตลาดออนไลน์: the rounds, each with how far the own area has come in it."""

from dataclasses import dataclass

from django.http import HttpResponse

from core.areas.scope import Role
from core.pages import RoleView
from core.steps import is_for
from core.users.requests import AuthenticatedHttpRequest
from online_market.models import MarketRound, MarketStep
from online_market.progress import AreaProgress, progress_of, together
from online_market.steps import ROUND_STEPS

ROUNDS_AT_MOST = 6  # the newest; the reports have all of them


@dataclass(frozen=True)
class RoundCard:
    """A round with the figures of the officer's area; None for a draft."""

    round: MarketRound
    whole: AreaProgress | None

    @property
    def survey(self):
        """A district's own."""
        return self.whole.districts[0].survey if self.whole and self.whole.districts else None


class MarketView(RoleView):
    """The newest rounds as cards; the first open one is what the page is about."""

    roles = frozenset(Role)

    def get(self, request: AuthenticatedHttpRequest, **kwargs) -> HttpResponse:
        user = request.user
        rounds = list(MarketRound.objects.visible_to(user)[:ROUNDS_AT_MOST])
        cards = [
            RoundCard(one, None if one.is_draft else together(None, progress_of(user, one)))
            for one in rounds
        ]
        return self.show(
            "online_market/home.html",
            {
                "title": "ตลาดออนไลน์",
                "cards": sorted(cards, key=lambda card: not card.round.is_open),
                "may_make": is_for(ROUND_STEPS[MarketStep.Name.MAKE], user),
            },
        )
