"""A page as a test reads it: shown, and the page that was meant, before anything is missed on it."""

import re

from django.test import Client


def shown_page(client: Client, path: str, expected: str, query: dict | None = None) -> str:
    """The text of the page; fails unless it answers 200 and says `expected`."""
    answer = client.get(path, query)
    assert answer.status_code == 200, (path, answer.status_code)
    return text_of(answer, expected)


def text_of(answer, expected: str) -> str:
    """The text of an answer that says `expected`; of any status, for pages that refuse."""
    text = answer.content.decode()
    assert expected in text, (answer.status_code, text[:500])
    return text


def markup(html: str) -> str:
    """HTML without the white space that only lays out a template.

    `markup("<b>2 ราย</b>") in markup(page)`. Runs of white space become one blank, and none stands
    beside a tag; words keep theirs.
    """
    return re.sub(r" ?([<>]) ?", r"\1", " ".join(html.split()))
