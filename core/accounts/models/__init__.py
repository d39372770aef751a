"""Accounts and their life: who they are, what happened to them, invitations, yearly reviews."""

from core.accounts.models.invitations import Invitation
from core.accounts.models.recertification import Recertification, RecertificationRound
from core.accounts.models.trail import AccountStep
from core.accounts.models.users import User, UserManager, UserQuerySet

__all__ = [
    "AccountStep",
    "Invitation",
    "Recertification",
    "RecertificationRound",
    "User",
    "UserManager",
    "UserQuerySet",
]
