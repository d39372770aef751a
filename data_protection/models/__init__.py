"""What the portal keeps of its duties by the Personal Data Protection Act."""

from data_protection.models.processing import Controller, ProcessingActivity
from data_protection.models.requests import PersonRequest, PersonRequestStep
from data_protection.models.retention import RetentionPeriod, RetentionRun

__all__ = [
    "Controller",
    "PersonRequest",
    "PersonRequestStep",
    "ProcessingActivity",
    "RetentionPeriod",
    "RetentionRun",
]
