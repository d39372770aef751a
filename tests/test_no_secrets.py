"""No secret of anybody lies in the repository: keys, tokens, passwords in addresses.

What looks like one and is made up says so by its words: "made-up", "example", "test", or three dots.
"""

import re
import subprocess

import pytest
from django.conf import settings

PATTERNS = {
    "a private key": r"-----BEGIN (?:RSA |EC |OPENSSH |DSA |PGP |ENCRYPTED )?PRIVATE KEY",
    "a key of AWS": r"\b(?:AKIA|ASIA)[0-9A-Z]{16}\b",
    "a token of GitHub": r"\b(?:gh[pousr]_[0-9A-Za-z]{36,}|github_pat_[0-9A-Za-z_]{40,})",
    "a token of GitLab": r"\bglpat-[0-9A-Za-z_-]{20,}",
    "a token of Slack": r"\bxox[abprs]-[0-9A-Za-z-]{10,}",
    "a key of Google": r"\bAIza[0-9A-Za-z_-]{35}\b",
    "a token of a registry": r"\b(?:pypi-AgE|npm_)[0-9A-Za-z_-]{30,}",
    "a web token": r"\beyJ[0-9A-Za-z_-]{15,}\.eyJ[0-9A-Za-z_-]{15,}\.[0-9A-Za-z_-]{10,}",
    "a key of Fernet": r"(?<![0-9A-Za-z+/_=-])[0-9A-Za-z_-]{43}=(?![0-9A-Za-z=])",
    "a password in an address": r"\b[a-z][a-z0-9+]+://[^\s/:@{}<>\"']+:[^\s/:@{}<>\"'$]{3,}@[^\s\"']+",
    "a secret that is set": (
        r"(?i)^\s*(?:SECRET_KEY|AWS_SECRET_ACCESS_KEY|NATIONAL_ID_\w*KEYS?)"
        r"\s*=\s*['\"]?[0-9A-Za-z+/_-]{20,}"
    ),
}
MADE_UP = re.compile(
    r"made.?up|example|test|password@|p%40|secret-word|:\.\.\.@|user:|nobody|otop:otop|0000|MDAwMDAw",
    re.I,
)


def tracked() -> list[str]:
    listed = subprocess.run(
        ["git", "ls-files", "-z"], cwd=settings.BASE_DIR, capture_output=True, check=True
    )
    return [name for name in listed.stdout.decode().split("\0") if name]


def secrets_in(text: str) -> list[tuple[str, str]]:
    found = []
    for called, pattern in PATTERNS.items():
        for match in re.finditer(pattern, text, re.MULTILINE):
            begin, end = text.rfind("\n", 0, match.start()) + 1, text.find("\n", match.end())
            line = text[begin : end if end > 0 else None]
            if not MADE_UP.search(line):
                found.append((called, match[0][:20]))
    return found


def test_no_tracked_file_holds_one():
    if not (settings.BASE_DIR / ".git").exists():
        pytest.skip("no repository here: a release holds what was looked through before")
    found, looked = {}, 0
    for name in tracked():
        content = (settings.BASE_DIR / name).read_bytes()
        if b"\0" in content[:8000]:
            continue
        looked += 1
        if secrets := secrets_in(content.decode(errors="replace")):
            found[name] = secrets
    assert looked > 900
    assert found == {}


def test_keys_of_a_checkout_are_not_tracked():
    if (settings.BASE_DIR / ".git").exists():
        names = tracked()
        assert [one for one in names if one.startswith(("var/", ".venv"))] == []
        assert [one for one in names if one.endswith((".pem", ".key", ".p12", ".env"))] == []


@pytest.mark.parametrize(
    "text",
    [
        "-----BEGIN OPENSSH " + "PRIVATE KEY-----",
        "key: AKIA" + "IOSFODNN7ABCDEFG",
        "gh" + "p_" + "a1B2" * 9,
        "DATABASE_URL=postgres://otop:" + "s3cr3tword@db.office.go.th/otop",
        "k = '" + "Zm9vYmFyYmF6cXV4Zm9vYmFyYmF6cXV4Zm9vYmFyYmE" + "='",
        "SECRET_KEY = '" + "q9w8e7r6t5y4u3i2o1p0lkjhgf" + "'",
    ],
)
def test_what_is_found(text):
    assert secrets_in(text)
