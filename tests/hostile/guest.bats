#!/usr/bin/env bats
# A student who is root in the machine attacks the suite that runs there. One real machine is booted for all tests; each test
# plants something, has the instance checked, and takes it away again. test_done is never earned.

load ../common
load ../live/private
load hostile

setup_file() {
    live_begin
    here
    mkdir -p "$LIVE/labs"
    cp -r "$LAB" "$LIVE/labs/hostile"
    printf 'timeouts: {boot: 200, check: 6, suite: 30}\n' >"$LIVE/labs/hostile/lab.yaml"
    suite
    crocum lab up hostile -s demo -q
}

teardown_file() {
    here
    crocum lab down hostile -s demo -q || true
    live_end
}

setup() {
    here
    suite
}

here() {
    live_here
    export CROCUM_LABS=$LIVE/labs
}

on_srv() { crocum lab exec hostile -s demo -m srv -- "$@"; }

# plant: a script from stdin, as root in the machine. What it backgrounds with "later" is ended by "calm".
plant() {
    {
        echo 'later() { setsid sh -c "$1" >/dev/null 2>&1 </dev/null & echo $! >>/root/later; }'
        cat
    } | on_srv sh -s
}
calm() { echo '[ ! -e /root/later ] || for p in $(cat /root/later); do kill -KILL -$p 2>/dev/null; done; rm -f /root/later' | on_srv sh -s; }

# suite: three checks, of which the first is not done. It takes some seconds, so that there is time to attack it.
suite() {
    cat >"$LIVE/labs/hostile/checks/srv.py" <<'PY'
import time

import pytest


def test_done(host):
    assert host.run("test -e /root/done").rc == 0, "not done"


def test_slow():
    time.sleep(1.5)


def test_last(host):
    assert host.check_output("echo last") == "last"
PY
}

@test "untouched" {
    checked
    as_before
}

@test "conftest.py, pytest.ini, tox.ini, setup.cfg and pyproject.toml in /, /root, /run and /tmp" {
    plant <<'SH'
for folder in / /root /run /tmp /var/tmp; do
    cat >$folder/conftest.py <<'PY'
import pytest
@pytest.hookimpl(hookwrapper=True)
def pytest_runtest_makereport(item, call):
    outcome = yield
    outcome.get_result().outcome = "passed"
PY
    printf '[pytest]\naddopts = --collect-only -p no:terminal\n' >$folder/pytest.ini
    cp $folder/pytest.ini $folder/tox.ini
    printf '[tool:pytest]\naddopts = --collect-only\n' >$folder/setup.cfg
    printf '[tool.pytest.ini_options]\naddopts = "--collect-only"\n' >$folder/pyproject.toml
done
SH
    checked
    plant <<<'for f in / /root /run /tmp /var/tmp; do rm -f $f/conftest.py $f/pytest.ini $f/tox.ini $f/setup.cfg $f/pyproject.toml; done'
    as_before
}

@test "sitecustomize, usercustomize and .pth files that end Python, or make all asserts true" {
    plant <<'SH'
p=/usr/lib/python3/dist-packages
for f in $p/sitecustomize.py $p/usercustomize.py /usr/lib/python3.11/usercustomize.py; do echo 'import os; os._exit(0)' >$f; done
echo 'import os; os._exit(0)' >$p/evil.pth
mkdir -p /root/.local/lib/python3.11/site-packages && cp $p/evil.pth $p/usercustomize.py /root/.local/lib/python3.11/site-packages/
SH
    checked
    plant <<<'cd /usr/lib/python3/dist-packages && rm -f sitecustomize.py usercustomize.py evil.pth /usr/lib/python3.11/usercustomize.py; rm -rf /root/.local'
    as_before
}

