"""What every page of the KPI finds first, through the officer's door."""

from django.shortcuts import get_object_or_404

from core.areas.scope import Role
from online_market.models import MarketRound, Survey

OFFICES = frozenset({Role.PROVINCE, Role.DEPARTMENT})


def round_or_404(user, pk: int) -> MarketRound:
    rounds = MarketRound.objects.visible_to(user)
    return get_object_or_404(rounds.select_related("opened_by", "closed_by"), pk=pk)


def survey_or_404(user, pk: int) -> Survey:
    surveys = Survey.objects.visible_to(user)
    return get_object_or_404(surveys.select_related("round", "district__province"), pk=pk)
