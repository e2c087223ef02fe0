#!/usr/bin/env bats
# A student's own parameters, from lab.yaml to setup scripts, checks and the task sheet. Real qemu-ga, no machine.

load ../common
load agents

setup() {
    agents_begin
    for student in ann bob; do start_agent $student-srv; done
    lab=$CROCUM_LABS/own
    mkdir -p "$lab/checks" "$lab/setup"
    specs "[1, 1000000]"
    cat >"$lab/setup/srv.sh" <<SH
echo "\$CROCUM_NUMBER \$CROCUM_NET" >>$BATS_TEST_TMPDIR/setup
SH
    cat >"$lab/checks/srv.py" <<'PY'
def test_own(params):
    assert params["number"] == "0", "my number is %(number)s, my net %(net)s" % params
PY
    printf '# The task of {{student}}\n\nUse *{{net}}* and port {{door}}, in \\{{ }} <b onclick="x">{{animal}}</b>\n' >"$lab/README.md"
    printf 'id\nann\nbob\n' | crocum class import net - -q
}

teardown() { agents_end; }

# specs RANGE: of the parameter number.
specs() {
    cat >"$lab/lab.yaml" <<YAML
title: Own values
machines: {srv: {agent: "unix:$BATS_TEST_TMPDIR/{student}-srv.sock"}}
parameters:
  number: {int: $1}
  net: {subnet: {of: 10.0.0.0/8, prefix: 24}}
  door: {port: true}
  animal: {choice: [cat, dog]}
YAML
}

number_of() { crocum lab task own -s "$1" --json | jq -r .parameters.number; }

@test "values reach setup scripts, checks, the attempt and the sheet, and do not change" {
    local first
    first=$(number_of ann)
    crocum lab up own --class net -q
    [ "$first" = "$(number_of ann)" ]
    [ "$(number_of ann)" != "$(number_of bob)" ]
    grep -q "^$first 10\.[0-9]*\.[0-9]*\.0/24$" "$BATS_TEST_TMPDIR/setup"
    run_split crocum lab check own -s ann
    contains "$output" "my number is $first, my net 10."
    run_split crocum lab show own -s ann --json
    [ "$(json .parameters.number)" = "$first" ]
    # Another range, another roster: the record wins, and so for an instance that is made again.
    specs "[5, 5]"
    printf 'id\nbob\n' | crocum class import net - -q
    [ "$(number_of ann)" = "$first" ]
    crocum lab down own -s ann -q
    crocum lab up own -s ann -q
    run_split crocum lab check own -s ann
    contains "$output" "my number is $first"
    [ "$(number_of carl)" = 5 ]
}

@test "the sheet: Markdown and one page of HTML, nothing that the Markdown could smuggle in; mistakes with file and line" {
    run_split crocum lab task own -s ann
    [ "$status" -eq 0 ]
    contains "$output" "# The task of ann"
    [[ $output =~ Use\ \*10\.[0-9]+\.[0-9]+\.0/24\*\ and\ port\ [0-9]{5},\ in\ \{\{ ]]
    run_split crocum lab task own -s ann --format html -o "$BATS_TEST_TMPDIR/ann.html"
    [ "$status" -eq 0 ]
    page=$(cat "$BATS_TEST_TMPDIR/ann.html")
    contains "$page" "<title>Own values</title>"
    contains "$page" "<h1>The task of ann</h1>"
    lacks "$page" onclick
    echo '{{nosuch}}' >>"$lab/README.md"
    run_split crocum lab task own -s ann
    [ "$status" -eq 2 ]
    contains "$errors" "README.md:4: unknown parameter \"nosuch\""
    rm "$lab/README.md"
    run_split crocum lab task own -s ann
    [ "$status" -eq 1 ]
}

@test "mistakes in parameters are shown with line and column, by validate too" {
    cat >"$lab/lab.yaml" <<'YAML'
machines: {srv: {agent: "unix:/x"}}
parameters:
  seed: {int: [1, 2]}
  one: {int: [2, 1]}
  two: {subnet: {of: 10.0.0.1/8, prefix: 24}}
  three: {colour: red}
  four: {choice: []}
YAML
    run_split crocum lab task own -s ann
    [ "$status" -eq 2 ]
    for text in "3:9" '"seed" cannot be' "a range is [LEAST, MOST]" "bits set below its prefix" 'unknown kind "colour"' "a list of choices"; do
        contains "$errors" "$text"
    done
}

@test "a student of no class has values too, from a secret that only its owner can read" {
    [ -n "$(number_of carl)" ]
    [ "$(stat -c %a "$CROCUM_STATE/secret")" = 600 ]
    grep -qxE '[0-9a-f]{64}' "$CROCUM_STATE/secret"
}
