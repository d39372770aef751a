"""Who may open the pages of open data: everybody those below /p/, the department its desk."""

from open_data.models import Publication
from open_data.publishing import publish
from tests.support import factories as make
from tests.support.access import Address, Stage

EVERYBODY = {"get": "200 200 200 200 200 200 200", "post": "405 405 405 405 405 405 405"}
INDEX = "p/open-data/index"

ADDRESSES = [
    Address(
        "open-data/",
        body={"publish": "1"},
        get="login 404 404 404 404 200 200",
        post="login 404 404 404 404 302 302",
    ),
    Address("p/open-data/", "p/open-data/?lang=en", **EVERYBODY),
    Address("p/open-data/index.json", **EVERYBODY),
    Address("p/open-data/index.json.sig", **EVERYBODY),
    Address(f"{INDEX}/<int:number>.json", f"{INDEX}/{{opened_list}}.json", **EVERYBODY),
    Address(f"{INDEX}/<int:number>.json.sig", f"{INDEX}/{{opened_list}}.json.sig", **EVERYBODY),
    Address("p/open-data/catalog.jsonld", **EVERYBODY),
    Address("p/open-data/gd-catalog.json", **EVERYBODY),
    Address(
        "p/open-data/<slug:dataset>/latest.<slug:form>",
        "p/open-data/products/latest.csv",
        **EVERYBODY,
    ),
    Address(
        "p/open-data/<slug:dataset>/datapackage.json",
        "p/open-data/registry/datapackage.json",
        **EVERYBODY,
    ),
    Address(
        "p/open-data/<slug:dataset>/<slug:version>/",
        "p/open-data/registry/{opened_edition}/",
        **EVERYBODY,
    ),
    Address(
        "p/open-data/<slug:dataset>/<slug:version>/<str:name>",
        "p/open-data/registry/{opened_edition}/registry.csv",
        **EVERYBODY,
    ),
]


def scene(stage: Stage) -> dict[str, object]:
    """The registry of today, published once."""
    done = publish(Publication.Cause.BY_HAND, by=make.department_officer())
    assert done.publication
    (edition,) = (one for one in done.editions if one.dataset == "registry")
    return {"opened_list": done.publication.number, "opened_edition": edition.name}
