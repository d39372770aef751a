"""What every page of the KPI finds first, through the officer's door."""

from django.shortcuts import get_object_or_404

from core.areas.scope import Role
from core.users.models import User
from online_market.models import MarketRound, Survey

OFFICES = frozenset({Role.PROVINCE, Role.DEPARTMENT})


def hidden_from(user: User, survey: Survey) -> bool:
    """What of a survey the department does not see yet: answers that no province certified."""
    signed = survey.status not in (Survey.Status.OPEN, Survey.Status.DISTRICT_SIGNED)
    return user.of_nation and not signed


def round_or_404(user, pk: int) -> MarketRound:
    rounds = MarketRound.objects.visible_to(user)
    return get_object_or_404(rounds.select_related("opened_by", "closed_by"), pk=pk)


def survey_or_404(user, pk: int) -> Survey:
    surveys = Survey.objects.visible_to(user)
    return get_object_or_404(surveys.select_related("round", "district__province"), pk=pk)