@test "PYTEST_ADDOPTS, PYTEST_PLUGINS, PYTHONPATH and others in the agent's environment and /etc/environment" {
    plant <<'SH'
mkdir -p /root/evil /etc/systemd/system/qemu-guest-agent.service.d
echo 'import os; os._exit(0)' >/root/evil/evil.py
cp /root/evil/evil.py /root/evil/sitecustomize.py
printf 'PYTEST_ADDOPTS=--collect-only\nPYTEST_PLUGINS=evil\nPYTHONPATH=/root/evil\nPYTHONSTARTUP=/root/evil/evil.py\nPYTHONHOME=/root\nLD_PRELOAD=/root/none.so\n' >/etc/environment
{ echo '[Service]'; sed 's/^/Environment=/' /etc/environment; } >/etc/systemd/system/qemu-guest-agent.service.d/evil.conf
systemctl daemon-reload
systemd-run --quiet --timer-property=AccuracySec=100ms --on-active=1 systemctl restart qemu-guest-agent
SH
    sleep 4
    wait_until 30 on_srv true </dev/null
    checked
    plant <<'SH'
rm -rf /etc/systemd/system/qemu-guest-agent.service.d /root/evil
: >/etc/environment
systemctl daemon-reload
systemd-run --quiet --timer-property=AccuracySec=100ms --on-active=1 systemctl restart qemu-guest-agent
SH
    sleep 4
    wait_until 30 on_srv true </dev/null
    as_before
}

@test "a plugin for pytest among the system's packages" {
    plant <<'SH'
p=/usr/lib/python3/dist-packages
mkdir -p $p/evil-1.dist-info
printf 'Metadata-Version: 2.1\nName: evil\nVersion: 1\n' >$p/evil-1.dist-info/METADATA
printf '[pytest11]\nevil = evil_plugin\n' >$p/evil-1.dist-info/entry_points.txt
echo 'import os; os._exit(0)' >$p/evil_plugin.py
SH
    checked
    plant <<<'rm -rf /usr/lib/python3/dist-packages/evil-1.dist-info /usr/lib/python3/dist-packages/evil_plugin.py'
    as_before
}

@test "modules that shadow the standard library, pytest and the suite's own, wherever a run could start" {
    plant <<'SH'
for folder in / /root /run /tmp; do
    for module in json os subprocess hmac signal pytest testinfra srv crocum_runtime; do echo 'import os; os._exit(0)' >$folder/$module.py; done
done
SH
    checked
    plant <<<'for f in / /root /run /tmp; do for m in json os subprocess hmac signal pytest testinfra srv crocum_runtime; do rm -f $f/$m.py; done; done'
    as_before
}

@test "a python3 that prints success" {
    plant <<'SH'
mv /usr/bin/python3 /usr/bin/python3.real
printf '#!/bin/sh\ncat >/dev/null\necho "3 passed"\n' >/usr/bin/python3
chmod 755 /usr/bin/python3
SH
    checked
    plant <<<'mv /usr/bin/python3.real /usr/bin/python3'
    ungraded tampered
}

@test "a python3 that prints records, without the key" {
    plant <<'SH'
mv /usr/bin/python3 /usr/bin/python3.real
cat >/usr/bin/python3 <<'PY'
#!/usr/bin/python3.real
import hashlib, hmac, json, sys
mac = ""
for record in [{"type": "start"}] + [{"type": "check", "id": "srv/srv.py::" + test, "outcome": "passed", "reason": "", "share": 1.0,
               "message": "", "output": "", "seconds": 0} for test in ("test_done", "test_slow", "test_last")] + [{"type": "finish", "status": 0}]:
    body = json.dumps(record)
    mac = hmac.new(b"guessed", (mac + body).encode(), "sha256").hexdigest()
    print(mac, body)
PY
chmod 755 /usr/bin/python3
SH
    checked
    plant <<<'mv /usr/bin/python3.real /usr/bin/python3'
    ungraded tampered
}

@test "no python3" {
    plant <<<'mv /usr/bin/python3 /usr/bin/python3.real'
    checked
    plant <<<'mv /usr/bin/python3.real /usr/bin/python3'
    ungraded no_python
}

# rewriting SCRIPT: done to each file of records, again and again, while the suite runs.
rewriting() {
    echo "later 'while :; do for f in /run/crocum-*/*.out; do [ -s \"\$f\" ] && { $1; }; done; sleep 0.05; done'" | plant
    checked
    calm
}

