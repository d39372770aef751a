"""Who may open the pages of the online-market KPI."""

from django.utils import timezone

from online_market.models import SurveyUpload
from tests.support import market_factories as market
from tests.support.access import Address, Stage, report

ROUND = "online-market/rounds/<int:pk>/"
SURVEY = "online-market/surveys/<int:pk>/"

ADDRESSES = [
    Address("online-market/", get="login 200 200 200 200 200 200"),
    Address(
        "online-market/rounds/new/",
        get="login 404 404 404 404 200 200",
        post="login 404 404 404 404 422 422",
    ),
    Address(
        ROUND,
        "online-market/rounds/{market_round}/",
        {"step": "close", "revision": "2"},
        get="login 404 404 200 200 200 200",
        post="login 404 404 404 404 302 302",
    ),
    Address(
        f"{ROUND}edit/",
        "online-market/rounds/{market_draft}/edit/",
        get="login 404 404 404 404 200 200",
        post="login 404 404 404 404 422 422",
    ),
    Address(
        f"{ROUND}targets/",
        "online-market/rounds/{market_round}/targets/",
        {"district": "2402", "version": "1", "target": "0", "reason": "-"},
        get="login 404 404 200 200 200 200",
        post="login 404 404 302 404 302 302",
    ),
    Address(
        SURVEY,
        "online-market/surveys/{survey}/",
        {"step": "save"},
        get="login 200 404 200 404 200 200",
        post="login 302 404 404 404 404 404",
    ),
    Address(
        f"{SURVEY}form/",
        "online-market/surveys/{survey}/form/",
        get="login 200 404 404 404 404 404",
        post="login 405 405 404 404 404 404",
    ),
    Address(
        f"{SURVEY}upload/",
        "online-market/surveys/{survey}/upload/",
        get="login 200 404 404 404 404 404",
        post="login 422 404 404 404 404 404",
    ),
    Address(
        f"{SURVEY}result/",
        "online-market/surveys/{survey}/result/",
        get="login 200 404 200 404 200 200",
        post="login 302 404 404 404 404 404",
    ),
    Address(
        "online-market/uploads/<int:pk>/",
        "online-market/uploads/{upload}/",
        get="login 200 404 404 404 404 404",
        post="login 302 404 404 404 404 404",
    ),
    Address(
        ROUND,
        "online-market/rounds/{market_draft}/",
        {"step": "open", "revision": "1"},
        get="login 404 404 404 404 200 200",
        post="login 404 404 404 404 302 302",
        name="draft of a market round",
    ),
    report("online-base", "round={market_round}&province=24", get="login 200 200 200 404 200 200"),
    report(
        "online-survey",
        "round={market_round}&province=24&district=2402",
        get="login 200 404 200 404 200 200",
    ),
    report(
        "online-result", "round={market_round}&province=24", get="login 200 200 200 404 200 200"
    ),
    report(
        "online-result-products",
        "round={market_round}&province=24&district=2402",
        get="login 200 404 200 404 200 200",
    ),
]


def scene(stage: Stage) -> dict[str, object]:
    """A draft of a round; an open one with its survey and a file that was sent in."""
    market.registered(stage.of, maker="ฐานตลาดออนไลน์")
    round = market.opened()
    survey = market.survey_of(round, stage.of)
    upload = SurveyUpload.objects.create(
        survey=survey,
        file_name="แบบ.xlsx",
        file_hash="0" * 64,
        rows=[],
        uploaded_at=timezone.now(),
        uploaded_by=stage.chief,
    )
    return {
        "market_round": round.pk,
        "market_draft": market.draft(number=2).pk,
        "survey": survey.pk,
        "upload": upload.pk,
    }
