"""Who may open the pages of targets and estimates."""

from tests.support import target_factories as targets
from tests.support.access import Address, Stage, report

PLAN = "targets/plans/<int:pk>/"
ESTIMATE = "targets/estimates/<int:pk>/"

ADDRESSES = [
    Address(
        "targets/",
        body={"year": "2571"},
        get="login 200 200 200 200 200 200",
        post="login 302 302 302 302 302 302",
    ),
    Address(
        "targets/levels/<int:year>/",
        "targets/levels/2571/",
        get="login 404 404 404 404 200 200",
        post="login 404 404 404 404 422 422",
    ),
    Address(
        "targets/estimates/",
        body={"year": "2571"},
        get="login 302 200 200 200 200 200",
        post="login 302 302 404 404 422 422",
    ),
    Address(
        PLAN,
        "targets/plans/{plan}/",
        {"step": "portal", "revision": "1"},
        get="login 404 404 200 404 404 404",
        post="login 404 404 302 404 404 404",
    ),
    Address(
        ESTIMATE,
        "targets/estimates/{estimate}/",
        {"step": "save", "revision": "1"},
        get="login 200 404 404 404 404 404",
        post="login 302 404 404 404 404 404",
    ),
    Address(
        PLAN,
        "targets/plans/{approved_plan}/",
        {"step": "reopen", "reason": "ปรับฐาน"},
        get="login 404 404 200 404 200 200",
        post="login 404 404 302 404 404 404",
        name="plan in force",
    ),
    Address(
        PLAN,
        "targets/plans/{nation_plan}/",
        {"step": "portal", "revision": "1"},
        get="login 404 404 404 404 200 200",
        post="login 404 404 404 404 302 302",
        name="plan of the nation",
    ),
    Address(
        ESTIMATE,
        "targets/estimates/{signed_estimate}/",
        {"step": "revise", "reason": "น้ำท่วม"},
        get="login 200 404 200 404 200 200",
        post="login 302 404 404 404 404 404",
        name="signed estimate",
    ),
    Address(
        "targets/growth/<int:year>/",
        "targets/growth/2571/",
        get="login 404 404 404 404 200 200",
        post="login 404 404 404 404 422 422",
    ),
    report("growth", "fiscal_year=2570&province=24", get="login 200 200 200 404 200 200"),
    report("targets", "fiscal_year=2569&province=24", get="login 200 200 200 404 200 200"),
    report("attainment", "fiscal_year=2569&province=24", get="login 200 200 200 404 200 200"),
    report(
        "estimate",
        "fiscal_year=2569&province=24&district=2402",
        get="login 200 404 200 404 200 200",
    ),
    report(
        "estimate_actuals",
        "fiscal_year=2569&province=24&district=2402",
        get="login 200 404 200 404 200 200",
    ),
]


def scene(stage: Stage) -> dict[str, object]:
    """A draft of this year and a plan in force of the last, of the province; the nation's draft; an
    estimate being typed and one its chief signed."""
    incomes = {stage.of.pk: (10, 20, 30), stage.sibling.pk: (20, 30, 40)}
    draft = targets.whole_plan(stage.province, incomes)
    before = targets.whole_plan(stage.province, incomes, fiscal_year=2569)
    targets.growth_scheme()
    return {
        "plan": draft.pk,
        "approved_plan": targets.approved(before).pk,
        "nation_plan": targets.plan(None).pk,
        "estimate": targets.estimate(stage.of).pk,
        "signed_estimate": targets.signed(targets.estimate(stage.of, 2569)).pk,
    }
