"""What is published of papers: the keys with their days, and the list of those that no longer stand.

The list is made anew each night and kept (`publish`); between two nights a paper's own address is ahead
of it, and the page says of which day the list is.
"""

from collections.abc import Iterator
from typing import Any

from django.utils import timezone

from core.areas.row_security import seen_as_portal
from core.thai import calendar
from sales.certificates import standing as certificates
from sales.figures import print_standing as prints
from sales.figures.paper_signing import FORMAT
from sales.models import CertifiedPrint, SalesCertificate
from sales.models.papers import PaperKey, WithdrawnPapers, paper_mark, signed_on

GONE = {"withdrawn", "replaced", "revoked"}


@seen_as_portal("papers of every office that no longer stand; marks alone are kept")
def publish() -> WithdrawnPapers:
    """Keep tonight's list."""
    return WithdrawnPapers.objects.create(published_at=timezone.now(), marks=sorted(_gone()))


def _gone() -> Iterator[str]:
    kept = CertifiedPrint.objects.select_related("district_month").defer("content")
    for one in kept.iterator(chunk_size=500):
        if prints.standing(one).value in GONE:
            yield paper_mark(one.token)
    issued = SalesCertificate.objects.select_related("producer").defer("content")
    for certificate in issued.iterator(chunk_size=500):
        if certificates.standing(certificate).value in GONE:
            yield paper_mark(certificate.token)


def published() -> dict[str, Any]:
    """All that a paper is verified with, for the page, the file and whoever checks by other means."""
    newest = WithdrawnPapers.objects.first()
    return {
        "format": FORMAT,
        "keys": [
            {
                "code": one.code,
                "key": one.key,
                "since": signed_on(one.since),
                "until": signed_on(one.until) if one.until else "",
                "withdrawn": signed_on(one.withdrawn_on) if one.withdrawn_on else "",
            }
            for one in PaperKey.objects.all()
        ],
        "withdrawn": {
            "as_of": calendar.day_short(timezone.localdate(newest.published_at)) if newest else "",
            "marks": newest.marks if newest else [],
        },
    }
