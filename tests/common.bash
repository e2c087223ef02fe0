# What the bats tests share. Every test has a state directory, a configuration and a home of its own.

# The binary under test, by tests/run.
export BINARY=${BINARY:-${CROCUM:?run the tests with tests/run}}

crocum() { "$BINARY" "$@"; }

# isolate FOLDER: nothing of the caller's settings decides a test.
isolate() {
    local name
    for name in $(compgen -e CROCUM_); do unset "$name"; done
    export CROCUM_STATE=$1/state CROCUM_CONFIG=$1/config.toml CROCUM_LABS=$1/labs
    export HOME=$1 NO_COLOR=1
    mkdir -p "$1/labs"
    : >"$CROCUM_CONFIG"
}

# run_split COMMAND...: like bats' run, with $output for stdout and $errors for stderr.
run_split() {
    local errors_file
    errors_file=$(mktemp)
    status=0
    output=$("$@" 2>"$errors_file") || status=$?
    errors=$(cat "$errors_file")
    rm -f "$errors_file"
    # What bats shows of a test that fails.
    printf 'status %s\n-- stdout\n%s\n-- stderr\n%s\n' "$status" "$output" "$errors"
}

# json FILTER: reads $output strictly as one JSON document; prints what the jq filter gives.
json() { jq -er "$1" <<<"$output"; }

contains() {
    [[ $1 == *"$2"* ]] || {
        echo "\"$2\" is not in: $1"
        return 1
    }
}

lacks() {
    [[ $1 != *"$2"* ]] || {
        echo "\"$2\" is in: $1"
        return 1
    }
}

# wait_until SECONDS COMMAND...
wait_until() {
    local deadline=$((SECONDS + $1))
    shift
    until "$@"; do
        [ "$SECONDS" -lt "$deadline" ] || return 1
        sleep 0.2
    done
}

# instance LAB STUDENT MACHINE [URI]: the record of a ready instance with one machine.
instance() {
    mkdir -p "$CROCUM_STATE/instances/$1/$2"
    cat >"$CROCUM_STATE/instances/$1/$2/instance.json" <<JSON
{"schema":1,"lab":"$1","student":"$2","instance":"1a2b3c4d","folder":"/labs/$1","lab_digest":"","phase":"ready","broken":"",
 "uri":"${4-}","variables":{},"resources":[],"created":"2026-01-01T00:00:00Z",
 "machines":[{"name":"$3","domain":"$2-$1-$3","uri":"${4-qemu:///system}","uuid":"","agent":"","set_up":true}]}
JSON
}
