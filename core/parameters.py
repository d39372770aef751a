"""Numbers as an address or a hidden field carries them, read so that the database can take them."""

BIGINT_DIGITS = 18  # every number of so many digits fits into PostgreSQL's bigint
INTEGER_DIGITS = 9  # and into its integer: versions


def whole_number(text: str | None, *, digits: int = BIGINT_DIGITS) -> int | None:
    """The key or version that was sent; None for what is no such number, never an error.

    Digits of other scripts count (a Thai keyboard), signs and spaces do not.
    """
    return int(text) if text and text.isdecimal() and len(text) <= digits else None
