"""The portal's settings with one page more: the empty view, which every other page is read against."""

from otop_registry.settings import *  # noqa: F403  (the portal as it is)

ROOT_URLCONF = "bench.urls"
