"""Links by which producers report a month by phone: given out by the district, shown once, withdrawn.

A token is random letters and their signature, so that one nobody was given is refused before anything is
looked up; a hash of it, keyed with SECRET_KEY, is all that is stored. A new link of a producer and month
ends the one before. Its time is PRODUCER_LINK_DAYS; that the month is confirmed stops it sooner for
figures, and leaves it for the producer's certificates.
"""

import base64
import hmac
import secrets
from collections.abc import Collection
from dataclasses import dataclass
from datetime import timedelta

from django.conf import settings
from django.db import transaction
from django.urls import reverse
from django.utils import timezone
from django.utils.crypto import salted_hmac

from core.users.models import User
from producers.models import Producer
from sales.models import DistrictMonth, ProducerLink, SalesRow
from sales.months.entry import locked_for_entry

_RANDOM = 22  # letters of 16 random bytes
_SIGNATURE = 12


class LinkGone(Exception):
    """The link was never given out, or is replaced, withdrawn or run out; an outsider cannot tell
    which."""


@dataclass(frozen=True)
class IssuedLink:
    """A link as it can be told this one time."""

    link: ProducerLink
    address: str

    @property
    def producer(self) -> Producer:
        return self.link.producer


@transaction.atomic
def issue(
    district_month: DistrictMonth, producers: Collection[int] | None, *, by: User
) -> list[IssuedLink]:
    """New links for these producers of the month, in Thai order; None: for all who have no usable one.

    Who has no row in the month gets none. Raises EntryRefused where the month is not the person's to
    change now: a link would open on nothing.
    """
    locked = locked_for_entry(district_month, by)
    now = timezone.now()
    of_month = SalesRow.objects.filter(district_month=locked).values("producer")
    chosen = Producer.objects.filter(pk__in=of_month).order_by("sort_key", "name", "pk")
    own = ProducerLink.objects.filter(district_month=locked)
    if producers is None:
        chosen = chosen.exclude(pk__in=own.usable(now).values("producer"))
    else:
        chosen = chosen.filter(pk__in=producers)
    found = list(chosen)
    own.in_use().filter(producer__in=found).update(ended_at=now, ended_by=by)
    expires_at = now + timedelta(days=settings.PRODUCER_LINK_DAYS)
    tokens = [new_token() for _ in found]
    links = ProducerLink.objects.bulk_create(
        ProducerLink(
            district_month=locked,
            producer=producer,
            token_hash=token_hash(token),
            made_at=now,
            made_by=by,
            expires_at=expires_at,
        )
        for producer, token in zip(found, tokens, strict=True)
    )
    return [IssuedLink(link, address_of(token)) for link, token in zip(links, tokens, strict=True)]


@transaction.atomic
def withdraw(district_month: DistrictMonth, producers: Collection[int], *, by: User) -> int:
    """Make the links of these producers useless, at any time; returns how many."""
    links = ProducerLink.objects.visible_to(by).in_use()
    links = links.filter(district_month=district_month, producer__in=producers)
    return links.update(ended_at=timezone.now(), ended_by=by)


def usable(token: str) -> ProducerLink:
    """The link behind an address, with its producer and month; LinkGone for every other one."""
    if not is_signed(token):
        raise LinkGone
    found = (
        ProducerLink.objects.usable(timezone.now())
        .filter(token_hash=token_hash(token))
        .select_related(
            "producer", "district_month__month", "district_month__district__province", "made_by"
        )
        .first()
    )
    if found is None:
        raise LinkGone
    return found


def new_token() -> str:
    random = secrets.token_urlsafe(16)
    return f"{random}{_signature(random)}"


def is_signed(token: str) -> bool:
    """Whether the portal made this token, at any time."""
    random, signature = token[:_RANDOM], token[_RANDOM:]
    return hmac.compare_digest(signature.encode(), _signature(random).encode())


def _signature(random: str) -> str:
    made = salted_hmac("sales.proposals.links.signature", random, algorithm="sha256").digest()
    return base64.urlsafe_b64encode(made).decode()[:_SIGNATURE]


def token_hash(token: str) -> str:
    """64 hexadecimal digits; of no use without SECRET_KEY."""
    return salted_hmac("sales.proposals.links", token, algorithm="sha256").hexdigest()


def address_of(token: str) -> str:
    """Where the producer goes, from outside."""
    return f"{settings.PUBLIC_ADDRESS}{reverse('producer-report', args=[token])}"
