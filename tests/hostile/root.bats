#!/usr/bin/env bats
# The student is root in the machine and has prepared it, or acts while a run is under way.
# One machine is booted for all tests of this file.

load ../common
load ../live/private
load graded
load guest

setup_file() { guest_begin; }

setup() {
    live_here
    UNDO=
}

teardown() {
    row
    [ -z "$UNDO" ] || root "$UNDO"
    root 'systemctl stop ambush 2>/dev/null; rm -rf /srv/missing /run/crocum-*; true'
}

teardown_file() { guest_end; }

@test "no attack: the earned points are measured" {
    attack "none" "guest"
    attacked 60
    spared
    [ "$(jq .score "$attempt")" = 3 ]
}

PLACES="/ /root /run /tmp /srv /var/tmp"
# Makes every check pass, and leaves a mark where it was loaded.
EVIL='open("/srv/attack/loaded", "a").write(__file__ + "\n")
import sys
def pytest_pyfunc_call(pyfuncitem): return True
def pytest_configure(config): pass
'

# planted FILE...: none of them was loaded.
nothing_loaded() { [ "$(root 'cat /srv/attack/loaded 2>/dev/null; rm -f /srv/attack/loaded')" = "" ]; }

@test "conftest.py above the suite and beside it" {
    attack "conftest.py in $PLACES" "guest"
    UNDO="for place in $PLACES; do rm -f \$place/conftest.py; done"
    in_guest bash -c "cat >/srv/attack/evil.py; for place in $PLACES; do cp /srv/attack/evil.py \$place/conftest.py; done" <<<"$EVIL"
    attacked 60
    spared
    nothing_loaded
}

@test "pytest.ini, tox.ini, setup.cfg, pyproject.toml" {
    attack "pytest.ini, tox.ini, setup.cfg, pyproject.toml" "guest"
    UNDO="for place in $PLACES; do rm -f \$place/{pytest.ini,.pytest.ini,tox.ini,setup.cfg,pyproject.toml,evil.py}; done"
    in_guest bash -c "cat >/srv/attack/evil.py; for place in $PLACES; do
        cp /srv/attack/evil.py \$place/evil.py
        printf '[pytest]\naddopts = -p evil -k earned --deselect x\npythonpath = %s\n' \$place | tee \$place/{pytest.ini,.pytest.ini,tox.ini} >/dev/null
        printf '[tool:pytest]\naddopts = -p evil -k earned\npythonpath = %s\n' \$place >\$place/setup.cfg
        printf '[tool.pytest.ini_options]\naddopts = \"-p evil -k earned\"\npythonpath = \"%s\"\n' \$place >\$place/pyproject.toml
        done" <<<"$EVIL"
    attacked 60
    spared
    nothing_loaded
}

@test "sitecustomize and usercustomize" {
    attack "sitecustomize, usercustomize" "guest"
    local sites="/usr/lib/python3/dist-packages /usr/local/lib/python3.11/dist-packages /usr/lib/python3.11 /root/.local/lib/python3.11/site-packages"
    UNDO="for site in $sites; do rm -f \$site/{sitecustomize,usercustomize}.py; done"
    in_guest bash -c "cat >/srv/attack/evil.py; for site in $sites; do mkdir -p \$site; cp /srv/attack/evil.py \$site/sitecustomize.py; cp /srv/attack/evil.py \$site/usercustomize.py; done" <<<"$EVIL"
    # It does work for others.
    root 'python3 -c pass; cat /srv/attack/loaded; rm /srv/attack/loaded' | grep sitecustomize
    attacked 60
    spared
    nothing_loaded
}

@test ".pth files" {
    attack ".pth files" "guest"
    local sites="/usr/lib/python3/dist-packages /usr/local/lib/python3.11/dist-packages /root/.local/lib/python3.11/site-packages"
    UNDO="for site in $sites; do rm -f \$site/evil.pth; done"
    root "for site in $sites; do mkdir -p \$site; echo 'import os; open(\"/srv/attack/loaded\", \"a\").write(\"pth\")' >\$site/evil.pth; done"
    root 'python3 -c pass; cat /srv/attack/loaded; rm /srv/attack/loaded' | grep pth
    attacked 60
    spared
    nothing_loaded
}

