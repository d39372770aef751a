"""Which producers are checked: those registered, as the national table counts them."""

from core.quality.rules import Register
from producers.models import Producer, ProducerQuerySet

PRODUCERS = Register(
    Producer,
    counted=ProducerQuerySet.registered,
    related=("district__province", "subdistrict"),
    owner=lambda producer: producer.code,
)
