"""One row of each repeating part of a record, made up."""

from django.db.models import Model

from chuanchim.models import Criterion, CriterionAnswer, Item, Outlet, Recognition
from producers.models import (
    Agency,
    Funding,
    FundingSource,
    Producer,
    Programme,
    ProjectParticipation,
    SalesChannel,
    StarResult,
    StateSupport,
    Transport,
    TransportMode,
)
from products.models import (
    Award,
    HeldStandard,
    IntellectualProperty,
    IntellectualPropertyKind,
    Price,
    Product,
    ProductProject,
    Standard,
)


def first(model: type[Model]) -> Model:
    """The first item of a list of the department."""
    found = model._default_manager.order_by("pk").first()
    assert found is not None, model
    return found


def parts_of_producer(producer: Producer, text: str) -> list[Model]:
    """One of each, `text` where it says something of its own."""
    own = {"producer": producer}
    return [
        ProjectParticipation.objects.create(
            programme=first(Programme), year=2560, agency=first(Agency), note=text, **own
        ),
        Funding.objects.create(source=first(FundingSource), amount="50000.50", year=2561, **own),
        StarResult.objects.create(year=2562, stars=4, product_name=text, **own),
        StateSupport.objects.create(agency=first(Agency), what=text, year=2563, **own),
        SalesChannel.objects.create(
            kind="online", place=text, link="https://example.com/a?b=1", **own
        ),
        Transport.objects.create(mode=first(TransportMode), note=text, **own),
    ]


def parts_of_product(product: Product, text: str) -> list[Model]:
    own = {"product": product}
    return [
        HeldStandard.objects.create(standard=first(Standard), number=text, **own),
        Award.objects.create(name="รางวัลตัวอย่าง", year=2564, giver=text, **own),
        ProductProject.objects.create(
            programme=first(Programme), year=2565, agency=first(Agency), **own
        ),
        Price.objects.create(detail=text, retail="120.50", wholesale="100.00", **own),
        IntellectualProperty.objects.create(
            kind=first(IntellectualPropertyKind), number=text, registered_on="2019-03-09", **own
        ),
    ]


def parts_of_outlet(outlet: Outlet, text: str) -> list[Model]:
    own = {"outlet": outlet}
    return [
        Item.objects.create(name="ข้าวแกงตัวอย่าง", price="35.50", note=text, **own),
        CriterionAnswer.objects.create(criterion=first(Criterion), is_met=True, note=text, **own),
        Recognition.objects.create(
            kind="award", name="ชนะเลิศตัวอย่าง", number="0012/2560", giver=text, year=2560, **own
        ),
    ]