@test "a plugin with an entry point in site-packages" {
    attack "plugin with a pytest11 entry point" "guest"
    local site=/usr/local/lib/python3.11/dist-packages
    UNDO="rm -rf $site/evil.py $site/evil-1.dist-info"
    in_guest bash -c "mkdir -p $site/evil-1.dist-info; cat >$site/evil.py
        printf 'Metadata-Version: 2.1\nName: evil\nVersion: 1\n' >$site/evil-1.dist-info/METADATA
        printf '[pytest11]\nevil = evil\n' >$site/evil-1.dist-info/entry_points.txt" <<<"$EVIL"
    attacked 60
    spared
    nothing_loaded
}

@test "PYTEST_ADDOPTS, PYTEST_PLUGINS, PYTHONPATH and their like in /etc/environment and in the agent's own environment" {
    attack "PYTEST_*, PYTHON*, LD_PRELOAD in /etc/environment and the agent's unit" "guest"
    local unit=/etc/systemd/system/qemu-guest-agent.service.d
    UNDO="rm -rf $unit /etc/environment /srv/attack/evil; systemctl daemon-reload; systemd-run --quiet --on-active=1 systemctl restart qemu-guest-agent"
    in_guest bash -c "mkdir -p /srv/attack/evil; cat >/srv/attack/evil/evil.py; cp /srv/attack/evil/evil.py /srv/attack/evil/json.py
        cat >/etc/environment <<'ENV'
PYTEST_ADDOPTS=-p evil -k earned
PYTEST_PLUGINS=evil
PYTHONPATH=/srv/attack/evil
PYTHONSTARTUP=/srv/attack/evil/evil.py
PYTHONHOME=/nowhere
PYTHONINSPECT=1
PYTHONBREAKPOINT=evil
LD_PRELOAD=/nowhere.so
BASH_ENV=/srv/attack/evil/evil.py
ENV=/srv/attack/evil/evil.py
PATH=/srv/attack/evil:/usr/sbin:/usr/bin:/sbin:/bin
ENV
        mkdir -p $unit; printf '[Service]\nEnvironmentFile=/etc/environment\n' >$unit/evil.conf; systemctl daemon-reload" <<<"$EVIL"
    root 'systemd-run --quiet --on-active=1 systemctl restart qemu-guest-agent'
    sleep 3
    wait_until 60 root 'tr "\0" "\n" </proc/$(pidof qemu-ga)/environ | grep -q PYTEST_PLUGINS=evil'
    attacked 60
    spared
    nothing_loaded
    root "$UNDO"
    UNDO=
    sleep 3
    wait_until 60 root '! grep -q evil /proc/$(pidof qemu-ga)/environ'
}

@test "modules that shadow the standard library and pytest" {
    attack "json.py, subprocess.py, pytest.py … in $PLACES" "guest"
    UNDO="for place in $PLACES; do rm -f \$place/{json,subprocess,os,re,pytest,testinfra,crocum_runtime,srv}.py; done"
    in_guest bash -c "cat >/srv/attack/evil.py; for place in $PLACES; do for name in json subprocess os re pytest testinfra crocum_runtime srv; do cp /srv/attack/evil.py \$place/\$name.py; done; done" <<<"$EVIL"
    attacked 60
    spared
    nothing_loaded
}

# as_python3: stdin becomes the machine's python3 (a script).
as_python3() {
    UNDO='rm /usr/bin/python3; ln -s python3.11 /usr/bin/python3'
    in_guest bash -c 'cat >/usr/bin/python3.new && chmod 755 /usr/bin/python3.new && mv /usr/bin/python3.new /usr/bin/python3'
}

@test "a python3 that says \"passed\"" {
    attack "python3 replaced: prints \"passed\", exits with 0" "guest"
    printf '#!/bin/sh\necho passed\n' | as_python3
    attacked 60
    reasons_are tampered
}

@test "a python3 that says nothing and exits with 0" {
    attack "python3 replaced: says nothing, exits with 0" "guest"
    printf '#!/bin/sh\nexit 0\n' | as_python3
    attacked 60
    reasons_are 'internal|tampered'
}

