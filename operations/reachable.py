"""What the portal's services may speak to: systemd drops every packet from or to anywhere else.

OUTBOUND_ADDRESSES in /etc/otop/portal.env: addresses and networks with blanks between, `localhost` for
this machine alone (a new installation has that), `any` for no fence. A name is none: systemd compares
addresses, so a mail server, a provider of sign-ins or a database of another machine stands here by its
own. What asks for names (a resolver beyond this machine) and for the time belongs to the list too.

Not of the backup's services: their place is the operator's to choose, and their own file says it.
"""

import ipaddress
from collections.abc import Iterator

from .failure import Refused

SETTING = "OUTBOUND_ADDRESSES"
FENCED = tuple(f"otop-{name}.service" for name in "web worker nightly retention suspension".split())
DROP_IN = "outbound.conf"


def fence(said: str) -> str:
    """The drop-in of a unit; empty for none."""
    asked = said.split()
    if not asked or asked == ["any"]:
        return ""
    allowed = " ".join(["localhost", *_addresses(asked)])
    return f"# {SETTING} of portal.env\n[Service]\nIPAddressDeny=any\nIPAddressAllow={allowed}\n"


def _addresses(asked: list[str]) -> Iterator[str]:
    for one in asked:
        if one == "localhost":
            continue
        try:
            yield str(ipaddress.ip_network(one, strict=False))
        except ValueError:
            raise Refused(
                f"{SETTING}: {one!r} is no address.",
                "write 10.0.0.5 or 10.0.0.0/24, `localhost`, or `any` alone; not a name",
                f"{SETTING}: {one} ไม่ใช่หมายเลขที่อยู่เครือข่าย",
            ) from None
