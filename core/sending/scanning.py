"""Every uploaded file is shown to ClamAV before anything else sees it, where an office has it (CLAMAV).

clamd is spoken to by its socket, INSTREAM: the file's bytes in chunks, an answer of one line. What it
finds is refused; where it does not answer, too, and the log says so: an office that asked for a scanner
is not to go on without one. Until then the file is the request's own (in memory, or a temporary file for
the portal's account alone) and no record names it.
"""

import logging
import socket
from collections.abc import Callable, Iterable
from contextlib import closing

from django.conf import settings
from django.core.files.uploadedfile import UploadedFile
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render

from core.sending.pages import page_of_form

CHUNK = 256 * 1024
SECONDS = 60  # of silence; a workbook of 60 MB takes a few

logger = logging.getLogger(__name__)


class Infected(Exception):
    """clamd found something; the message is what it is called."""


class ScannerAway(Exception):
    """No answer, or one that is none: nothing is known of the file."""


def scan(chunks: Iterable[bytes], address: str) -> None:
    """Raises Infected or ScannerAway; nothing of a clean file. `address`: unix:path or tcp:host:port."""
    try:
        with closing(_line(address)) as line:
            line.sendall(b"zINSTREAM\0")
            for chunk in chunks:
                line.sendall(len(chunk).to_bytes(4, "big") + chunk)
            line.sendall(bytes(4))
            answer = _answer(line)
    except OSError as error:
        raise ScannerAway(str(error)) from error
    said = answer.removeprefix("stream: ")
    if said.endswith(" FOUND"):
        raise Infected(said.removesuffix(" FOUND"))
    if said != "OK":
        raise ScannerAway(answer or "no answer")


def _line(address: str) -> socket.socket:
    kind, _, place = address.partition(":")
    if kind == "tcp":
        host, _, port = place.rpartition(":")
        return socket.create_connection((host, int(port)), timeout=SECONDS)
    line = socket.socket(socket.AF_UNIX)
    line.settimeout(SECONDS)
    try:
        line.connect(place)
    except OSError:
        line.close()
        raise
    return line


def _answer(line: socket.socket) -> str:
    found = b""
    while not found.endswith(b"\0") and (part := line.recv(4096)) and len(found) < 4096:
        found += part
    return found.rstrip(b"\0\n").decode(errors="replace")


class ScannedUploadsMiddleware:
    """Refuses a request with a file that clamd refuses, whatever page it was for."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]):
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(self, request: HttpRequest, view, args, kwargs) -> HttpResponse | None:
        if not settings.CLAMAV or request.method != "POST" or not request.user.is_authenticated:
            return None
        for _, files in request.FILES.lists():
            for file in files:
                if refusal := _refusal_of(file):
                    return _answer_refusal(request, refusal)
        return None


def _refusal_of(file: UploadedFile) -> str:
    """What is wrong with it, in Thai; "" for a clean one."""
    try:
        scan(file.chunks(CHUNK), settings.CLAMAV)
    except Infected as found:
        logger.warning("an uploaded file was refused: %s", found)
        return f"โปรแกรมตรวจไวรัสพบ {found} ในไฟล์ “{file.name}” ใช้ไฟล์ต้นฉบับที่สะอาด และแจ้งผู้ดูแลเครื่องที่สร้างไฟล์นี้"
    except ScannerAway as away:
        logger.error("clamd does not answer: %s", away)
        return f"ตรวจไวรัสในไฟล์ “{file.name}” ไม่ได้ขณะนี้ ลองส่งอีกครั้ง ถ้ายังไม่ได้ แจ้งผู้ดูแลระบบ"
    finally:
        file.seek(0)
    return ""


def _answer_refusal(request: HttpRequest, refusal: str) -> HttpResponse:
    if "application/json" in request.headers.get("Accept", ""):
        return JsonResponse({"message": refusal}, status=422)
    context = {"refusal": refusal, "back": page_of_form(request)}
    return render(request, "sending/infected.html", context, status=422)
