"""The installation's nginx, run for real where there is one, with nothing behind it."""

import http.client
import re
import shutil
import socket
import socketserver
import ssl
import subprocess
import threading
import time
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler
from pathlib import Path

import pytest

from operations.install import LARGEST_BODY, nginx_site
from operations.settings import ROOT

pytestmark = pytest.mark.skipif(
    not (shutil.which("nginx") and shutil.which("openssl")), reason="no nginx on this machine"
)


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    subprocess.run(
        [
            "openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-subj", "/CN=portal.example",
            "-keyout", tmp_path / "key.pem", "-out", tmp_path / "certificate.pem",
        ],
        check=True, capture_output=True,
    )  # fmt: skip
    (tmp_path / "port").write_text(str(free_port()))
    text = nginx_site("portal.example")
    for there, here in (
        ("/etc/otop/tls", str(tmp_path)),
        ("/var/log/nginx", str(tmp_path)),
        ("/run/otop", str(tmp_path)),
        ("/opt/otop/current", str(ROOT)),
        ("listen 80;", f"listen 127.0.0.1:{free_port()};"),
        ("    listen [::]:80;\n", ""),
        ("listen 443 ", f"listen 127.0.0.1:{(tmp_path / 'port').read_text()} "),
        ("    listen [::]:443 ssl http2;\n", ""),
    ):
        assert there in text
        text = text.replace(there, here)
    (tmp_path / "otop.conf").write_text(text)
    places = "".join(
        f"{name}_temp_path {tmp_path}/{name};\n"
        for name in ("client_body", "proxy", "fastcgi", "uwsgi", "scgi")
    )
    # Its workers are another account, which may not come into a folder of a test.
    user = "user root;\n" if tmp_path.owner() == "root" else ""
    (tmp_path / "nginx.conf").write_text(
        f"{user}daemon off;\npid {tmp_path}/pid;\nerror_log {tmp_path}/error.log;\nevents {{}}\n"
        f"http {{\naccess_log off;\ntypes {{ text/html html; }}\n"
        f"{places}include {tmp_path}/otop.conf;\n}}\n"
    )
    return tmp_path


def test_it_understands_its_site(folder):
    done = subprocess.run(
        ["nginx", "-t", "-c", folder / "nginx.conf"], capture_output=True, text=True
    )
    assert done.returncode == 0, done.stderr


@pytest.fixture
def served(folder: Path) -> Iterator[http.client.HTTPSConnection]:
    trusting = ssl.create_default_context()
    trusting.check_hostname, trusting.verify_mode = False, ssl.CERT_NONE
    nginx = subprocess.Popen(["nginx", "-c", folder / "nginx.conf"], stderr=subprocess.DEVNULL)
    port = int((folder / "port").read_text())
    connection = http.client.HTTPSConnection("127.0.0.1", port, timeout=20, context=trusting)
    try:
        for _ in range(100):
            try:
                connection.connect()
                break
            except OSError:
                time.sleep(0.1)
        yield connection
    finally:
        connection.close()
        nginx.terminate()
        nginx.wait(20)


@pytest.mark.parametrize("address", ["/invitation/a-secret/", "/%69nvitation/a-secret/"])
def test_the_portal_is_away(served, folder, address):
    served.request("GET", address, headers={"Host": "portal.example"})
    answer = served.getresponse()
    assert (answer.status, answer.headers["Retry-After"]) == (503, "10")
    assert "ระบบยังไม่พร้อมใช้งาน" in answer.read().decode()
    for _ in range(50):
        if logged := (folder / "otop.log").read_text():
            break
        time.sleep(0.1)
    assert "/invitation/-" in logged or '"GET /-"' in logged
    assert "a-secret" not in logged


def test_a_body_that_is_too_large(served):
    headers = {"Host": "portal.example", "Content-Length": str((LARGEST_BODY + 1) * 1024 * 1024)}
    served.request("POST", "/login/", headers=headers)
    answer = served.getresponse()
    assert answer.status == 413
    assert "ไฟล์ที่ส่งใหญ่เกินไป" in answer.read().decode()


class Portal(BaseHTTPRequestHandler):
    """Behind the proxy: says the number it was given."""

    def do_GET(self) -> None:
        told = self.headers["X-Request-ID"].encode()
        self.send_response(200)
        self.send_header("Content-Length", str(len(told)))
        self.end_headers()
        self.wfile.write(told)

    def address_string(self) -> str:
        return "-"  # a local socket has none

    def log_message(self, *told: object) -> None:
        pass


def test_the_number_of_a_request_is_the_same_in_its_log_and_for_the_portal(served, folder):
    with socketserver.ThreadingUnixStreamServer(str(folder / "web.sock"), Portal) as portal:
        threading.Thread(target=portal.serve_forever, daemon=True).start()
        served.request(
            "GET", "/", headers={"Host": "portal.example", "X-Request-ID": "a-stranger's"}
        )
        told = served.getresponse().read().decode()
        portal.shutdown()
    assert re.fullmatch("[0-9a-f]{12}", told)
    for _ in range(50):
        if logged := (folder / "otop.log").read_text():
            break
        time.sleep(0.1)
    assert logged.endswith(f" {told}\n")


@pytest.mark.parametrize(
    ("offered", "taken"),
    [
        ("ECDHE-RSA-AES128-GCM-SHA256", True),
        ("AES128-SHA", False),  # what was recorded can be opened with its key, years later
        ("ECDHE-RSA-AES128-SHA", False),
        ("DHE-RSA-AES128-GCM-SHA256", False),
    ],
)
def test_only_ciphers_that_are_recommended(folder, served, offered, taken):
    asking = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    asking.check_hostname, asking.verify_mode = False, ssl.CERT_NONE
    asking.set_ciphers(offered)
    asking.maximum_version = ssl.TLSVersion.TLSv1_2  # of 1.3 all are
    port = int((folder / "port").read_text())
    with socket.create_connection(("127.0.0.1", port)) as line:
        try:
            with asking.wrap_socket(line) as sealed:
                assert taken, sealed.cipher()
        except ssl.SSLError:
            assert not taken
