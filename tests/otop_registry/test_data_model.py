"""docs/data-model.md is what `manage.py data_model` makes today."""

from pathlib import Path

from django.conf import settings

from otop_registry.management.commands.data_model import document

KEPT = Path(settings.BASE_DIR) / "docs" / "data-model.md"


def test_the_document_is_what_the_command_makes_of_the_models():
    assert KEPT.read_text() == document(), "manage.py data_model > docs/data-model.md"


def test_it_draws_relations_of_the_project_and_leaves_out_events_and_officers():
    lines = [line.strip() for line in document().splitlines()]

    assert "Producer ||--o{ Product : producer" in lines
    assert "Subdistrict |o--o{ Producer : subdistrict" in lines
    assert "date month PK" in lines
    assert not [line for line in lines if "User ||--" in line or "ProducerEvent" in line]
