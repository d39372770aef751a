"""Accounts and their life: who they are, what happened to them, invitations, yearly reviews."""

from core.users.models.brakes import Brake
from core.users.models.invitations import Invitation
from core.users.models.recertification import Recertification, RecertificationRound
from core.users.models.trail import AccountStep
from core.users.models.users import User, UserManager, UserQuerySet

__all__ = [
    "AccountStep",
    "Brake",
    "Invitation",
    "Recertification",
    "RecertificationRound",
    "User",
    "UserManager",
    "UserQuerySet",
]
