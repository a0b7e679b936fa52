#!/usr/bin/env bash
# Make sure that there is a headless Chromium: the tests look at the pictures in one.
# Usage: tools/install_browser.sh PYTHON      (PYTHON has the package playwright)
set -euo pipefail
for name in "${CHROMIUM:-}" chromium-headless-shell chromium chromium-browser google-chrome; do
    if [ -n "$name" ] && command -v "$name" >/dev/null; then exit 0; fi
done
if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null; then
    echo 'installing chromium-headless-shell for the tests of the pictures'
    apt-get -qq update
    for name in chromium-headless-shell chromium; do
        if DEBIAN_FRONTEND=noninteractive apt-get -qq install -y --no-install-recommends "$name" >/dev/null; then exit 0; fi
    done
fi
echo "fetching playwright's Chromium for the tests of the pictures"
if "$1" -m playwright install --only-shell chromium; then exit 0; fi
echo 'no Chromium found, and it could not be installed: install chromium, or set CHROMIUM=/path/to/it' >&2
exit 1
