"""Get a browser for the tests if this machine has none: from the system, else from Playwright."""

import os
import shutil
import subprocess
import sys

from chromium import HOW_TO_GET_ONE, browser_is_required, find_chromium


def attempts() -> list[list[str]]:
    tried = []
    if os.geteuid() == 0 and shutil.which("apt-get"):
        # The lists of a fresh container are empty; refreshing them may fail where they need not.
        tried += [["apt-get", "update", "-q"], ["apt-get", "install", "-y", "-q", "chromium"]]
    return [*tried, [sys.executable, "-m", "playwright", "install", "chromium"]]


def main() -> int:
    for command in attempts():
        if find_chromium():
            break
        print("No browser for the tests yet:", " ".join(command), flush=True)
        subprocess.run(command, check=False, env=os.environ | {"DEBIAN_FRONTEND": "noninteractive"})
    if found := find_chromium():
        print(f"Browser for the tests: {found}")
        return 0
    print(f"No browser: the browser tests cannot run. To have them: {HOW_TO_GET_ONE}")
    print("ไม่พบเบราว์เซอร์สำหรับการทดสอบ")
    return 1 if browser_is_required() else 0


if __name__ == "__main__":
    sys.exit(main())
