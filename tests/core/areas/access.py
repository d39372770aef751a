"""Who may open the lists of provinces, districts and subdistricts."""

from tests.support import factories as make
from tests.support.access import Stage, record_pages

ADDRESSES = [
    *record_pages(
        "areas/province",
        "24",
        list=("login 403 403 403 403 200 200", "login 403 403 403 403 200 200"),
        add=("login 403 403 403 403 403 403", "login 403 403 403 403 403 403"),
        change=("login 403 403 403 403 200 200", "login 403 403 403 403 403 403"),
        history=("login 403 403 403 404 200 200", "login 403 403 403 404 200 200"),
    ),
    *record_pages(
        "areas/district",
        "2402",
        list=("login 403 403 403 403 200 200", "login 403 403 403 403 200 200"),
        add=("login 403 403 403 403 403 403", "login 403 403 403 403 403 403"),
        change=("login 403 403 403 403 200 200", "login 403 403 403 403 403 403"),
        history=("login 403 404 403 404 200 200", "login 403 404 403 404 200 200"),
    ),
    *record_pages(
        "areas/subdistrict",
        "{subdistrict}",
        list=("login 200 200 200 200 200 200", "login 200 200 200 200 200 200"),
        add=("login 403 403 403 403 403 403", "login 403 403 403 403 403 403"),
        change=("login 200 404 200 404 200 200", "login 403 403 403 403 403 403"),
        history=("login 200 404 200 404 200 200", "login 200 404 200 404 200 200"),
    ),
]


def scene(stage: Stage) -> dict[str, object]:
    return {"subdistrict": make.subdistrict(stage.of).pk}
