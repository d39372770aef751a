"""Whether a certificate still says what is confirmed: all that its public address tells."""

from enum import Enum

from sales.certificates.issuing import confirmed_rows, lines_of
from sales.models import SalesCertificate


class Standing(Enum):
    """The words are those of sales.figures.print_standing, so that one page tells of both."""

    IN_FORCE = "in_force"
    WITHDRAWN = "withdrawn"  # a month of it was opened again
    REPLACED = "replaced"  # other figures are confirmed now
    REVOKED = "revoked"  # by its office


def standing(certificate: SalesCertificate) -> Standing:
    """Of the months it certifies; what was missing then and is confirmed now takes nothing from it."""
    if certificate.revoked_at is not None:
        return Standing.REVOKED
    certified = {tuple(line) for line in certificate.lines}
    months = {month for month, *_ in certified}
    rows = confirmed_rows(
        certificate.producer, certificate.first_month, certificate.last_month
    ).filter(district_month__district=certificate.district_id)
    now = {line for line in lines_of(list(rows)) if line[0] in months}
    if now == certified:
        return Standing.IN_FORCE
    return Standing.REPLACED if months == {month for month, *_ in now} else Standing.WITHDRAWN
