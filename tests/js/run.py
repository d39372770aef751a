"""The tests of the scripts, by node's own test runner; no packages are installed for them."""

import re
import shutil
import subprocess
import sys
from pathlib import Path

FOLDER = Path(__file__).parent
sys.path.insert(0, str(FOLDER.parents[1]))

from tests.browser.chromium import browser_is_required  # noqa: E402

OLDEST = 20
HOW_TO_GET_ONE = f"install Node.js {OLDEST} or newer (apt-get install nodejs)"


def version_of(node: str) -> int:
    told = subprocess.run([node, "--version"], capture_output=True, text=True, check=False).stdout
    found = re.match(r"v(\d+)", told)
    return int(found[1]) if found else 0


def main() -> int:
    node = shutil.which("node")
    if node is None or version_of(node) < OLDEST:
        why = "no node was found" if node is None else f"{node} is older than {OLDEST}"
        done = "cannot run" if browser_is_required() else "are SKIPPED"
        print(f"The tests of the scripts {done}: {why}. To have them: {HOW_TO_GET_ONE}")
        print("ไม่ได้ทดสอบสคริปต์ เพราะไม่พบ Node.js", flush=True)
        return 1 if browser_is_required() else 0
    tests = sorted(str(path) for path in FOLDER.glob("*.test.js"))
    return subprocess.run(
        [node, "--test", "--test-reporter=spec", *tests], cwd=FOLDER.parents[1], check=False
    ).returncode


if __name__ == "__main__":
    sys.exit(main())
