"""Backups of a server in use, and what comes back of them; with every damage, a clear answer."""

import json
import shutil
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from operations import backup, media, noting, programs, restore, retention, wal
from operations.__main__ import main
from operations.failure import Refused
from operations.place import Place
from operations.sealing import BackupKey
from operations.settings import Settings
from tests.support.backed_up import Story


def test_the_second_stands_on_the_first_where_the_server_can(story):
    if story.used.cluster.major >= 17:
        assert (story.first.kind, story.second.kind) == ("full", "incremental")
        assert story.second.parent == story.first.name
    else:
        assert (story.first.kind, story.second.kind) == ("full", "full")
    assert story.first.state["tables"]["sale"][0] == 1
    assert story.second.state["tables"]["sale"][0] == 2


def test_as_far_as_the_log_goes(story):
    done, sold = story.used.restore("latest", "latest")
    assert sold == ["a", "b", "c", "d"]
    assert done.record.name == story.second.name
    papers = story.used.cluster.folder / "latest" / "media" / "papers"
    assert (papers / "one.pdf").read_bytes() == b"%PDF made up" * 1000
    assert (papers / "two.pdf").read_bytes() == b"%PDF of between two backups"
    assert "1 tables (2 rows)" in done.told()


def test_at_a_second(story):
    assert story.used.restore(story.times["c"].isoformat(), "second")[1] == ["a", "b", "c"]


def test_at_the_moment_that_was_noted(story):
    assert story.used.restore("backup", "noted")[1] == ["a", "b"]


def test_before_the_second_backup(story):
    done, sold = story.used.restore(story.times["before b"].isoformat(), "before")
    assert (done.record.name, sold) == (story.first.name, ["a"])


def test_nothing_of_it_can_be_read_without_the_key(story):
    place = story.used.settings.place
    for path in place.rglob("*"):
        if path.is_file():
            assert b"%PDF" not in path.read_bytes()
    other = Place(place, BackupKey("of another installation, and long enough"))
    with pytest.raises(Refused, match="is not the key"):
        other.records()


def test_a_place_that_is_gone_or_full_is_told(story, tmp_path):
    settings = Settings(story.used.settings.known | {"BACKUP_PLACE": str(tmp_path / "none")})
    with pytest.raises(Refused, match="is not there"):
        backup.back_up(settings)


@pytest.mark.parametrize(
    ("at", "told"),
    [
        ("yesterday", "is no time"),
        ("2569-11-28T10:00:00", "yet to come"),
        ("2020-01-01T00:00:00", "The oldest moment"),
    ],
)
def test_a_time_that_cannot_be(story, at, told):
    with pytest.raises(Refused, match=told):
        story.used.restore(at, f"never-{at[:4]}")


def test_nothing_is_written_over(story):
    full = story.used.cluster.folder / "full"
    (full / "data").mkdir(parents=True)
    (full / "data" / "PG_VERSION").write_text("18")
    with pytest.raises(Refused, match="not empty"):
        restore.restore(
            story.used.settings,
            at="latest",
            data=full / "data",
            media=full / "media",
            account=story.used.cluster.account,
        )
    assert (full / "data" / "PG_VERSION").read_text() == "18"


@pytest.fixture
def copied(story, tmp_path, monkeypatch) -> Story:
    """The same with a copy of the place, to damage."""
    place = tmp_path / "place"
    shutil.copytree(story.used.settings.place, place)
    known = story.used.settings.known | {"BACKUP_PLACE": str(place)}
    monkeypatch.setattr(story.used, "settings", Settings(known))
    return story


def refusal(story: Story, folder: str, at: str = "latest") -> str:
    with pytest.raises(Refused) as refused:
        story.used.restore(at, folder)
    return str(refused.value)