@test "a process that turns failures in the records into passes" {
    rewriting 'sed -i "s/\"failed\"/\"passed\"/; s/\"share\": 0.0/\"share\": 1.0/" "$f"'
    # Its write may come too late, or hide the file from the run that writes it; a pass never comes of it.
    if [ "$status" -eq 0 ]; then as_before; else ungraded "$(json '.checks[0].reason')" "$(verdicts srv)"; fi
    lacks "$(json '.checks[0].verdict')" passed
}

@test "a process that adds records: unknown checks, a second verdict, more points than there are, NaN, 2^63" {
    rewriting 'printf "%064d {\"type\": \"check\", \"id\": \"srv/srv.py::test_done\", \"outcome\": \"passed\", \"share\": 9223372036854775808}\n" 0 >>"$f"'
    ungraded tampered
}

@test "a process that empties the records" {
    rewriting ': >"$f"'
    [ "$(json '.checks[0].verdict')" != passed ]
    [ "$status" -eq 3 ]
    said "$(json '[.checks[] | select(.verdict == "ungraded")][0] | .reason + ": " + .message')"
}

@test "a process that repeats the first records" {
    rewriting 'head -n 2 "$f" >/run/first; cat /run/first >>"$f"'
    ungraded tampered
}

@test "records without end: zeros" {
    rewriting 'head -c 1073741824 /dev/zero >>"$f"'
    ungraded tampered
    awk -v s="$seconds" 'BEGIN { exit !(s < 25) }'
}

@test "records without end: lines" {
    rewriting 'yes "{\"type\": \"check\"}" | head -c 1073741824 >>"$f"'
    ungraded tampered
    awk -v s="$seconds" 'BEGIN { exit !(s < 25) }'
}

@test "output without end on the run's stderr: bounded, told, and no reason to doubt the records" {
    sed -i 's/time.sleep(1.5)/__import__("os").system("head -c 300000000 \/dev\/zero >\&2")/' "$LIVE/labs/hostile/checks/srv.py"
    checked
    as_before
    [ "$(stat -c %s "$(json .folder)/srv.output.txt")" -lt 1100000 ]
}

# killing SIGNAL: sent to the suite's Python as soon as its first check has finished.
killing() {
    plant <<SH
later 'while :; do grep -q test_done /run/crocum-*/*.out 2>/dev/null && kill -$1 \$(pgrep -f "[r]untime.zip run"); sleep 0.05; done'
SH
    checked
    calm
}

@test "the suite is killed: what had finished counts, the rest is ungraded" {
    killing KILL
    ungraded internal "failed ungraded:internal ungraded:internal"
}

@test "the suite is terminated" {
    killing TERM
    ungraded internal "failed ungraded:internal ungraded:internal"
}

@test "the suite is stopped: it ends at its deadline" {
    PATIENCE=120 killing STOP
    ungraded timeout "failed ungraded:timeout ungraded:timeout"
    awk -v s="$seconds" 'BEGIN { exit !(s < 60) }'
}

@test "the agent is killed in the middle of the run" {
    echo "later 'while :; do grep -q test_done /run/crocum-*/*.out 2>/dev/null && { systemctl kill -s KILL qemu-guest-agent; sleep 1000; }; sleep 0.05; done'" | plant
    checked
    wait_until 60 on_srv true </dev/null
    calm
    [ "$status" -eq 3 ]
    [ "$(json '.checks[0].verdict')" != passed ]
    [ "$(jq .score <<<"$output")" = null ]
    said "$(json '[.checks[] | select(.verdict == "ungraded")][0] | .reason + ": " + .message' | cut -c1-110)"
}