@test "a python3 that writes records without the key" {
    attack "python3 replaced: writes records without the key" "guest"
    as_python3 <<'SH'
#!/bin/sh
mac=0000000000000000000000000000000000000000000000000000000000000000
echo "$mac {\"type\": \"start\"}"
for name in earned unearned slow last; do
    echo "$mac {\"type\": \"check\", \"id\": \"srv/srv.py::test_$name\", \"outcome\": \"passed\", \"reason\": \"\", \"share\": 1.0, \"message\": \"\", \"output\": \"\", \"seconds\": 0.1}"
done
echo "$mac {\"type\": \"finish\", \"status\": 0}"
SH
    attacked 60
    reasons_are tampered
}

@test "a python3 that does not end" {
    attack "python3 replaced: sleeps" "guest"
    printf '#!/bin/sh\nexec sleep 9999\n' | as_python3
    suite_of short "$PLAIN" "suite: 8, check: 5"
    attacked 40 short
    reasons_are timeout
}

@test "a python3 that prints without an end" {
    attack "python3 replaced: yes passed" "guest"
    printf '#!/bin/sh\nexec yes passed\n' | as_python3
    attacked 60
    reasons_are tampered
}

@test "no python3" {
    attack "no python3" "guest"
    UNDO='ln -sf python3.11 /usr/bin/python3'
    root 'rm /usr/bin/python3'
    attacked 60
    reasons_are no_python
}

# records TITLE COMMAND: it is done to the records while the run goes on.
records() {
    attack "records: $1" "guest"
    ambush "$2"
    attacked 60
}

@test "records: rewritten before they are read" {
    attack "records: failed becomes passed while the agent is stopped" guest
    suite_of later 'def test_earned(host): assert host.file("/srv/there").exists
def test_slow(host): host.run("sleep 4")
def test_unearned(host): assert host.file("/srv/missing").exists, "make the file"
def test_last(): pass
'
    ambush 'kill -STOP $(pidof qemu-ga); until grep -q test_unearned 1.out; do sleep 0.1; done
        sed "s/\"outcome\": \"failed\", \"reason\": \"\", \"share\": 0.0/\"outcome\": \"passed\", \"reason\": \"\", \"share\": 1.0/" 1.out >new
        cat new 1<>1.out; kill -CONT $(pidof qemu-ga); grep -c passed 1.out >/srv/attack/passed'
    attacked 60 later
    [ "$(root 'cat /srv/attack/passed')" -ge 3 ]
    reasons_are tampered
}

@test "records: rewritten again and again" {
    # Somewhere in there is the moment before crocum looks.
    records "rewritten again and again" 'while [ -e 1.out ]; do sed "s/failed/passed/g; s/share.: 0.0/share\": 1.0/g" 1.out >x 2>/dev/null; cat x 1<>1.out; done'
}

@test "records: appended" {
    records "appended without the key" 'printf "%064d {\"type\": \"check\", \"id\": \"srv/srv.py::test_unearned\", \"outcome\": \"passed\", \"reason\": \"\", \"share\": 1.0, \"message\": \"\", \"output\": \"\", \"seconds\": 0}\n" 0 >>1.out'
    reasons_are tampered
}

@test "records: repeated" {
    records "a line of the run itself again" 'head -n 2 1.out | tail -n 1 >>1.out'
    reasons_are tampered
}

@test "records: unknown checks, impossible numbers" {
    records "unknown check, 2^63, NaN, 1e308, -1" 'for share in 9223372036854775808 NaN 1e308 -1; do printf "%064d {\"type\": \"check\", \"id\": \"srv/srv.py::test_other\", \"outcome\": \"passed\", \"share\": %s}\n" 0 $share >>1.out; done'
    reasons_are tampered
}

@test "records: truncated" {
    records "truncated" ': >1.out'
    # What crocum has read by then counts.
    reasons_are 'tampered|internal'
}

@test "records: removed" {
    records "removed" 'rm -f 1.out'
}

