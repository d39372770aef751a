"""Rows that were there before their history: what they said when it began."""

from django.db import migrations

from core.history.beginning import begin_history

TRACKED = [
    "producers.Producer",
    "producers.ProjectParticipation",
    "producers.Funding",
    "producers.StarResult",
    "producers.StateSupport",
    "producers.SalesChannel",
    "producers.Transport",
    "producers.Agency",
    "producers.Programme",
    "producers.FundingSource",
    "producers.TransportMode",
    "producers.ExcludedKind",
]


def begin(apps, schema_editor):
    begin_history(apps, schema_editor, *TRACKED)


class Migration(migrations.Migration):
    dependencies = [("producers", "0008_history")]

    operations = [migrations.RunPython(begin, migrations.RunPython.noop)]
