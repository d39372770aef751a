"""Where a request comes from: the one answer for the brakes on passwords and invitations (django-axes
asks it through AXES_CLIENT_IP_CALLABLE).

`X-Forwarded-For` is a header anybody can write. It counts only where a trusted proxy handed the request
over, and of it only the entry that this proxy wrote: the last one, or the PROXY_COUNT-th from the end.
"""

from ipaddress import ip_address, ip_network

from django.conf import settings
from django.http import HttpRequest


def client_address(request: HttpRequest) -> str | None:
    """The client's IP address, without port; None where a local proxy on a socket named none."""
    peer = _address(request.META.get("REMOTE_ADDR", ""))
    if is_from_proxy(request):
        named = request.META.get("HTTP_X_FORWARDED_FOR", "").split(",")
        if len(named) >= settings.PROXY_COUNT and (
            client := _address(named[-settings.PROXY_COUNT])
        ):
            return client
    return peer


def is_from_proxy(request: HttpRequest) -> bool:
    """Whether a trusted proxy handed the request over: its headers are the proxy's word."""
    peer = _address(request.META.get("REMOTE_ADDR", ""))
    return bool(settings.PROXY_COUNT) and _is_trusted(peer)


def _is_trusted(peer: str | None) -> bool:
    """A proxy on a local socket has no address: nobody else can reach it."""
    if peer is None:
        return True
    return any(ip_address(peer) in ip_network(proxy) for proxy in settings.TRUSTED_PROXIES)


def _address(text: str) -> str | None:
    """`203.0.113.7`, `203.0.113.7:5123`, `2001:db8::7`, `[2001:db8::7]:5123`; None for anything else."""
    text = text.strip()
    if text.startswith("["):
        text = text[1:].partition("]")[0]
    elif text.count(":") == 1:
        text = text.partition(":")[0]
    try:
        address = ip_address(text)
    except ValueError:
        return None
    return str(getattr(address, "ipv4_mapped", None) or address)
