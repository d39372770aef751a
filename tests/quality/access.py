"""Who may open the pages of data quality."""

from datetime import date

from quality import campaigns, dismissing
from quality.rules import get_rule
from tests.support.access import Address, Stage, department_lists, report, starting_values

# The department's lists, each with one of its starting values.
LISTS = {
    "quality/checkword": "ไม่ระบุ",
}

ADDRESSES = [
    Address("quality/", "quality/?district=2402", get="login 200 404 200 404 200 200"),
    Address(
        "quality/count/", get="login 404 404 404 404 405 405", post="login 404 404 404 404 302 302"
    ),
    Address(
        "quality/rules/",
        body={"code": "P04", "blocks": "1", "reason": "-"},
        get="login 200 200 200 200 200 200",
        post="login 404 404 404 404 302 302",
    ),
    Address("quality/campaigns/", get="login 200 200 200 200 200 200"),
    Address(
        "quality/campaigns/new/",
        get="login 404 404 200 200 200 200",
        post="login 404 404 422 422 422 422",
    ),
    Address(
        "quality/campaigns/<int:pk>/",
        "quality/campaigns/{campaign}/",
        {"step": "close"},
        get="login 200 200 200 404 200 200",
        post="login 404 404 302 404 404 404",
    ),
    Address(
        "quality/<check:code>/", "quality/P04/?district=2402", get="login 200 404 200 404 200 200"
    ),
    Address(
        "quality/<check:code>/next/<int:pk>/",
        "quality/P04/next/{producer}/",
        get="login 302 404 302 404 302 302",
    ),
    Address(
        "quality/<check:code>/mends/",
        "quality/P04/mends/?district=2402",
        {"answer": "take"},
        get="login 200 404 200 404 404 404",
        post="login 302 404 302 404 404 404",
    ),
    Address(
        "quality/<check:code>/dismiss/<int:pk>/",
        "quality/P04/dismiss/{producer}/",
        {"reason": "ไม่มีโทรศัพท์"},
        get="login 405 405 405 405 404 404",
        post="login 302 404 302 404 404 404",
    ),
    Address(
        "quality/<check:code>/dismissed/",
        "quality/P04/dismissed/",
        get="login 200 200 200 200 200 200",
    ),
    Address(
        "quality/<check:code>/revoke/<int:pk>/",
        "quality/P09/revoke/{dismissal}/",
        get="login 405 405 405 405 404 404",
        post="login 302 404 302 404 404 404",
    ),
    report(
        "quality-list", "check=P04&province=24&district=2402", get="login 200 404 200 404 200 200"
    ),
    report("quality-areas", "province=24", get="login 200 200 200 404 200 200"),
    report("quality-campaign", "campaign={campaign}", get="login 200 200 200 404 200 200"),
    *department_lists(LISTS),
]


def scene(stage: Stage) -> dict[str, object]:
    """A campaign of the province, and a finding that the district set aside."""
    campaign = campaigns.open_campaign(
        title="แก้", codes=["P04"], due_on=date(2026, 11, 30), by=stage.province_officer
    )
    dismissal = dismissing.dismiss(
        get_rule("P09"), stage.maker.pk, reason="ขายที่บ้าน", by=stage.chief
    )
    return {"campaign": campaign.pk, "dismissal": dismissal.pk} | starting_values(LISTS)
