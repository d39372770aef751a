"""Accounts and their life: who they are, what happened to them, invitations, yearly reviews,
second factors and open sessions."""

from core.users.models.brakes import Brake
from core.users.models.invitations import Invitation
from core.users.models.recertification import Recertification, RecertificationRound
from core.users.models.second_factor import Authenticator, OpenSession, RecoveryCode
from core.users.models.trail import AccountStep
from core.users.models.users import User, UserManager, UserQuerySet

__all__ = [
    "AccountStep",
    "Authenticator",
    "Brake",
    "Invitation",
    "OpenSession",
    "Recertification",
    "RecertificationRound",
    "RecoveryCode",
    "User",
    "UserManager",
    "UserQuerySet",
]
