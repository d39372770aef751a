"""Which servers of other machines the settings would speak to without knowing who answers: a database
without TLS whose certificate is verified, a mail server without TLS. Django's mail verifies by itself.

`private`: hosts reached over a network nobody else is on, as that of one machine's containers.
"""

import ipaddress
from collections.abc import Collection, Iterator, Mapping

import environ


def is_here(host: str) -> bool:
    """This machine: a socket's folder, none at all, or an address of its own."""
    if not host or host.startswith("/") or host.casefold() == "localhost":
        return True
    try:
        return ipaddress.ip_address(host.strip("[]")).is_loopback
    except ValueError:
        return False


def unverified_databases(urls: Mapping[str, str], private: Collection[str]) -> Iterator[str]:
    """What to say of each address, by the name of its setting; nothing of what is not set."""
    for name, url in urls.items():
        if not url:
            continue
        found = environ.Env.db_url_config(url)
        hosts = [one.rsplit(":", 1)[0] for one in str(found.get("HOST") or "").split(",")]
        options = found.get("OPTIONS", {})
        told = [*hosts, str(options.get("host", ""))]
        away = [host for host in told if not is_here(host) and host not in private]
        if away and options.get("sslmode") != "verify-full":
            yield f"{name} goes to {away[0]} without a verified certificate: add ?sslmode=verify-full"


def unverified_mail(settings: Mapping[str, object], private: Collection[str]) -> Iterator[str]:
    host = str(settings.get("EMAIL_HOST") or "")
    sealed = settings.get("EMAIL_USE_TLS") or settings.get("EMAIL_USE_SSL")
    if settings.get("EMAIL_URL") and not is_here(host) and host not in private and not sealed:
        yield f"EMAIL_URL goes to {host} without TLS: smtp+tls:// or smtp+ssl://"
