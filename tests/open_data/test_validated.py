"""What is published, read by tools that were not written here."""

import json
from pathlib import Path

import frictionless
import pytest
from django.test import Client

from open_data.models import Edition
from tests.support import factories as make
from tests.support.catalogue_factories import agreed

pytestmark = pytest.mark.django_db
PAGE = "/p/open-data/"


def downloaded(client: Client, edition: Edition, folder: Path) -> Path:
    for one in edition.files.all():
        path = f"{PAGE}{edition.dataset}/{edition.name}/{one.name}"
        (folder / one.name).write_bytes(client.get(path).content)
    return folder / "datapackage.json"


@pytest.mark.parametrize("dataset", ["sales", "registry"])
def test_an_edition_is_a_valid_data_package(client, published, tmp_path, dataset):
    """Its description, and each table by it: columns, types, what must be there, keys, size and hash."""
    package = downloaded(client, Edition.objects.get(dataset=dataset), tmp_path)
    report = frictionless.validate(str(package))
    assert report.valid, report.flatten(["rowNumber", "fieldName", "type", "message"])
    rows = sum(one.stats["rows"] for one in report.tasks)
    assert rows >= 3


def test_the_validator_would_see_a_changed_figure(client, published, tmp_path):
    package = downloaded(client, Edition.objects.get(dataset="sales"), tmp_path)
    file = tmp_path / "by-category.csv"
    file.write_bytes(file.read_bytes().replace(b"food", b"foot"))
    assert not frictionless.validate(str(package)).valid


@pytest.mark.parametrize("dataset", ["products", "producers", "outlets"])
def test_records_are_a_valid_data_package(client, db, tmp_path, dataset):
    maker = make.producer(make.district(), 'วิสาหกิจ "สมมติ", บางคล้า', kind="")
    agreed(maker, make.product(maker, ""))
    agreed(make.outlet(make.district()))
    said = json.loads(client.get(f"{PAGE}{dataset}/datapackage.json").content)
    (resource,) = said["resources"]
    assert resource["path"].endswith(f"{PAGE}{dataset}/latest.csv")
    resource["path"] = f"{dataset}.csv"
    (tmp_path / resource["path"]).write_bytes(client.get(f"{PAGE}{dataset}/latest.csv").content)
    (tmp_path / "datapackage.json").write_text(json.dumps(said))
    report = frictionless.validate(str(tmp_path / "datapackage.json"))
    assert report.valid, report.flatten(["rowNumber", "fieldName", "type", "message"])
    assert report.tasks[0].stats["rows"] == 1
