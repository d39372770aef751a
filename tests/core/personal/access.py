"""Who may see a national id in full, and who saw one."""

from core.personal.models import Reveal
from tests.support.access import Address, Stage, record_pages

ADDRESSES = [
    Address(
        "personal/reveal/<slug:app_label>/<slug:model>/<int:pk>/",
        "personal/reveal/producers/producer/{producer}/",
        {"reason": "ตรวจกับสำเนาบัตรประชาชน"},
        get="login 200 404 200 404 403 403",
        post="login 200 404 200 404 403 403",
    ),
    *record_pages(
        "personal/reveal",
        "{reveal}",
        list=("login 403 403 200 200 200 200", "login 403 403 200 200 200 200"),
        add=("login 403 403 403 403 403 403", "login 403 403 403 403 403 403"),
        change=("login 403 403 200 404 200 200", "login 403 403 403 403 403 403"),
        history=("login 403 404 200 404 200 200", "login 403 404 200 404 200 200"),
    ),
]


def scene(stage: Stage) -> dict[str, object]:
    reveal = Reveal.objects.create(
        record=stage.maker, district=stage.of, reason="ตรวจกับบัตร", by=stage.chief
    )
    return {"reveal": reveal.pk}
