#!/usr/bin/env bash
# Finds an interpreter that can make virtual environments.
#   first    the first suitable one on the PATH: what `make` uses
#   newest   the newest one on this machine that all dependencies have wheels for
#   remark   one line if this machine lacks the newest Python that they support
set -u
oldest_minor=11
newest_minor=14 # cel-expr-python, the slowest of the dependencies, has wheels up to this one

suitable() { # a real interpreter of a supported version, with venv (Debian splits it off)
    "$1" -c "import ensurepip, sys, venv; sys.exit(not (3, $oldest_minor) <= sys.version_info[:2] <= (3, $newest_minor))" \
        >/dev/null 2>&1
}

first() {
    local name
    for name in python3 python python3.11 python3.12 python3.13 python3.14; do
        if suitable "$name"; then command -v "$name"; return 0; fi
    done
    return 1
}

newest() { # version managers keep interpreters off the PATH, behind names that answer only when chosen
    local minor candidate
    for ((minor = newest_minor; minor >= oldest_minor; minor--)); do
        for candidate in "python3.$minor" "${PYENV_ROOT:-$HOME/.pyenv}/versions/3.$minor".*/bin/python \
            "$HOME/.local/share/uv/python/cpython-3.$minor".*/bin/python; do
            if suitable "$candidate"; then command -v "$candidate"; return 0; fi
        done
    done
    return 1
}

case "${1:-}" in
first) first ;;
newest) newest ;;
remark)
    found=$("$(newest)" -c 'import sys; print(sys.version_info[1])')
    if ((found < newest_minor)); then
        echo "remark: no Python 3.$newest_minor on this machine; 3.$found is the newest that was tested"
    fi
    ;;
*) echo "usage: $0 first|newest|remark" >&2; exit 2 ;;
esac
