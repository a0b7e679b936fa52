#!/usr/bin/env bash
# Make sure that zsh and fish are there: the tests complete command lines in them.
set -euo pipefail
wanted=()
for name in zsh fish; do command -v "$name" >/dev/null || wanted+=("$name"); done
if [ "${#wanted[@]}" = 0 ]; then exit 0; fi
if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null; then
    echo "installing ${wanted[*]} for the tests of the completion"
    apt-get -qq update
    if DEBIAN_FRONTEND=noninteractive apt-get -qq install -y --no-install-recommends "${wanted[@]}" >/dev/null; then exit 0; fi
fi
echo "${wanted[*]} not found, and could not be installed: the completion is tested with it" >&2
exit 1
