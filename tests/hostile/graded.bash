# What the tests of hostile machines share: what crocum made of an attack, held against what it may make of any, and the
# table of what was seen.

# One row for each attack: its name, where it happened, what crocum said, exit status, seconds, MiB of memory at most.
TABLE=${HOSTILE_TABLE:-/dev/null}

# Resident memory that crocum itself may reach, in KiB.
MOST_MEMORY=$((64 * 1024))

# attack NAME WHERE: the test is about this.
attack() { attack=$1 where=$2 attack_status=- attack_said=- attack_seconds=- attack_memory=-; }

# For teardown: a test that failed has its row too.
row() {
    [ -z "${attack-}" ] ||
        printf '%s\t%s\t%s\t%s\t%s\t%s\n' "$attack" "$where" "$attack_said" "$attack_status" "$attack_seconds" "$attack_memory" >>"$TABLE"
}

# what_was_said: in a line, how much of the machine under attack was graded, and the first reason why the rest was not.
what_was_said() {
    jq -r --arg machine "$UNDER_ATTACK" '[.checks[] | select(.machine == $machine)] | length as $all | map(select(.verdict == "ungraded")) |
        if length == 0 then "graded as it is" else "\(length) of \($all) ungraded: \(.[0].reason): \(.[0].message)" end |
        gsub("[[:space:]]+"; " ")' "$attempt" | sed "s|${LIVE:-${STAGE:-}}|…|g" | cut -c1-150
}

# graded MOST_SECONDS LAB [OPTIONS]: checks demo's instance of a lab with -v. $output is what a terminal would show,
# $attempt the attempt's record, $verdicts "name=verdict:reason" of every check of the machine under attack.
graded() {
    local most=$1 lab=$2
    shift 2
    rm -rf "${CROCUM_STATE:?}/attempts/$lab"
    status=0
    "$BATS_TEST_DIRNAME/measured.py" "$BATS_TEST_TMPDIR/took" $((most * 3)) "$BINARY" lab check "$lab" -s demo -v "$@" \
        >"$BATS_TEST_TMPDIR/shown" 2>&1 3>&- || status=$?
    attack_status=$status
    read -r seconds memory <"$BATS_TEST_TMPDIR/took"
    attack_seconds=$seconds attack_memory=$((memory / 1024))
    # For people: without what a terminal would not take.
    echo "status $status after $seconds s, $memory KiB"
    output=$(LC_ALL=C tr -cd '\n\t -~' <"$BATS_TEST_TMPDIR/shown" | cut -c1-300)
    head -n 60 <<<"$output"
    "$BATS_TEST_DIRNAME/clean.py" <"$BATS_TEST_TMPDIR/shown"
    attempt=$(echo "$CROCUM_STATE/attempts/$lab/demo"/*/attempt.json)
    [ -e "$attempt" ] || { echo "no attempt was kept"; return 1; }
    verdicts=$(jq -r --arg machine "$UNDER_ATTACK" '.checks[] | select(.machine == $machine) |
        "\(.id | sub(".*::"; ""))=\(.verdict):\(.reason)"' "$attempt")
    attack_said=$(what_was_said)
    awk -v took="$seconds" -v most="$most" 'BEGIN { exit !(took < most) }' || { echo "took $seconds s, not under $most"; return 1; }
    if [ "$memory" -lt 1000 ] || [ "$memory" -ge "$MOST_MEMORY" ]; then echo "peak of $memory KiB" && return 1; fi
    honest_sum
}

# No number without a measurement: status, score and the line that people read say the same.
honest_sum() {
    local ungraded
    ungraded=$(jq '[.checks[] | select(.verdict == "ungraded")] | length' "$attempt")
    if [ "$ungraded" -gt 0 ]; then
        [ "$status" -eq 3 ]
        [ "$(jq .score "$attempt")" = null ]
        contains "$output" "No final score"
        no_line "^Score:" <<<"$output"
        [ "$(jq '[.checks[] | select(.verdict == "ungraded" and (.score != null or .message == ""))] | length' "$attempt")" -eq 0 ]
    else
        [ "$status" -eq 0 ]
        grep -q "^Score: $(jq -r .score "$attempt") of " <<<"$output"
    fi
}

# no_line REGEX: in stdin. ("! grep" alone fails no test.)
no_line() {
    local found
    found=$(grep -m 1 -E "$1") || return 0
    echo "there is: $found"
    return 1
}

# Whether each check of the machine under attack has the verdict that it has earned, or none. What is earned is in its name.
nothing_unearned() {
    local wrong
    wrong=$(grep -vE '^test_unearned[^=]*=(failed|ungraded):|^test_[^=]*=ungraded:.|^test_skipped[^=]*=skipped:|^test_(earned|slow|last)[^=]*=passed:$' <<<"$verdicts") || return 0
    echo "not earned: $wrong"
    return 1
}

# verdicts_match REGEX...: one of the lines for each.
verdicts_match() {
    local regex
    for regex in "$@"; do
        grep -qxE "$regex" <<<"$verdicts" || { printf 'no %s in\n%s\n' "$regex" "$verdicts"; return 1; }
    done
}

# reasons_are REGEX: of everything that is ungraded in the machine under attack; something is.
reasons_are() {
    local reasons
    reasons=$(sed -n 's/.*=ungraded://p' <<<"$verdicts" | sort -u)
    [ -n "$reasons" ] || { echo "nothing is ungraded"; return 1; }
    reasons=$(grep -vxE "$1" <<<"$reasons") || return 0
    echo "not $1: $reasons"
    return 1
}