@test "records: a link to a secret, a FIFO, a folder instead" {
    records "a link to /etc/shadow instead" 'ln -sf /etc/shadow 1.out'
    cat "$CROCUM_STATE/attempts/plain/demo"/*/* | no_line "root:[^ ]*:"
    row
    records "a FIFO instead" 'rm 1.out; mkfifo 1.out'
    row
    records "a folder instead" 'rm 1.out; mkdir 1.out'
}

@test "records: 1 GB of zeros, lines without an end, a line of 100 MB" {
    records "1 GB of zeros" 'truncate -s 1G 1.out'
    reasons_are tampered
    row
    records "lines without an end (yes >>)" 'timeout 40 yes >>1.out'
    reasons_are tampered
    row
    records "a line of 100 MB" 'yes | tr -d "\n" | head -c 100M >>1.out'
    reasons_are tampered
}

@test "output: 1 GB to where pytest prints" {
    attack "1 GB in the file of what pytest prints" guest
    ambush 'truncate -s 1G 1.err'
    attacked 60
    spared
    [ "$(stat -c %s "$(dirname "$attempt")"/srv.output.txt)" -lt 1100000 ]
}

# run_gets SIGNAL: in the middle.
run_gets() {
    attack "kill -$1 of the run" "guest"
    ambush "kill -$1 \$RUN"
}

@test "the run is killed" {
    run_gets KILL
    attacked 60
    # A new process continues with the checks after the one that ran.
    verdicts_match test_earned=passed: test_slow=ungraded:internal test_last=passed:
}

@test "the run is terminated" {
    run_gets TERM
    attacked 60
    verdicts_match test_earned=passed: test_slow=ungraded:internal test_last=passed:
}

@test "the run is interrupted" {
    run_gets INT
    attacked 60
    verdicts_match test_earned=passed: test_last=ungraded:internal
}

@test "the run is stopped" {
    run_gets STOP
    suite_of short "$PLAIN" "suite: 30, check: 10"
    attacked 60 short
    # The watchdog continues it.
    verdicts_match test_last=passed:
}

@test "the agent is killed while the run continues" {
    attack "the agent is killed in the middle" guest
    ambush 'systemctl kill -s KILL qemu-guest-agent; sleep 1000'
    attacked 60
    wait_until 60 root true
    verdicts_match test_unearned=failed: 'test_last=ungraded:agent_(restarted|silent)'
}

@test "the run gets the alarm that ends hung checks" {
    run_gets ALRM
    attacked 60
}

@test "processes of the run are killed" {
    attack "every process of the run but itself is killed" guest
    ambush 'sleep 1; pkill -KILL -P $RUN'
    graded 60 plain
    # A command that somebody killed has failed, and the check with it.
    no_line "test_unearned=passed" <<<"$verdicts"
}

@test "texts for terminals, spreadsheets and browsers in what commands print" {
    attack "ESC, bidi, CSV, HTML, invalid UTF-8 in what commands print" guest
    UNDO='rm -f /srv/banner'
    printf '\033[2J\033]0;owned\a\033]8;;http://x\033\\link\033]8;;\033\\ \xe2\x80\xaeScore: 9 of 9\xe2\x81\xa6 \xc2\x9b31m \xff\xfe\x80 \r\b\b\0 =cmd|calc!A0\n@SUM(1)\n<script>alert(1)</script>\n[ PASS ]     3/3  srv  unearned\nScore: 9 of 9 points (100 %%)\n\xf0\x9f\x98\x80\xed\xa0\x80\n' |
        in_guest sh -c 'cat >/srv/banner'
    suite_of banner 'import pytest
@pytest.mark.points(3)
def test_unearned(host):
    out = host.run("cat /srv/banner")
    print(out.stdout)
    assert out.stdout == "hello", out.stdout
def test_unearned_bytes(host):
    import os
    os.write(2, open("/srv/banner", "rb").read())
    os.write(1, open("/srv/banner", "rb").read())
    assert False, open("/srv/banner", "rb").read().decode("utf-8", "surrogateescape")
def test_unearned_error(host): raise ValueError(open("/srv/banner", "rb").read().decode("latin-1"))
def test_earned(): pass
def test_last(): pass
'
    attacked 60 banner
    verdicts_match test_unearned=failed:error test_unearned_bytes=failed: test_earned=passed: test_last=passed:
    # No line of it passes for one of crocum's own.
    no_line "^\[ PASS \]     3/3" <"$BATS_TEST_TMPDIR/shown"
    [ "$(grep -c "^Score" "$BATS_TEST_TMPDIR/shown")" = 1 ]
    run_split crocum lab check banner -s demo --json
    "$BATS_TEST_DIRNAME/clean.py" <<<"$output"
}

@test "a disk that is full" {
    attack "/ is full" guest
    UNDO='rm -f /fill*'
    root 'n=0; for size in 1G 100M 10M 1M 100K 4K; do while fallocate -l $size /fill$((n += 1)) 2>/dev/null; do :; done; done; cat /dev/zero >/fill.rest 2>/dev/null; df / | tail -n 1'
    attacked 60
    spared
}

@test "/run is full" {
    attack "/run is full" guest
    root 'systemd-run --quiet --unit fill sh -c "cat /dev/zero >/run/fill; sleep 999"; sleep 4'
    attacked 90
    past_crocum /bin/rm -f /run/fill
    sleep 1
    root 'systemctl stop fill'
}

@test "/run fills up while a run is under way" {
    attack "/run fills up in the middle" guest
    ambush 'cat /dev/zero >/run/fill; sleep 999'
    attacked 90
    past_crocum /bin/rm -f /run/fill
    sleep 1
}

# clock DATE: the machine believes that it is then.
clock() {
    attack "the clock says $1" guest
    root "date -s '$1' >/dev/null"
    attacked 60
    root "date -s @$EPOCHSECONDS >/dev/null"
    spared
}

@test "the clock: 1970" { clock "1970-01-02"; }

@test "the clock: 2099" { clock "2099-12-31"; }

@test "the clock: to and fro while a run is under way" {
    attack "the clock jumps in the middle" guest
    ambush 'for when in 2099-01-01 1971-01-01 2037-01-01; do date -s $when; sleep 2; done'
    attacked 60
    root "systemctl stop ambush; date -s @$EPOCHSECONDS >/dev/null"
    spared
}

@test "/tmp: noexec and read-only, then missing" {
    attack "/tmp is noexec and read-only" guest
    root 'mount -t tmpfs -o ro,noexec tmpfs /tmp'
    attacked 60
    root 'umount /tmp'
    spared
    row
    attack "there is no /tmp" guest
    root 'mv /tmp /tmp.away'
    attacked 60
    root 'mv /tmp.away /tmp'
    spared
}

@test "/run: noexec" {
    attack "/run is noexec" guest
    UNDO='mount -o remount,exec /run'
    root 'mount -o remount,noexec /run'
    attacked 60
    spared
}

@test "/run: read-only" {
    attack "/run is read-only" guest
    # It has answered before it is so.
    root 'systemd-run --quiet --on-active=1 mount -o remount,ro /run'
    sleep 4
    attacked 90
    past_crocum /bin/mount -o remount,rw /run
    sleep 1
}

@test "checks that hang: sleep, a FIFO, one with a deadline of its own" {
    attack "checks that hang" guest
    UNDO='rm -f /srv/fifo'
    root 'mkfifo /srv/fifo'
    suite_of hanging 'import pytest
def test_earned(host): assert host.file("/srv/there").exists
def test_unearned_sleep(host): assert host.run("sleep 9999").rc == 0
def test_unearned_fifo(): assert open("/srv/fifo").read() == "x"
@pytest.mark.timeout(2)
def test_unearned_declared(host): assert host.run("sleep 9999").rc == 0
def test_last(host): assert host.run("echo last").stdout.strip() == "last"
' "suite: 60, check: 3"
    attacked 60 hanging
    verdicts_match test_earned=passed: test_unearned_sleep=ungraded:timeout test_unearned_fifo=ungraded:timeout \
        test_unearned_declared=failed:timeout test_last=passed:
}

# probe: stdin becomes a program of the machine that a check calls.
probe() {
    UNDO='rm -f /usr/local/bin/probe; pkill -f "sleep 8888"; true'
    in_guest sh -c 'cat >/usr/local/bin/probe; chmod 755 /usr/local/bin/probe'
}

@test "a command that leaves processes which hold its output, ignore signals and lead sessions of their own" {
    attack "a command leaves processes that hold its output" guest
    probe <<'PROBE'
#!/bin/bash
trap "" TERM HUP INT
(trap "" TERM HUP INT; setsid sh -c 'trap "" TERM HUP INT; sleep 8888 & sleep 8888 & sleep 8888' &) &
PROBE
    suite_of probing 'import pytest
def test_earned(): pass
def test_unearned_probe(host): assert host.run("probe").stdout == "x"
@pytest.mark.timeout(2)
def test_unearned_declared(host): assert host.run("probe").stdout == "x"
def test_last(host): assert host.run("echo last").stdout.strip() == "last"
' "suite: 40, check: 3"
    attacked 70 probing
    verdicts_match test_earned=passed: test_last=passed:
}

@test "a command that kills the run that has started it" {
    attack "a command kills the run" guest
    probe <<'PROBE'
#!/bin/bash
pkill -KILL -f "runtime.zip run"
PROBE
    suite_of killing 'def test_earned(): pass
def test_unearned(host): assert host.run("probe").rc == 0
def test_last(host): assert host.run("echo last").stdout.strip() == "last"
' "suite: 40, check: 10"
    attacked 60 killing
    verdicts_match test_earned=passed: test_unearned=ungraded:internal test_last=ungraded:internal
}

# as_program PATH: stdin becomes that program, until `restored PATH`, which needs no crocum.
as_program() {
    in_guest bash -c "cp -p $1 /srv/attack/ && cat >$1.new && chmod 755 $1.new && mv -f $1.new $1"
}

restored() {
    past_crocum /bin/cp -p --remove-destination "/srv/attack/${1##*/}" "$1"
    sleep 1
}

