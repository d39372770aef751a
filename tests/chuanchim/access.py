"""Who may open the pages of outlets."""

from tests.support import factories as make
from tests.support.access import Stage, department_lists, record_pages, starting_values

# The department's lists, each with one of its starting values.
LISTS = {
    "chuanchim/criterion": "แสดงราคาชัดเจน",
}

ADDRESSES = [
    *record_pages(
        "chuanchim/outlet",
        "{outlet}",
        list=("login 200 200 200 200 200 200", "login 200 200 200 200 200 200"),
        add=("login 200 200 403 403 403 403", "login 200 200 403 403 403 403"),
        change=("login 200 404 200 404 200 200", "login 200 404 200 404 403 403"),
        history=("login 200 404 200 404 200 200", "login 200 404 200 404 200 200"),
        export=("login 200 200 200 200 200 200", "login 200 200 200 200 200 200"),
    ),
    *department_lists(LISTS),
]


def scene(stage: Stage) -> dict[str, object]:
    return {"outlet": make.outlet(stage.of).pk} | starting_values(LISTS)
