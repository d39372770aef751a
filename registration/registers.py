"""Which models are registered records: found among the installed apps, core imports none of them."""

from functools import cache
from typing import cast

from django.apps import apps
from django.db.models import Model
from django.http import Http404

from core.fields import model_of
from core.pages import whole_number
from registration.models import RegisteredQuerySet, RegisteredRecord


@cache
def registered_models() -> tuple[type[RegisteredRecord], ...]:
    """Every register; one whose records belong to another's comes after it, as products do."""
    models = [model for model in apps.get_models() if issubclass(model, RegisteredRecord)]
    return tuple(sorted(models, key=lambda model: (_depth(model), model._meta.label)))


def _depth(model: type[Model]) -> int:
    owners = [
        owner
        for owner in (model_of(field) for field in model._meta.fields if field.is_relation)
        if issubclass(owner, RegisteredRecord) and owner is not model
    ]
    return 1 + max(map(_depth, owners)) if owners else 0


def register_or_404(app_label: str, model_name: str) -> type[RegisteredRecord]:
    """The register an address names."""
    for model in registered_models():
        if (model._meta.app_label, model._meta.model_name) == (app_label, model_name):
            return model
    raise Http404("no such register")


def owner_path(model: type[RegisteredRecord]) -> str:
    """The lookup from a register to the district, as its own door has it."""
    return cast(RegisteredQuerySet, model._default_manager.all()).district_path


def key_of(record: RegisteredRecord) -> str:
    """producers.producer:12:3, the record and the version a page shows of it."""
    return f"{record._meta.label_lower}:{record.pk}:{record.version}"


def read_key(text: str) -> tuple[type[RegisteredRecord], int, int] | None:
    """The register, the record and the version of such a key; None for what is none."""
    parts = text.split(":")
    by_label = {model._meta.label_lower: model for model in registered_models()}
    if len(parts) != 3 or parts[0] not in by_label:
        return None
    key, version = (whole_number(part) for part in parts[1:])
    if key is None or version is None:
        return None
    return by_label[parts[0]], key, version