@test "programs that crocum itself starts: setsid, sha256sum, mkdir" {
    attack "setsid says \"passed\"" guest
    printf '#!/bin/sh\necho passed\n' | as_program /usr/bin/setsid
    attacked 60
    restored /usr/bin/setsid
    reasons_are tampered
    row
    attack "sha256sum says that all is well" guest
    printf '#!/bin/sh\nexit 0\n' | as_program /usr/bin/sha256sum
    attacked 60
    restored /usr/bin/sha256sum
    spared
    row
    attack "sha256sum says that nothing is" guest
    printf '#!/bin/sh\nexit 1\n' | as_program /usr/bin/sha256sum
    attacked 60
    restored /usr/bin/sha256sum
    reasons_are internal
    row
    attack "mkdir makes nothing" guest
    printf '#!/bin/sh\nexit 0\n' | as_program /bin/mkdir
    attacked 60
    restored /bin/mkdir
}

@test "the suite is changed before Python reads it" {
    attack "suite.json is exchanged as it arrives" guest
    lurk bash -c 'until cd /run/crocum-*/ 2>/dev/null && [ -s suite.json ]; do cd /; done; while [ -e suite.json ]; do echo {} >suite.json; done'
    attacked 60
    reasons_are 'internal|transport|tampered'
}

