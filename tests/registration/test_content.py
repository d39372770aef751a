"""What counts as a record's content in words is what its triggers count."""

import pytest

from registration.content import differences, field_labels
from registration.registers import registered_models


@pytest.mark.parametrize("model", registered_models())
def test_every_part_that_touches_a_record_is_content_and_nothing_else(model):
    touching = {
        relation.get_accessor_name()
        for relation in model._meta.related_objects
        if any(
            trigger.name == "touches_record_insert"
            for trigger in getattr(relation.related_model._meta, "triggers", [])
        )
    }
    own = {field.name for field in model._meta.concrete_fields}
    labels = set(field_labels(model))
    assert labels - own == touching
    assert not {name for name in labels if name.endswith(("_encrypted", "_hash"))}
    assert "name" in labels
    assert sorted(labels & {"id", "sort_key", "status", "version", "certified_at"}) == []


def test_the_changed_first_then_the_records_order_the_empty_last():
    def one(text: str) -> dict:
        return {"label": text, "lines": [text] if text else []}

    before = {"a": one("ก"), "b": one("ข"), "gone": one("หาย")}
    now = {"a": one("ก"), "b": one("ค"), "new": one(""), "c": one("")}
    assert [one.name for one in differences(before, now)] == ["b", "gone", "a"]
    with_empty = differences(before, now, with_empty=True)
    assert [one.name for one in with_empty] == ["b", "gone", "a", "new", "c"]
    assert [one.name for one in differences(None, now)] == ["a", "b"]
