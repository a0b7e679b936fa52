#!/usr/bin/env bash
# A first look at trainjob. Each command is shown, run, and must end with the status that is expected.
# TRAINJOB is the command to use.
set -euo pipefail
cd "$(dirname "$0")/.."
trainjob=${TRAINJOB:-trainjob}

show() { # EXPECTED_STATUS ARGUMENT…
    local expected=$1 status=0
    shift
    printf '\n$ trainjob %s\n' "$*"
    "$trainjob" "$@" || status=$?
    if ((status != expected)); then
        printf 'demo: exit status %d was expected, and it is %d\n' "$expected" "$status" >&2
        exit 1
    fi
}

echo '# Job descriptions without mistakes: exit status 0.'
show 0 lint examples/good
echo
echo '# Typical mistakes, each in its place and with its reason: exit status 1.'
show 1 lint examples/bad/request.yaml examples/bad/spot-request.json
echo
echo '# A description that cannot be true, one finding on each line.'
show 1 lint --format concise examples/bad/described.json
echo
echo '# A job inside a state machine, whose name is known only when it runs.'
show 1 lint examples/carriers/state-machine.yaml
echo
echo '# What could be put right by itself.'
show 1 lint --diff examples/bad/fixable.yaml
echo
echo '# What an organisation may demand besides.'
show 1 lint --format concise --policy cost-guard --param max-runtime=1h examples/good/request.yaml
echo
echo '# An S3 manifest: what is wrong with one, and what another stands for.'
show 1 lint examples/bad/train.manifest.json
show 0 manifest examples/good/train.manifest.json
echo
echo '# Why is that so, and who says so?'
show 0 explain compression-outside-pipe
echo
echo '# The life of a training job, and the way of one.'
show 0 states
show 0 states --job examples/good/described.json
