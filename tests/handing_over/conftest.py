"""Offices of two provinces, each with an officer, on a morning of November 2569."""

from tests.support.clock import in_november  # noqa: F401  (a fixture of every test here)
from tests.support.offices import offices  # noqa: F401
