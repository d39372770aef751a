"""Rows that were there before their history: what they said when it began."""

from django.db import migrations

from core.history.beginning import begin_history

TRACKED = [
    "producers.CampaignTarget",
    "producers.Agency",
    "producers.Programme",
    "producers.FundingSource",
    "producers.TransportMode",
    "producers.ExcludedKind",
    "producers.Producer",
    "producers.RegistryList",
    "producers.ProducerMembership",
    "producers.ProjectParticipation",
    "producers.Funding",
    "producers.StarResult",
    "producers.StateSupport",
    "producers.SalesChannel",
    "producers.Transport",
]


def begin(apps, schema_editor):
    begin_history(apps, schema_editor, *TRACKED)


class Migration(migrations.Migration):
    dependencies = [("producers", "0010_history")]

    operations = [migrations.RunPython(begin, migrations.RunPython.noop)]
