"""Rounds of the past that an old system names (DOMAIN.md 5, 14)."""

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction

from registration.models import Round
from registration.models.rounds import plan_of_quarter


def round_taken_over(fiscal_year: int, quarter: int) -> tuple[Round | None, bool]:
    """The round of this quarter, and whether it was made now, with the days of the usual plan, which
    the department then corrects. None where these overlap another round or there is no such year."""
    if found := Round.objects.filter(fiscal_year=fiscal_year, quarter=quarter).first():
        return found, False
    made = Round(fiscal_year=fiscal_year, quarter=quarter, **plan_of_quarter(fiscal_year, quarter))
    try:
        with transaction.atomic():
            made.full_clean()
            made.save()
    except (IntegrityError, ValidationError):
        return None, False
    return made, True
