"""The second copy of the backups, in a bucket: it comes back whole, and outlives the first."""

import shutil
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from operations import bucket as buckets
from operations.__main__ import main
from operations.bucket import Bucket, bring_log
from operations.failure import Refused
from operations.place import Place, Record
from operations.settings import Settings
from tests.support.s3_store import held, s3_store


@pytest.fixture
def store():
    with s3_store() as settings:
        yield settings


@pytest.fixture
def settings(tmp_path: Path, store) -> Settings:
    for name in ("place", "state"):
        (tmp_path / name).mkdir()
    return Settings(
        store
        | {
            "BACKUP_PLACE": str(tmp_path / "place"),
            "BACKUP_STATE": str(tmp_path / "state"),
            "BACKUP_KEY": "a made-up key of a backup, quite long enough",
        }
    )


@pytest.fixture
def place(settings: Settings) -> Place:
    place = Place(settings.place, settings.key)
    place.prepare()
    return place


def backed_up(place: Place, name: str, noted: datetime) -> None:
    """As far as the bucket looks: a copy and its record."""
    folder = place.backups / name
    folder.mkdir()
    (folder / "base.sealed").write_bytes(name.encode() * 100)
    fields = dict.fromkeys(
        ("kind", "restore_point", "point_wal", "first_wal", "system", "tool"), "1"
    ) | {"name": name, "parent": None, "began": noted.isoformat(), "noted_at": noted.isoformat()}
    record = Record(
        **fields,
        major=18,
        segment_size=1 << 24,
        server_settings={},
        key=place.key.fingerprint(),
        files={},
        state={},
    )
    place.write_record(folder, record)


def test_a_restored_portal_comes_from_the_bucket_alone(story, tmp_path, monkeypatch, capsys):
    """`otop archive` and `otop backup` had brought everything there; no byte of the folder is used."""
    used = story.used
    Bucket.of(used.settings).bring_log(used.place)
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    known = dict(used.settings.known) | {"BACKUP_PLACE": str(elsewhere)}
    monkeypatch.setattr(buckets, "read_settings", lambda: Settings(known))
    assert main(["fetch"]) == 0
    assert "files fetched" in capsys.readouterr().out
    from_there = replace(used, settings=Settings(known))
    done, sold = from_there.restore("latest", "bucket")
    assert sold == ["a", "b", "c", "d"]
    assert done.files == 2
    assert main(["fetch"]) == 1
    assert "is not empty" in capsys.readouterr().err


def test_names_and_bytes_are_the_folders(settings, place, store, monkeypatch):
    monkeypatch.setattr(buckets, "PIECE", 5 << 20)
    (place.wal / "000000010000000000000001.sealed").write_bytes(b"log")
    (place.objects / "3f").mkdir()
    (place.objects / "3f" / "3f00.sealed").write_bytes(b"a paper")
    backed_up(place, "20261101T190000000000Z-full", datetime.now(UTC))
    large = bytes(range(256)) * (12 << 12)  # more than two pieces
    (place.backups / "20261101T190000000000Z-full" / "base.sealed").write_bytes(large)
    unfinished = place.backups / "20261102T190000000000Z-full.part"
    unfinished.mkdir()
    (unfinished / "base.sealed").write_bytes(b"half")
    bucket = Bucket.of(settings)
    assert bucket.bring_all(place, days=14) == 4
    assert held(store) == {
        path.relative_to(place.folder).as_posix(): path.read_bytes()
        for path in place.folder.rglob("*")
        if path.is_file() and path.parent != unfinished
    }
    assert bucket.bring_all(place, days=14) == 0
    # Another process knows it from the list.
    assert Bucket.of(settings).bring_all(place, days=14) == 0


def test_the_part_being_written_goes_again_and_leaves_when_it_is_whole(settings, place, store):
    bucket = Bucket.of(settings)
    part = place.wal / "000000010000000000000001.partial.sealed"
    for content in (b"one", b"two"):
        part.write_bytes(content)
        assert bucket.bring_log(place) == 1
        assert held(store) == {f"wal/{part.name}": content}
    part.write_bytes(b"six")  # as long as before, and another process sends
    assert Bucket.of(settings).bring_log(place) == 1
    part.unlink()
    (place.wal / "000000010000000000000001.sealed").write_bytes(b"whole")
    assert bucket.bring_log(place) == 1
    assert held(store) == {"wal/000000010000000000000001.sealed": b"whole"}


def test_what_the_folder_forgot_goes_once_the_folder_reaches_back(settings, place, store):
    now = datetime.now(UTC)
    old, kept = "20261001T190000000000Z-full", "20261110T190000000000Z-full"
    backed_up(place, old, now - timedelta(days=40))
    backed_up(place, kept, now - timedelta(days=15))
    Bucket.of(settings).bring_all(place, days=14)
    shutil.rmtree(place.backups / old)
    Bucket.of(settings).bring_all(place, days=14)
    assert {name.split("/")[1] for name in held(store)} == {kept}


def test_a_folder_that_was_lost_takes_nothing_with_it(settings, place, store):
    """An empty disk mounted in its place: the next backup's records are all of today."""
    backed_up(place, "20261101T190000000000Z-full", datetime.now(UTC) - timedelta(days=20))
    Bucket.of(settings).bring_all(place, days=14)
    before = held(store)
    shutil.rmtree(place.folder)
    place.folder.mkdir()
    place.prepare()
    assert Bucket.of(settings).bring_all(place, days=14) == 0
    backed_up(place, "20261128T190000000000Z-full", datetime.now(UTC))
    assert Bucket.of(settings).bring_all(place, days=14) == 2
    assert before.items() <= held(store).items()


def test_a_bucket_that_is_away_stops_nothing(settings, place, capsys, monkeypatch):
    monkeypatch.setattr(buckets, "ATTEMPTS", 1)
    away = Settings(dict(settings.known) | {"BACKUP_S3_BUCKET": "none-of-that-name"})
    (place.wal / "000000010000000000000001.sealed").write_bytes(b"log")
    bring_log(Bucket.of(away), place)
    assert "The bucket none-of-that-name does not do what was asked" in capsys.readouterr().err
    nobody = Settings(dict(settings.known) | {"BACKUP_S3_ENDPOINT": "http://127.0.0.1:1"})
    with pytest.raises(Refused, match="BACKUP_S3_ENDPOINT"):
        Bucket.of(nobody).bring_log(place)
    assert bring_log(None, place) is None


def test_a_setting_that_is_missing_is_named(settings):
    known = {name: said for name, said in settings.known.items() if "SECRET" not in name}
    with pytest.raises(Refused, match="BACKUP_S3_SECRET_KEY is not set"):
        Bucket.of(Settings(known))
    assert Bucket.of(Settings({})) is None


def test_fetching_without_a_bucket_says_so(monkeypatch, capsys, settings):
    known = {name: said for name, said in settings.known.items() if "_S3_" not in name}
    monkeypatch.setattr(buckets, "read_settings", lambda: Settings(known))
    assert main(["fetch"]) == 1
    assert "BACKUP_S3_BUCKET is not set" in capsys.readouterr().err