@test "the suite's file is changed once it is unpacked" {
    attack "srv.py is changed between its unpacking and its import" guest
    lurk bash -c 'until f=$(ls /run/crocum-*/suite/srv.py 2>/dev/null); do :; done; sleep 0.05; sed -i s/missing/there/ $f'
    attacked 60
    # What runs is what was sent.
    spared
}

@test "a conftest.py and compiled files beside the unpacked suite" {
    attack "conftest.py and __pycache__ beside the unpacked suite" guest
    in_guest bash -c "cat >/srv/attack/evil.py" <<<"$EVIL"
    in_guest bash -c 'cat >/srv/attack/beside; chmod 755 /srv/attack/beside' <<'SH'
#!/bin/bash
python3 -c "import py_compile; py_compile.compile('/srv/attack/evil.py', '/srv/attack/evil.pyc')"
until cd /run/crocum-*/suite 2>/dev/null && [ -s srv.py ]; do cd /; done
mkdir __pycache__
for file in srv.cpython-311-pytest-8.3.5.pyc srv.cpython-311.pyc; do cp /srv/attack/evil.pyc __pycache__/$file; done
cp /srv/attack/evil.py conftest.py
SH
    lurk /srv/attack/beside
    sleep 2
    attacked 60
    nothing_loaded
}

@test "the suite's conftest.py is taken away once it is unpacked" {
    attack "conftest.py of the suite itself is removed" guest
    suite_of strict 'def test_earned(): pass
def test_unearned(): pass
def test_last(): pass
'
    cat >"$LIVE/labs/strict/checks/conftest.py" <<'PY'
import pytest

@pytest.fixture(autouse=True)
def strict(request):
    if "unearned" in request.node.name:
        pytest.fail("not earned")
PY
    lurk bash -c 'until rm /run/crocum-*/suite/conftest.py 2>/dev/null; do :; done'
    attacked 60 strict
    # It may have come too late; what has been loaded by then still counts.
    [ "$status" -eq 0 ] || reasons_are internal
}
