"""A little clamd: speaks INSTREAM at a local socket and finds the test text that every scanner finds."""

import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

# The test text of EICAR, in two halves so that no scanner finds this file.
EICAR = (r"X5O!P%@AP[4\PZX54(P^)7CC)7}$EICAR-STANDARD" + "-ANTIVIRUS-TEST-FILE!$H+H*").encode()


@contextmanager
def clamd(folder: Path, *, most: int = 10**9) -> Iterator[tuple[str, list[bytes]]]:
    """Its address, and what it was shown; answers as clamd does to more than `most` bytes."""
    path, shown = folder / "clamd.ctl", list[bytes]()
    listening = socket.socket(socket.AF_UNIX)
    listening.bind(str(path))
    listening.listen()

    def answer_all() -> None:
        while True:
            try:
                line, _ = listening.accept()
            except OSError:
                return
            with line, line.makefile("rb") as sent:
                assert sent.read(10) == b"zINSTREAM\0"
                content = b""
                while size := int.from_bytes(sent.read(4), "big"):
                    content += sent.read(size)
                shown.append(content)
                said = b"stream: OK"
                if len(content) > most:
                    said = b"INSTREAM size limit exceeded. ERROR"
                elif EICAR in content:
                    said = b"stream: Eicar-Test-Signature FOUND"
                line.sendall(said + b"\0")

    threading.Thread(target=answer_all, daemon=True).start()
    try:
        yield f"unix:{path}", shown
    finally:
        listening.shutdown(socket.SHUT_RDWR)
        listening.close()
