"""Get LibreOffice and pdftotext for the tests if this machine has none and can be given them."""

import os
import shutil
import subprocess
import sys

PACKAGES = {"soffice": "libreoffice-calc-nogui", "pdftotext": "poppler-utils"}


def missing() -> list[str]:
    return [package for program, package in PACKAGES.items() if not shutil.which(program)]


def main() -> int:
    if missing() and os.geteuid() == 0 and shutil.which("apt-get"):
        for command in (
            ["apt-get", "update", "-q"],  # the lists of a fresh container are empty
            ["apt-get", "install", "-y", "-q", "--no-install-recommends", *missing()],
        ):
            print("For the tests of papers and workbooks:", " ".join(command), flush=True)
            subprocess.run(
                command, check=False, env=os.environ | {"DEBIAN_FRONTEND": "noninteractive"}
            )
    if not missing():
        return 0
    print(f"Tests of papers and workbooks need: apt-get install {' '.join(missing())}")
    print("การทดสอบไฟล์ Excel และ PDF ต้องมีโปรแกรมข้างต้น ไม่เช่นนั้นจะข้ามไป")
    return 1 if os.environ.get("CI", "").lower() in ("1", "true", "yes") else 0


if __name__ == "__main__":
    sys.exit(main())
