"""Reminders of estimates for pages of the floors below: {% estimates_due user as tasks %}."""

from django import template

from core.users.models import User
from targets import today

register = template.Library()


@register.simple_tag
def estimates_due(user: User) -> list[today.EstimateTask]:
    """What `targets.today` has to say to this officer."""
    return today.estimates_due(user)
