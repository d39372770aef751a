"""What the code keeps from one request to the next (decision 0025), emptied."""

from functools import _lru_cache_wrapper
from gc import get_objects

from core.compiled import CompiledQuery

MODULES = (
    "otop_registry", "quality", "accounts", "api", "catalogue", "core", "sales", "producers", "products",
)  # fmt: skip


def forget() -> None:
    """Every cache of ours, and every statement put together."""
    for one in get_objects():
        if isinstance(one, _lru_cache_wrapper) and one.__module__.startswith(MODULES):
            one.cache_clear()
    forget_statements()


def forget_statements() -> None:
    for one in get_objects():
        if isinstance(one, CompiledQuery):
            one.__dict__.pop("_statement", None)
