#!/usr/bin/env bats
# Hosts and guests have any Python from 3.8 on: the same checks are collected, and the same verdicts come of them.

load ../common

pythons() {
    local python
    for python in /usr/bin/python3 "${PYENV_ROOT:-/root/.pyenv}"/versions/3.*/bin/python3; do
        "$python" -c 'import sys; sys.exit(sys.version_info < (3, 8))' 2>/dev/null && echo "$python"
    done
}

setup() {
    isolate "$BATS_TEST_TMPDIR"
    lab=$CROCUM_LABS/any
    mkdir -p "$lab/checks"
    echo 'machines: {r1: {agent: "unix:/no/such/socket"}}' >"$lab/lab.yaml"
    cat >"$lab/checks/r1.py" <<'PY'
import pytest

@pytest.mark.points(2)
@pytest.mark.parametrize("word", ["a", "ä b"])
def test_command(host, word):
    assert host.run("printf %s", word).stdout == word

def test_file(host):
    assert host.file("/etc/passwd").mode == 0o644 and host.user("root").exists

def test_fails():
    assert {"x": 1} == {"x": 2}, "look"

@pytest.mark.skip(reason="not today")
def test_skipped(): pass

class TestClass:
    def test_method(self): pass
PY
}

@test "collecting gives the same checks" {
    for python in $(pythons); do
        CROCUM_PYTHON=$python CROCUM_STATE=$BATS_TEST_TMPDIR/$RANDOM run_split crocum lab list --json
        echo "$python"
        json '.labs[0] | .checks == 6 and .points == 7'
    done
}

@test "running gives the same verdicts" {
    jq -nj --arg suite "$(base64 -w0 "$lab/checks/r1.py")" '{"r1.py": $suite}' >"$BATS_TEST_TMPDIR/suite.json"
    request=$(jq -n --arg sum "$(sha256sum <"$BATS_TEST_TMPDIR/suite.json" | cut -d' ' -f1)" --arg folder "$BATS_TEST_TMPDIR" \
        '{key: "x", guard: 60, folder: $folder, machine: "r1", files: ["r1.py"], suite_sha256: $sum}')
    for python in $(pythons); do
        output=$("$python" -I -S -B "$(dirname "$BINARY")/runtime.zip" run <<<"$request" 2>"$BATS_TEST_TMPDIR/errors") || true
        echo "$python: $output" && tail -n 5 "$BATS_TEST_TMPDIR/errors"
        [ "$(cut -d' ' -f2- <<<"$output" | jq -rs 'map(select(.type == "check").outcome) | join(" ")')" = \
            "passed passed passed failed skipped passed" ]
    done
}
