"""Where a request comes from, as the brakes on passwords and invitations see it."""

from datetime import timedelta

import pytest
from axes.models import AccessAttempt
from django.test import Client, RequestFactory

from core.users.client_address import client_address
from tests.support import factories as make

CLIENT, SPOOFED = "203.0.113.7", "198.51.100.66"


@pytest.fixture
def behind_proxies(settings):
    def put(count: int, trusted: tuple[str, ...] = ("127.0.0.0/8", "::1")) -> None:
        settings.PROXY_COUNT, settings.TRUSTED_PROXIES = count, list(trusted)

    return put


@pytest.mark.parametrize(
    ("proxies", "peer", "forwarded", "address"),
    [
        (0, CLIENT, SPOOFED, CLIENT),  # no proxy: nobody's header counts
        (1, "127.0.0.1", CLIENT, CLIENT),
        (1, "127.0.0.1", f"{SPOOFED}, {CLIENT}", CLIENT),  # the client wrote the first itself
        (1, CLIENT, SPOOFED, CLIENT),  # past the proxy, straight at the portal
        (1, "", f"{SPOOFED}, {CLIENT}", CLIENT),  # a proxy on a local socket
        (1, "", "", None),
        (1, "127.0.0.1", "", "127.0.0.1"),
        (2, "127.0.0.1", f"{SPOOFED}, {CLIENT}, 10.0.0.2", CLIENT),
        (2, "127.0.0.1", CLIENT, "127.0.0.1"),  # one proxy too few: not the client's own word
        (1, "127.0.0.1", f"{CLIENT}:5123", CLIENT),
        (1, "::1", "[2001:db8::7]:443", "2001:db8::7"),
        (1, "127.0.0.1", "2001:db8::7", "2001:db8::7"),
        (1, "::ffff:127.0.0.1", CLIENT, CLIENT),
        (1, "127.0.0.1", "unknown", "127.0.0.1"),
    ],
)
def test_the_address_is_the_trusted_proxys_word(behind_proxies, proxies, peer, forwarded, address):
    behind_proxies(proxies)
    request = RequestFactory().get("/", REMOTE_ADDR=peer, HTTP_X_FORWARDED_FOR=forwarded)
    assert client_address(request) == address


def test_a_proxy_on_another_machine_is_named(behind_proxies):
    request = RequestFactory().get("/", REMOTE_ADDR="10.0.0.2", HTTP_X_FORWARDED_FOR=CLIENT)
    behind_proxies(1)
    assert client_address(request) == "10.0.0.2"
    behind_proxies(1, trusted=("10.0.0.0/24",))
    assert client_address(request) == CLIENT


def from_address(address: str) -> Client:
    """A browser whose requests came through the proxy of the installation."""
    return Client(REMOTE_ADDR="127.0.0.1", HTTP_X_FORWARDED_FOR=address)


def sign_in(client: Client, username: str, password: str) -> int:
    return client.post("/login/", {"username": username, "password": password}).status_code


@pytest.mark.django_db
def test_a_stranger_locks_neither_an_officer_nor_an_office_out(behind_proxies):
    behind_proxies(1)
    officer = make.district_officer(make.district()).username
    stranger, office = from_address(SPOOFED), from_address(CLIENT)
    for _ in range(5):
        sign_in(stranger, officer, "wrong")
    assert sign_in(stranger, officer, "test-password") == 429
    assert sign_in(office, officer, "test-password") == 302
    assert set(AccessAttempt.objects.values_list("ip_address", flat=True)) == {SPOOFED}


@pytest.mark.django_db
def test_another_header_is_no_way_around_the_lock(behind_proxies):
    behind_proxies(1)
    officer = make.district_officer(make.district()).username
    for nth in range(5):
        sign_in(from_address(f"198.51.100.{nth}, {CLIENT}"), officer, "wrong")
    assert sign_in(from_address(f"198.51.100.9, {CLIENT}"), officer, "test-password") == 429


@pytest.mark.django_db
def test_trying_during_the_wait_does_not_make_it_longer(clock):
    officer = make.district_officer(make.district()).username
    client = Client()
    for _ in range(5):
        sign_in(client, officer, "wrong")
    clock.shift(timedelta(minutes=10))
    assert sign_in(client, officer, "wrong") == 429
    clock.shift(timedelta(minutes=6))
    assert sign_in(client, officer, "test-password") == 302
