"""The brakes on passwords through a real nginx: by the address it saw, whatever a browser claims."""

import http.client
import shutil
import ssl
import subprocess
import time
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlencode

import pytest
from axes.models import AccessAttempt
from django.contrib.auth.hashers import PBKDF2PasswordHasher

from core.users.models import User
from tests.operations.test_nginx import folder  # noqa: F401  (a fixture)
from tests.support import factories as make
from tests.support.production import SECONDS, portal_in_production

pytestmark = pytest.mark.skipif(
    not (shutil.which("nginx") and shutil.which("openssl")), reason="no nginx on this machine"
)

OFFICE, STRANGER = "127.0.0.7", "127.0.0.66"


@pytest.fixture
def port(transactional_db, folder: Path) -> Iterator[int]:  # noqa: F811
    with portal_in_production(folder, f"unix:{folder}/web.sock"):
        nginx = subprocess.Popen(["nginx", "-c", folder / "nginx.conf"], stderr=subprocess.DEVNULL)
        try:
            yield int((folder / "port").read_text())
        finally:
            nginx.terminate()
            nginx.wait(SECONDS)


def line(port: int, source: str) -> http.client.HTTPSConnection:
    """From another address of this machine, as nginx sees it; waits until nginx listens."""
    trusting = ssl.create_default_context()
    trusting.check_hostname, trusting.verify_mode = False, ssl.CERT_NONE
    for _ in range(100):
        found = http.client.HTTPSConnection(
            "127.0.0.1", port, timeout=SECONDS, context=trusting, source_address=(source, 0)
        )
        try:
            found.connect()
        except ConnectionRefusedError:
            time.sleep(0.1)
        else:
            return found
    raise AssertionError("nginx did not come up")


def sign_in(port: int, username: str, password: str, source: str, **claimed: str) -> int:
    asked = line(port, source)
    asked.request("GET", "/login/", headers={"Host": "portal.example"})
    page = asked.getresponse()
    page.read()
    token = page.headers["Set-Cookie"].partition("__Host-csrftoken=")[2].partition(";")[0]
    form = {"username": username, "password": password, "csrfmiddlewaretoken": token}
    headers = {
        "Host": "portal.example",
        "Cookie": f"__Host-csrftoken={token}",
        "Origin": "https://portal.example",
        "Content-Type": "application/x-www-form-urlencoded",
        **claimed,
    }
    asked.request("POST", "/login/", urlencode(form), headers)
    answer = asked.getresponse()
    answer.read()
    asked.close()
    return answer.status


def test_a_stranger_locks_only_himself_and_no_header_gets_around_it(port):
    clerk = make.district_officer(make.district("2402"))
    quick = PBKDF2PasswordHasher().encode("test-password", "salt", iterations=1)
    User.objects.filter(pk=clerk.pk).update(password=quick)
    guessed = [
        sign_in(port, clerk.username, "wrong", STRANGER, **{"X-Forwarded-For": f"{OFFICE}{nth}"})
        for nth in range(6)
    ]
    assert guessed == [200, 200, 200, 200, 429, 429]
    forged = {"X-Forwarded-For": OFFICE, "X-Real-IP": OFFICE, "Forwarded": f"for={OFFICE}"}
    assert sign_in(port, clerk.username, "test-password", STRANGER, **forged) == 429
    assert sign_in(port, clerk.username, "test-password", OFFICE) == 302
    assert set(AccessAttempt.objects.values_list("ip_address", flat=True)) == {STRANGER}
