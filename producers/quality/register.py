"""Which producers are checked: those registered, as the national table counts them."""

from producers.models import Producer, ProducerQuerySet
from quality.rules import Register

PRODUCERS = Register(
    Producer,
    counted=ProducerQuerySet.registered,
    related=("district__province", "subdistrict"),
    owner=lambda producer: producer.code,
)