@test "what a machine prints: no escape, no mark that reorders, no invalid byte reaches terminal, JSON or files" {
    cat >"$LIVE/labs/hostile/checks/srv.py" <<'PY'
def test_done(host):
    print(host.run("cat /root/text").stdout_bytes.decode("utf-8", "surrogateescape"))
    assert False, host.run("cat /root/text").stdout_bytes.decode("utf-8", "surrogateescape")
PY
    plant <<'SH'
printf '\033[2J\033]0;owned\007 \342\200\256gnp.exe \377\376 \233 31m =cmd|"/C calc"!A1 <script>alert(1)</script> \000 \r\n @SUM(1) \302\205' >/root/text
SH
    for arguments in "-v" "--json"; do
        result=$("$BATS_TEST_DIRNAME/watched.py" 60 "$BINARY" lab check hostile -s demo $arguments)
        status=$(jq .status <<<"$result") seconds=$(jq .seconds <<<"$result")
        jq -r .out <<<"$result" | iconv -f utf-8 -t latin1 >"$BATS_TEST_TMPDIR/out"
        [ "$status" -eq 0 ]
        iconv -f utf-8 -t utf-8 "$BATS_TEST_TMPDIR/out" >/dev/null
        ! LC_ALL=C grep -qP '[\x00-\x08\x0b-\x1f\x7f]|\xc2[\x80-\x9f]|\xe2\x80[\xaa-\xae]|\xe2\x81[\xa6-\xa9]' "$BATS_TEST_TMPDIR/out"
    done
    ! LC_ALL=C grep -rqP '\x1b' "$CROCUM_STATE/attempts/hostile/demo"/*/attempt.json
    plant <<<'rm -f /root/text'
    said "shown without them"
}

@test "a full disk" {
    plant <<<'dd if=/dev/zero of=/fill bs=1M 2>/dev/null; sync; [ "$(df --output=avail / | tail -n 1)" -lt 100 ]'
    checked
    plant <<<'rm -f /fill'
    as_before
}

@test "no room in memory (/run is full)" {
    plant <<<'dd if=/dev/zero of=/run/fill bs=64k 2>/dev/null; true'
    checked
    plant <<<'rm -f /run/fill'
    if [ "$status" -eq 0 ]; then as_before; else
        [ "$status" -eq 3 ]
        [ "$(json '[.checks[] | select(.verdict == "passed" and (.id | endswith("test_done")))] | length')" = 0 ]
        said "$(json '.checks[0] | .reason + ": " + .message' | cut -c1-110)"
    fi
}

@test "the clock is set to 1970" {
    plant <<<'date -s 1970-01-02 >/dev/null'
    checked
    as_before
}

@test "the clock is set to 2099" {
    plant <<<'date -s 2099-12-31 >/dev/null'
    checked
    plant <<<"date -s @$(date +%s) >/dev/null"
    as_before
}

@test "/tmp is noexec and read-only; /var/tmp too" {
    plant <<<'for f in /tmp /var/tmp; do mount -t tmpfs -o ro,noexec none $f; done'
    checked
    plant <<<'umount /tmp /var/tmp'
    as_before
}

@test "there is no /tmp" {
    plant <<<'mv /tmp /tmp.away'
    checked
    plant <<<'mv /tmp.away /tmp'
    as_before
}

@test "/run is noexec" {
    plant <<<'mount -o remount,noexec /run'
    checked
    plant <<<'mount -o remount,exec /run'
    as_before
}

@test "checks that hang: one that says how long it may take has failed, the others are ungraded; those after them run" {
    cat >"$LIVE/labs/hostile/checks/srv.py" <<'PY'
import pytest


@pytest.mark.timeout(2)
def test_declared(host):
    host.run("sleep 9999")


def test_guarded():
    open("/root/pipe").read()


def test_last(host):
    assert host.check_output("echo last") == "last"
PY
    sed -i 's/check: 6/check: 3/' "$LIVE/labs/hostile/lab.yaml"
    plant <<<'mkfifo /root/pipe'
    checked
    sed -i 's/check: 3/check: 6/' "$LIVE/labs/hostile/lab.yaml"
    on_srv sh -c 'rm -f /root/pipe; ! pgrep -f "sleep 9999$"' </dev/null
    ungraded timeout "failed:timeout ungraded:timeout passed"
}

@test "all of it taken away again: the machine is graded as at the beginning" {
    checked
    as_before
}
