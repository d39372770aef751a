"""One signed-in person at a browser that keeps its connection and its cookies."""

import gzip
import re
from collections.abc import Mapping
from http.client import HTTPConnection, HTTPResponse, RemoteDisconnected
from http.cookies import SimpleCookie
from urllib.parse import quote, urlencode

_TOKEN = re.compile(r'name="csrfmiddlewaretoken" value="([^"]+)"')


class Browser:
    """Requests of one person; `compressed` asks for gzip, as browsers do."""

    def __init__(self, port: int, *, compressed: bool = False):
        self.port = port
        self.cookies = {"fills_in_rows": "1"}  # as of the second grid it opens
        self.compressed = compressed
        self.connection = HTTPConnection("127.0.0.1", port, timeout=120)

    def sign_in(self, username: str, password: str) -> None:
        """Through the form; PermissionError when the portal does not let in."""
        page = self.get("/login/").decode()
        token = _TOKEN.search(page)
        if token is None:
            raise RuntimeError("no sign-in form at /login/")
        body = urlencode(
            {"username": username, "password": password, "csrfmiddlewaretoken": token[1]}
        )
        self._ask("POST", "/login/", body.encode(), "application/x-www-form-urlencoded", wanted=302)
        if "sessionid" not in self.cookies:
            raise PermissionError(username)

    def get(self, path: str) -> bytes:
        """The body of a page; anything but 200 raises."""
        return self._ask("GET", path)

    def post_json(self, path: str, body: bytes) -> bytes:
        return self._ask("POST", path, body, "application/json")

    def post_form(self, path: str, fields: Mapping[str, str]) -> bytes:
        """A form that leads on to another page; a page in answer (something was wrong) raises."""
        said = {"csrfmiddlewaretoken": self.cookies["csrftoken"]} | dict(fields)
        body = urlencode(said).encode()
        return self._ask("POST", path, body, "application/x-www-form-urlencoded", wanted=302)

    def _ask(
        self, method: str, path: str, body: bytes | None = None, kind: str = "", wanted: int = 200
    ) -> bytes:
        said: Mapping[str, str] = {
            "Cookie": "; ".join(f"{name}={value}" for name, value in self.cookies.items()),
            "Accept-Encoding": "gzip" if self.compressed else "identity",
            "X-CSRFToken": self.cookies.get("csrftoken", ""),
        } | ({"Content-Type": kind} if kind else {})
        try:
            answer = self._answer(method, path, body, said)
        except (RemoteDisconnected, BrokenPipeError, ConnectionResetError):
            self.connection.close()  # it was idle, and the server had hung up: nothing was done
            answer = self._answer(method, path, body, said)
        text = answer.read()
        if answer.headers.get("Content-Encoding") == "gzip":
            text = gzip.decompress(text)
        for line in answer.headers.get_all("Set-Cookie", []):
            self.cookies |= {name: one.value for name, one in SimpleCookie(line).items()}
        if answer.status != wanted:
            raise RuntimeError(f"{method} {path}: {answer.status}\n{text[:500]!r}")
        return text

    def _answer(
        self, method: str, path: str, body: bytes | None, said: Mapping[str, str]
    ) -> HTTPResponse:
        self.connection.request(method, quote(path, safe="/?&=%"), body=body, headers=dict(said))
        return self.connection.getresponse()
