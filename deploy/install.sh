#!/bin/sh
# On a bare Debian 12 or 13, from the unpacked release: sudo sh deploy/install.sh --host portal.example
# Puts this release under /opt/otop/releases with an environment of its own, then `otop install` does the
# rest. May be run again: what is there stays.
set -eu
umask 022
here=$(CDPATH= cd -- "$(dirname -- "$0")/.." && pwd)
[ "$(id -u)" = 0 ] || { echo "run it as root: sudo sh deploy/install.sh / ต้องใช้สิทธิ์ผู้ดูแลเครื่อง" >&2; exit 1; }
(cd "$here" && sha256sum --quiet --check SHA256SUMS) || {
    echo "the release is damaged: copy it here again / ไฟล์ติดตั้งเสียหาย" >&2; exit 1; }
python3 -c 'import ensurepip, venv' 2>/dev/null || {
    echo "apt-get install postgresql nginx openssl python3-venv, then again" >&2; exit 1; }
to=/opt/otop/releases/$(cat "$here/VERSION")
if [ ! -e "$to/.venv/complete" ]; then
    mkdir -p "$to"
    [ "$here" = "$to" ] || cp -a "$here/." "$to/"
    python3 -m venv "$to/.venv"
    "$to/.venv/bin/pip" install --quiet --no-index --find-links "$to/wheels" --require-hashes \
        -r "$to/requirements/portal.txt"
    touch "$to/.venv/complete"
fi
cd "$to"
exec .venv/bin/python -m operations install "$@"
