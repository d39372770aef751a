"""Every field in which a person can stand is declared: whose, what for, on what basis, how long."""

from collections import Counter

import pytest
from django.apps import apps
from django.contrib.contenttypes.models import ContentType
from django.db import models

from core.history.tracking import tracked_models, tracking_of
from core.personal.inventory import ANY_RECORD, Level, held, of_nobody, rules
from core.personal.models import NationalIdHolder

# Of other types nobody can be read: numbers, amounts, yes or no, moments, choices, keys.
OF_WORDS = (
    models.CharField,
    models.TextField,
    models.FileField,
    models.JSONField,
    models.GenericIPAddressField,
    models.DateField,
    models.BinaryField,
)


def own_models() -> list[type[models.Model]]:
    events = {tracking_of(one).events for one in tracked_models()}
    return [
        one
        for one in apps.get_models(include_auto_created=True)
        if one._meta.managed and not one._meta.proxy and one not in events
    ]


def fields_of_words(model: type[models.Model]) -> set[str]:
    return {
        field.name
        for field in model._meta.concrete_fields
        if isinstance(field, OF_WORDS)
        and not isinstance(field, models.DateTimeField)
        and not (field.choices or field.generated or field.primary_key)
    }


@pytest.mark.parametrize("model", own_models(), ids=lambda model: model._meta.label)
def test_every_field_of_words_is_declared_once(model):
    declared = Counter(
        name for one in held() if one.model == model._meta.label for name in one.named
    )
    assert max(declared.values(), default=1) == 1
    words = fields_of_words(model)
    if model._meta.label in of_nobody():
        assert not declared
        return
    if not words and not declared:
        return
    assert words - declared.keys() == set(), f"declare them in {model._meta.app_label}"
    names = {field.name for field in model._meta.concrete_fields}
    assert set(declared) <= names


def test_what_is_declared_is_there_and_has_its_rule_and_purpose():
    known = {model._meta.label for model in own_models()}
    assert {one.model for one in held()} | of_nobody() <= known
    for one in held():
        assert one.why, one.model
        assert one.kept in rules(), f"{one.model}: {one.kept}"
    keys = Counter(rule.key for rule in rules().values())
    assert max(keys.values()) == 1


def test_a_rule_says_how_long_or_why_for_good():
    for rule in rules().values():
        assert rule.title
        assert rule.because
        if rule.works:
            assert rule.days is not None
            assert rule.days >= rule.least >= 30
            assert rule.counted_from
            assert rule.done


def test_every_holder_of_a_national_id_says_so_at_the_highest_level():
    holders = [model for model in own_models() if issubclass(model, NationalIdHolder)]
    assert holders
    for model in holders:
        secret = [one for one in held() if one.model == model._meta.label]
        names = {name for one in secret if one.level is Level.SECRET for name in one.fields.split()}
        assert names >= {"national_id_encrypted", "national_id_hash", "national_id_masked"}


def test_the_way_to_a_persons_record_leads_there():
    for one in held():
        if one.of == ANY_RECORD:
            fields = one.model_class._meta.fields
            assert [field for field in fields if field.related_model is ContentType]
            assert "record_id" in {field.name for field in fields}
        elif one.of:
            found, path = one.model_class, one.path.split("__") if one.path else []
            for step in path:
                found = found._meta.get_field(step).related_model
            assert found._meta.label == one.of, one.model
