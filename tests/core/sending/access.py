"""Who may ask whether a form arrived."""

from tests.support.access import Address

ADDRESSES = [
    Address("forms/arrived/", get="login 200 200 200 200 200 200"),
]
