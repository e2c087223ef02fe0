# What the tests of hostile guests share: a check that is watched, what it may and may not say, and the table.

TABLE=${HOSTILE_TABLE:-/dev/null}

# checked [ARGUMENT...]: `lab check hostile -s demo --json`, watched. $status, $output (the document), $errors, $seconds, $peak.
checked() {
    local result
    result=$("$BATS_TEST_DIRNAME/watched.py" "${PATIENCE:-100}" "$BINARY" lab check hostile -s demo --json "$@")
    status=$(jq .status <<<"$result")
    seconds=$(jq .seconds <<<"$result")
    peak=$(jq .peak <<<"$result")
    output=$(jq -r .out <<<"$result")
    errors=$(jq -r .err <<<"$result")
    printf 'status %s, %s s, %s KiB\n%s\n%s\n' "$status" "$seconds" "$peak" "$output" "$errors"
    [ "$status" -ne 124 ]
    # Bounded, whatever the guest does.
    [ "$peak" -lt 65536 ]
}

# verdicts MACHINE: of all its checks, in their order, with the reason behind those that have one.
verdicts() { json "[.checks[] | select(.machine == \"$1\") | .verdict + (if .reason == \"\" then \"\" else \":\" + .reason end)] | join(\" \")"; }

# as_before: the attack changed nothing: what is not done has failed, all else is graded, there is a score.
as_before() {
    [ "$status" -eq 0 ]
    [ "$(verdicts srv)" = "failed passed passed" ]
    [ "$(json .score)" = "$(json '[.checks[] | select(.verdict == "passed")] | length')" ]
    said "graded as it is: $(json '"\(.score) of \(.max_score)"')"
}

# ungraded REASON [VERDICTS]: nothing is believed (or just what had finished); no score, status 3.
ungraded() {
    [ "$status" -eq 3 ]
    [ "$(verdicts srv)" = "${2:-ungraded:$1 ungraded:$1 ungraded:$1}" ]
    [ "$(jq .score <<<"$output")" = null ]
    [ "$(json '[.checks[] | select(.verdict == "passed" and (.id | endswith("test_done")))] | length')" = 0 ]
    said "$(json "[.checks[] | select(.reason == \"$1\")][0] | .reason + \": \" + .message" | head -n 1 | cut -c1-110)"
}

# said TEXT: a row of the table.
said() {
    printf '%s\t%s\t%s\t%s\t%s\n' "$BATS_TEST_DESCRIPTION" "${WHERE:-guest}" "$1" "$status" "$seconds" >>"$TABLE"
}
