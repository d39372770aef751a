"""What a page's browser keeps of its person: as it lies there, and what is sealed in it."""

import json

from playwright.sync_api import Page

_OPENED = """
const opened = async () => {
  const bytes = (text) => Uint8Array.from(atob(text), (letter) => letter.charCodeAt(0));
  const all = Object.entries(localStorage).map(([name, text]) => [name, text]);
  const key = await crypto.subtle.importKey(
    "raw", bytes(document.body.dataset.draftKey), "AES-GCM", false, ["decrypt"]);
  for (const entry of all) {
    const sealed = entry[1].startsWith("{") && JSON.parse(entry[1]).sealed;
    if (!sealed) continue;
    const way = { name: "AES-GCM", iv: bytes(sealed.iv) };
    const data = await crypto.subtle.decrypt(way, key, bytes(sealed.data));
    entry.push(new TextDecoder().decode(data));
  }
  return JSON.stringify(all);
};
"""


def as_it_lies(page: Page) -> str:
    return page.evaluate("JSON.stringify(Object.entries(localStorage))")


def kept_in(page: Page) -> str:
    return page.evaluate(f"async () => {{ {_OPENED} return opened(); }}")


def kept_row(page: Page) -> str:
    """The one row of a grid that is kept, opened."""
    return next(
        entry[-1] for entry in json.loads(kept_in(page)) if entry[0].startswith("otop-rows:")
    )


def until_kept(page: Page, text: str) -> None:
    page.wait_for_function(
        f"async (text) => {{ {_OPENED} return (await opened()).includes(text); }}", arg=text
    )
