"""The data model as a document, drawn from the models themselves (docs/data-model.md)."""

from collections import Counter
from collections.abc import Iterable, Iterator
from inspect import cleandoc, getdoc

from django.apps import AppConfig, apps
from django.conf import settings
from django.core.management.base import BaseCommand
from django.db import models

from core.fields import model_of
from core.history.tracking import tracked_models

INTRODUCTION = """\
# The data model

Made by `manage.py data_model > docs/data-model.md`; a test holds it to the models. Drawn are keys,
unique fields, fields with fixed choices, names, and relations: each `||`, or none `|o`, to many `o{`.
Left out: who took a step (`by` and its like, all to `User`), and the table of events beside each model
marked "history" ([architecture](architecture.md#history)).

## Overview

The models that at least two others refer to.
"""

NAMES = {"name", "title", "name_th", "full_name"}  # what a person calls the row by

Model = type[models.Model]


class Command(BaseCommand):
    help = "เขียนแผนผังข้อมูล (docs/data-model.md)"

    def handle(self, *args, **options):
        self.stdout.write(document(), ending="")


def document() -> str:
    ours = [config for config in reversed(list(apps.get_app_configs())) if _is_ours(config)]
    every = [model for config in ours for model in _models(config)]
    parts = [INTRODUCTION, _diagram(_hubs(every), every, with_fields=False)]
    for config in ours:
        if own := _models(config):
            parts += [f"## {config.name}\n", _diagram(own, own), _table(own)]
    return "\n".join(parts)


def _is_ours(config: AppConfig) -> bool:
    return (settings.BASE_DIR / config.name.split(".")[0]).is_dir()


def _models(config: AppConfig) -> list[Model]:
    """Without the events of those that are tracked."""
    return [model for model in config.get_models() if not hasattr(model, "pgh_tracked_model")]


def _relations(model: Model) -> Iterator[models.ForeignKey]:
    for field in model._meta.concrete_fields:
        if not isinstance(field, models.ForeignKey):
            continue
        if model_of(field)._meta.label != settings.AUTH_USER_MODEL:
            yield field


def _hubs(every: list[Model]) -> list[Model]:
    referring = {
        (field.related_model, model)
        for model in every
        for field in _relations(model)
        if field.related_model is not model
    }
    counted = Counter(model for model, _ in referring)
    return [model for model in every if counted[model] >= 2]


def _diagram(drawn: Iterable[Model], own: Iterable[Model], *, with_fields: bool = True) -> str:
    """The models `drawn` with their relations; with fields those that are the app's `own`."""
    drawn, own = list(drawn), set(own)
    lines = ["```mermaid", "erDiagram"]
    for model in drawn:
        fields = [_field(field) for field in _key_fields(model)] if with_fields else []
        if fields:
            lines += [f"    {model.__name__} {{", *(f"        {one}" for one in fields), "    }"]
        else:
            lines.append(f"    {model.__name__}")
    for model in drawn:
        for field in _relations(model):
            if with_fields or field.related_model in drawn:
                lines.append(f"    {_relation(field)}")
    return "\n".join([*lines, "```", ""])


def _key_fields(model: Model) -> Iterator[models.Field]:
    unique = {
        name for constraint in model._meta.total_unique_constraints for name in constraint.fields
    }
    for field in model._meta.concrete_fields:
        if field.is_relation or isinstance(field, models.AutoField):
            continue
        if field.unique or field.choices or field.name in unique | NAMES:
            yield field


def _field(field: models.Field) -> str:
    key = " PK" if field.primary_key else " UK" if field.unique else ""
    kind = field.get_internal_type().removesuffix("Field").lower()
    return f"{kind} {field.name}{key}"


def _relation(field: models.ForeignKey) -> str:
    one = "|o" if field.null else "||"
    many = "o|" if field.unique else "o{"
    return f"{model_of(field).__name__} {one}--{many} {field.model.__name__} : {field.name}"


def _table(own: Iterable[Model]) -> str:
    tracked = set(tracked_models())
    rows = [
        f"| `{model.__name__}` | {model._meta.verbose_name} | {_sentence(model)} "
        f"| {'history' if model in tracked else ''} |"
        for model in own
    ]
    return "\n".join(["| model | in Thai | what it is | |", "|---|---|---|---|", *rows, ""])


def _sentence(described: type) -> str:
    """The first sentence of its docstring; nothing where only a parent has one."""
    if "__doc__" not in vars(described) or not described.__doc__:
        return ""
    words = " ".join(cleandoc(getdoc(described) or "").split("\n\n")[0].split())
    if words.startswith(f"{described.__name__}("):  # Django's own
        return ""
    return words.partition(". ")[0].rstrip(".").replace("|", "\\|")
