"""Uploads before a scanner: what it finds is refused, and so is all where it is away."""

import logging
import stat
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from core.sending.scanning import Infected, ScannerAway, scan
from correspondence.models import Notice
from tests.support import factories as make
from tests.support.clamd import EICAR, clamd
from tests.support.pdf_files import scanned
from tests.support.signed_in import signed_in

SAID = {"title": "ซักซ้อม", "text": "ขอให้รายงาน", "to": "all"}
NEW = "/correspondence/notices/new/"


def test_its_answers(tmp_path):
    with clamd(tmp_path, most=1000) as (address, shown):
        scan([b"clean", b" file"], address)
        assert shown == [b"clean file"]
        with pytest.raises(Infected, match="Eicar-Test-Signature"):
            scan([EICAR[:20], EICAR[20:]], address)
        with pytest.raises(ScannerAway, match="size limit"):
            scan([b"x" * 1001], address)
    with pytest.raises(ScannerAway):
        scan([b"clean"], address)
    with pytest.raises(ScannerAway):
        scan([b"clean"], "tcp:127.0.0.1:1")


def sent(content: bytes, name: str = "หนังสือ.pdf"):
    department = make.department_officer()
    return signed_in(department).post(NEW, SAID | {"file": SimpleUploadedFile(name, content)})


@pytest.mark.django_db
def test_what_is_found_is_kept_nowhere(tmp_path, settings, caplog):
    with clamd(tmp_path) as (settings.CLAMAV, shown), caplog.at_level(logging.WARNING):
        answer = sent(scanned() + EICAR)
    assert answer.status_code == 422
    assert "พบ Eicar-Test-Signature ในไฟล์ “หนังสือ.pdf”" in answer.content.decode()
    assert len(shown) == 1
    assert not Notice.objects.exists()
    assert "Eicar-Test-Signature" in caplog.text
    assert not list(Path(settings.MEDIA_ROOT).rglob("*.pdf"))


@pytest.mark.django_db
def test_a_table_is_shown_to_it_as_well(tmp_path, settings):
    with clamd(tmp_path) as (settings.CLAMAV, _):
        file = SimpleUploadedFile("รายชื่อ.csv", EICAR)
        answer = signed_in(make.department_officer()).post("/tables/accounts/", {"file": file})
    assert answer.status_code == 422
    assert "Eicar" in answer.content.decode()


@pytest.mark.django_db
def test_a_clean_one_is_kept_whole_for_the_portal_and_its_backup_alone(tmp_path, settings):
    settings.MEDIA_ROOT = tmp_path / "media"
    with clamd(tmp_path) as (settings.CLAMAV, _):
        assert sent(scanned()).status_code == 302
    kept = Path(Notice.objects.get().file.path)
    assert kept.read_bytes().startswith(b"%PDF-")
    assert stat.S_IMODE(kept.stat().st_mode) == 0o640
    assert stat.S_IMODE(kept.parent.stat().st_mode) == 0o750


@pytest.mark.django_db
def test_without_its_answer_no_file_is_taken(tmp_path, settings, caplog):
    settings.CLAMAV = f"unix:{tmp_path}/none"
    answer = sent(scanned())
    assert answer.status_code == 422
    assert "ตรวจไวรัสในไฟล์ “หนังสือ.pdf” ไม่ได้ขณะนี้" in answer.content.decode()
    assert "clamd does not answer" in caplog.text
    assert not Notice.objects.exists()
