"""Where a request ends has one reading (ASVS 4.2.1): what two servers could read differently is refused
or closed after, so nothing of it is taken for a second request. By raw sockets, of the portal's own
gunicorn and of the installation's nginx before one that counts."""

import shutil
import socket
import ssl
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.operations.test_nginx import folder, free_port  # noqa: F401  (a fixture)

APPLICATION = """
def application(environ, start_response):
    body = environ["wsgi.input"].read()
    path = environ["PATH_INFO"]
    start_response("200 OK", [("Content-Type", "text/plain")])
    return [f"[{path} {len(body)}]".encode()]
"""
HIDDEN = "GET /hidden HTTP/1.1\r\nHost: portal.example\r\n\r\n"


def post(heads: str, body: str, line: str = "POST /first HTTP/1.1") -> bytes:
    return f"{line}\r\nHost: portal.example\r\n{heads}\r\n{body}".encode()


CHUNKED = f"0\r\n\r\n{HIDDEN}"
DOUBTFUL = {
    "both lengths": post(
        f"Content-Length: {len(CHUNKED)}\r\nTransfer-Encoding: chunked\r\n", CHUNKED
    ),
    "both, the other way round": post(
        f"Transfer-Encoding: chunked\r\nContent-Length: {len(CHUNKED)}\r\n", CHUNKED
    ),
    "two lengths": post(f"Content-Length: 0\r\nContent-Length: {len(HIDDEN)}\r\n", HIDDEN),
    "two lengths in one": post(f"Content-Length: 0, {len(HIDDEN)}\r\n", HIDDEN),
    "a length with a sign": post(f"Content-Length: +{len(HIDDEN)}\r\n", HIDDEN),
    "a length that is none": post("Content-Length: 0x10\r\n", HIDDEN),
    "an unknown coding": post("Transfer-Encoding: xchunked\r\n", CHUNKED),
    "a coding twice": post(
        "Transfer-Encoding: chunked\r\nTransfer-Encoding: identity\r\n", CHUNKED
    ),
    "a blank before the colon": post("Transfer-Encoding : chunked\r\n", CHUNKED),
    "a folded line": post("X-One: a\r\n Transfer-Encoding: chunked\r\n", HIDDEN),
    "a folded coding": post("Transfer-Encoding:\r\n chunked\r\n", CHUNKED),
    "a bare line feed": post("X-One: a\nTransfer-Encoding: chunked\r\n", CHUNKED),
    "a carriage return alone": post("X-One: a\rTransfer-Encoding: chunked\r\n", CHUNKED),
    "a chunk of a wrong size": post("Transfer-Encoding: chunked\r\n", f"zz\r\n{HIDDEN}"),
}


def answers(connection: socket.socket, sent: bytes) -> str:
    """All that comes back until the server closes or is silent for a second."""
    connection.settimeout(1)
    connection.sendall(sent)
    said = b""
    try:
        while part := connection.recv(65536):
            said += part
    except (TimeoutError, OSError):
        pass
    return said.decode(errors="replace")


def asked(port: int, sent: bytes) -> str:
    with socket.create_connection(("127.0.0.1", port)) as connection:
        return answers(connection, sent)


def wait_for(port: int) -> None:
    for _ in range(100):
        try:
            socket.create_connection(("127.0.0.1", port), 1).close()
            return
        except OSError:
            time.sleep(0.1)
    raise AssertionError("it does not listen")


@pytest.fixture(scope="module")
def gunicorn(tmp_path_factory) -> Iterator[tuple[int, Path]]:
    """As the unit runs it, on a port and on the socket nginx hands over to."""
    at = tmp_path_factory.mktemp("one-reading")
    (at / "counting.py").write_text(APPLICATION)
    port = free_port()
    unix = at / "web.sock"
    command = [
        sys.executable, "-m", "gunicorn", "counting:application", "--worker-class", "gthread",
        "--threads", "4", "--bind", f"127.0.0.1:{port}", "--bind", f"unix:{unix}", "--no-control-socket",
    ]  # fmt: skip
    server = subprocess.Popen(command, cwd=at, stderr=subprocess.DEVNULL)
    wait_for(port)
    yield port, unix
    server.terminate()
    server.wait(20)


@pytest.mark.parametrize("name", DOUBTFUL)
def test_gunicorn_reads_it_one_way(gunicorn, name):
    said = asked(gunicorn[0], DOUBTFUL[name])
    assert "/hidden" not in said
    assert said.count("HTTP/1.1 ") <= 1


def test_gunicorn_answers_what_is_clear(gunicorn):
    """Two requests one after another on a connection, so that the above could be seen."""
    sent = post("Content-Length: 3\r\n", "abc") + HIDDEN.encode()
    said = asked(gunicorn[0], sent)
    assert "[/first 3]" in said
    assert "[/hidden 0]" in said


@pytest.fixture
def nginx(folder, gunicorn) -> Iterator[int]:  # noqa: F811
    (folder / "web.sock").unlink(missing_ok=True)
    (folder / "web.sock").symlink_to(gunicorn[1])
    server = subprocess.Popen(["nginx", "-c", folder / "nginx.conf"], stderr=subprocess.DEVNULL)
    port = int((folder / "port").read_text())
    wait_for(port)
    yield port
    server.terminate()
    server.wait(20)


def through(port: int, sent: bytes) -> str:
    trusting = ssl.create_default_context()
    trusting.check_hostname, trusting.verify_mode = False, ssl.CERT_NONE
    trusting.set_alpn_protocols(["http/1.1"])
    with (
        socket.create_connection(("127.0.0.1", port)) as plain,
        trusting.wrap_socket(plain, server_hostname="portal.example") as connection,
    ):
        return answers(connection, sent)


@pytest.mark.skipif(
    not (shutil.which("nginx") and shutil.which("openssl")), reason="no nginx on this machine"
)
def test_nginx_and_gunicorn_read_it_one_way(nginx, folder):  # noqa: F811
    """What the portal answers is what nginx took for a request and logged: a line feed alone ends a line
    for nginx, so what follows is a request of its own there, and handed over as one."""
    clear = through(nginx, post("Content-Length: 3\r\n", "abc") + HIDDEN.encode())
    assert "[/first 3]" in clear
    assert "[/hidden 0]" in clear
    found = {name: through(nginx, sent) for name, sent in DOUBTFUL.items()}
    assert [name for name, said in found.items() if "/hidden" in said] == ["a bare line feed"]
    logged = "".join(one.read_text() for one in folder.glob("otop.log"))
    assert logged.count('"GET /hidden"') == 2  # with the clear one