def test_a_corrupted_archive(copied):
    path = copied.used.settings.place / "backups" / copied.second.name / "base.sealed"
    content = bytearray(path.read_bytes())
    content[len(content) // 2] ^= 1
    path.write_bytes(content)
    told = refusal(copied, "corrupted")
    assert f"{copied.second.name}/base.sealed cannot be used" in told
    assert "restore from another copy" in told


def test_an_archive_that_is_gone(copied):
    (copied.used.settings.place / "backups" / copied.first.name / "base.sealed").unlink()
    if copied.second.parent:
        assert f"{copied.first.name}/base.sealed cannot be used" in refusal(copied, "gone")
    else:
        assert copied.used.restore("latest", "gone")[1] == ["a", "b", "c", "d"]


def test_a_full_backup_that_is_gone(copied):
    shutil.rmtree(copied.used.settings.place / "backups" / copied.first.name)
    if copied.second.parent:
        assert f"{copied.second.name} stands on it" in refusal(copied, "parent")


def test_a_record_that_was_changed(copied):
    path = copied.used.settings.place / "backups" / copied.second.name / "record.json"
    written = json.loads(path.read_text())
    written["record"]["state"]["tables"]["sale"][0] = 7
    path.write_text(json.dumps(written))
    assert "it was changed after it was written" in refusal(copied, "record")


def test_a_missing_piece_of_the_log(copied):
    folder = copied.used.settings.place / "wal"
    missing = copied.second.point_wal
    for path in folder.glob(f"{missing}*"):
        path.unlink()
    told = refusal(copied, "gap")
    assert f"A piece of the log is missing in {folder}: {missing}" in told
    assert not (copied.used.cluster.folder / "gap" / "data").exists()


def test_media_alone(copied):
    shutil.rmtree(copied.used.settings.place / "backups")
    told = refusal(copied, "alone")
    assert "There is no backup" in told
    assert "Files alone (media/) cannot be restored" in told


def test_other_rows_than_noted(copied, monkeypatch):
    """A copy that lacks a row, though every program said yes."""
    right = noting.state_of

    def one_less(*asked: object) -> dict:
        state = right(*asked)
        state["tables"]["sale"][0] -= 1
        return state

    monkeypatch.setattr(noting, "state_of", one_less)
    told = refusal(copied, "fewer")
    assert "table sale: 2 rows" in told
    assert "do not work with it" in told


def test_programs_of_another_major_version(story, monkeypatch):
    with pytest.raises(Refused, match=r"The programs of PostgreSQL 12 are not on this machine"):
        programs.programs_of(12)


def test_a_backup_without_its_log_is_refused(story, monkeypatch):
    monkeypatch.setattr(wal, "SLOT", "otop_nobody")
    with pytest.raises(Refused, match="`otop archive` does not run"):
        backup.back_up(story.used.settings)


def test_what_no_restore_needs_is_deleted(copied):
    place = copied.used.place
    now = datetime.fromisoformat(copied.second.noted_at) + timedelta(days=14)
    assert retention.forget(place, 14, now=now - timedelta(seconds=1)) == []
    gone = retention.forget(place, 14, now=now)
    if copied.second.parent:  # it stands on the first
        assert gone == []
    else:
        assert gone == [f"{copied.first.name} is older than 14 days and went."]
        assert not any(path.name < copied.second.first_wal for path in place.wal.glob("0*.sealed"))
    assert copied.used.restore("latest", "kept")[1] == ["a", "b", "c", "d"]


def test_files_once_each(story, tmp_path):
    place = story.used.place
    root = tmp_path / "media"
    root.mkdir()
    (root / "three.pdf").write_bytes(b"%PDF made up" * 1000)  # as one.pdf
    before = len(list(place.objects.rglob("*.sealed")))
    kept = media.Media(place, root, tmp_path)
    assert kept.add_new() == 1
    assert kept.add_new() == 0
    assert media.Media(place, root, tmp_path).add_new() == 0  # remembered
    assert len(list(place.objects.rglob("*.sealed"))) == before


def test_the_list_of_backups(story, monkeypatch, capsys):
    for name, value in story.used.settings.known.items():
        monkeypatch.setenv(name, value)
    assert main(["backups"]) == 0
    told = capsys.readouterr().out
    assert story.first.name in told
    assert story.second.name in told
    monkeypatch.setenv("BACKUP_KEY", "short")
    assert main(["backups"]) == 1
    assert "at least 32 are needed" in capsys.readouterr().err
    assert Path(story.used.settings.text("BACKUP_PLACE")).is_dir()
