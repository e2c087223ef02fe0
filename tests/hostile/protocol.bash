# A lab of two machines that stand: r1, whose agent is rogue.py, and r2, with the real qemu-ga. Both are this host, so
# suites touch nothing but a folder of the test's, and agents see a /run of their own.

export UNDER_ATTACK=r1

stage_begin() {
    STAGE=$BATS_FILE_TMPDIR
    export STAGE
    stage_here
    mkdir -p "$STAGE/work"
    touch "$STAGE/work/there"
    lab_of guest
    lab_of host
    honest_agent r1
    honest_agent r2
    local mode
    for mode in guest host; do crocum lab up "$mode" -s demo -q || return 1; done
    end_agent r1
}

stage_here() { isolate "$STAGE"; }

# lab_of MODE: the lab of that name, with r1's suite in that mode.
lab_of() {
    local lab=$CROCUM_LABS/$1
    mkdir -p "$lab/checks"
    cat >"$lab/lab.yaml" <<YAML
machines: {r1: {agent: "unix:$STAGE/r1.sock"}, r2: {agent: "unix:$STAGE/r2.sock"}}
timeouts: {boot: 10, suite: 20, check: 5, attempt: 120}
mode: {r1: $1}
YAML
    cat >"$lab/checks/r1.py" <<PY
import pytest

def test_earned(host): assert host.run("test -e $STAGE/work/there").rc == 0
@pytest.mark.points(3)
def test_unearned(host): assert host.run("test -e $STAGE/work/missing").rc == 0, "make the file"
@pytest.mark.skip(reason="not today")
def test_skipped(): pass
def test_slow(host): assert host.run("sleep 2; echo slept").stdout.strip() == "slept"
def test_last(host): assert host.run("echo last").stdout.strip() == "last"
PY
    cat >"$lab/checks/r2.py" <<PY
def test_earned(host): assert host.run("test -e $STAGE/work/there").rc == 0
def test_slow(host): assert host.run("sleep 2").rc == 0
PY
}

# contained NAME COMMAND...: the agent NAME in namespaces of its own. It has a /run that nobody else sees, and whatever it
# has started ends with it.
contained() {
    local name=$1
    shift
    # shellcheck disable=SC2016
    unshare --mount --pid --fork --kill-child --mount-proc \
        sh -c 'mount -t tmpfs -o size=64m tmpfs /run && exec "$@"' sh "$@" >"$STAGE/$name.log" 2>&1 3>&- &
    echo $! >"$STAGE/$name.agent"
    wait_until 10 test -S "$STAGE/$name.sock"
}

honest_agent() { contained "$1" qemu-ga -m unix-listen -p "$STAGE/$1.sock" -t "$STAGE" -f "$STAGE/$1.pid"; }

end_agent() {
    kill -KILL "$(cat "$STAGE/$1.agent")" 2>/dev/null || true
    wait_until 10 bash -c "! grep -q ') [^Z] ' /proc/$(cat "$STAGE/$1.agent")/stat 2>/dev/null"
    rm -f "$STAGE/$1.sock"
}

stage_end() { end_agent r2; }

# attacked ATTACK MODE [PHASE]: r1's agent attacks while the lab is checked.
attacked() {
    attack "$("$BATS_TEST_DIRNAME/rogue.py" --about "$1")${3:+ (from the $3 on)}" "agent, $2 mode"
    contained r1 "$BATS_TEST_DIRNAME/rogue.py" "$STAGE/r1.sock" "$1" "${3-}"
    graded 60 "$2"
    nothing_unearned
    # The other machine has lost nothing.
    # shellcheck disable=SC2154 # graded has set it
    [ "$(jq -r '[.checks[] | select(.machine == "r2") | .verdict] | join(" ")' "$attempt")" = "passed passed" ]
}

# spared: the attack changed nothing; all is measured.
spared() {
    verdicts_match test_earned=passed: test_unearned=failed: test_slow=passed: test_last=passed:
    [ "$(jq .score "$attempt")" = 5 ]
}

attack_over() {
    cat "$STAGE/r1.log"
    end_agent r1
    row
}
