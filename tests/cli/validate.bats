#!/usr/bin/env bats
# `lab validate`: every mistake in a lab folder is found, each once, with file and line; no machine is needed.

load ../common

setup() {
    isolate "$BATS_TEST_TMPDIR"
    lab=$CROCUM_LABS/net
    mkdir -p "$lab"/{checks,setup,solution}
    cat >"$lab/lab.yaml" <<'YAML'
title: Two routers
machines:
  r1: {domain: "{student}-r1"}
  r2: {domain: "{student}-r2"}
YAML
    cat >"$lab/checks/r1.py" <<'PY'
import pytest

@pytest.mark.points(2)
def test_up(host):
    assert host.run("true").rc == 0, "switch it on"
PY
    printf '#!/bin/sh\ntrue\n' | tee "$lab/setup/r1.sh" >"$lab/solution/r1.sh"
    touch "$lab/README.md"
}

# found TEXT...: these findings and no others, in this order; LAB stands for the folder.
found() {
    local expected
    expected=$(printf '%s\n' "${@//LAB/$lab}")
    diff <(grep -E '^(error|warning): ' <<<"$output") <(echo "$expected")
}

# Terraform's provider is taken from the mirror, never asked for on the way.
needs_provider() {
    command -v terraform >/dev/null || command -v tofu >/dev/null || skip "neither terraform nor tofu is here"
    [ -d /usr/local/lib/crocum/providers ] || skip "there is no provider mirror"
}

@test "a lab without mistakes: the summary, status 0; with -q nothing" {
    run_split crocum lab validate net
    [ "$status" -eq 0 ]
    [ "$output" = "net: 1 check, 2 points, 2 machines: valid" ]
    run_split crocum lab validate "$lab" -q
    [ "$status" -eq 0 ]
    [ -z "$output$errors" ]
}

@test "a task that names a parameter which there is not" {
    printf 'parameters: {vlan: {int: [2, 99]}}\n' >>"$lab/lab.yaml"
    printf '# Task of {{student}}\n\nUse {{vlan}} and {{vpn}}, in \\{{ }}.\n' >"$lab/README.md"
    run_split crocum lab validate net
    [ "$status" -eq 1 ]
    found 'error: LAB/README.md:3: unknown parameter "vpn" (Known are due, lab, name, student, vlan; write \{{ for a literal {{)'
}

@test "a folder without a lab: status 2" {
    mkdir "$CROCUM_LABS/empty" "$BATS_TEST_TMPDIR/Bad_Name"
    touch "$BATS_TEST_TMPDIR/Bad_Name/main.tf"
    for name in nothing "$CROCUM_LABS/empty" "$BATS_TEST_TMPDIR/Bad_Name" ""; do
        run_split crocum lab validate ${name:+"$name"} --json
        [ "$status" -eq 2 ]
        [ "$(json .exit)" = 2 ]
    done
}

@test "every mistake in lab.yaml and in the other files" {
    printf 'titel: x\nmachines: {r1: {domain: a}}\nmode: both\ntimeouts: {boot: soon}\n' >"$lab/lab.yaml"
    rm "$lab/README.md"
    echo 'def test_a(:' >"$lab/checks/r2.py"
    run_split crocum lab validate net
    [ "$status" -eq 1 ]
    found "warning: LAB/README.md: the file is missing: students have no task to read" \
        "error: LAB/checks/r2.py:1: SyntaxError: invalid syntax" \
        'error: LAB/lab.yaml:1: unknown key "titel"; known are title, machines, timeouts, mode, points, total, late, attempts, parameters, cross_check, partials' \
        "error: LAB/lab.yaml:3: mode has to be guest or host" \
        "error: LAB/lab.yaml:4: boot has to be a whole number of seconds from 1 to 86400"
    [ "${output##*$'\n'}" = "net: 1 check, 2 points, 1 machine: 4 errors, 1 warning" ]
}

@test "suites: import errors, misused markers, unknown machines, missing messages, missing solutions" {
    cat >"$lab/checks/r1.py" <<'PY'
import pytest
from my_helper import VALUE
def test_a(): pass
PY
    printf 'VALUE = 1\nimport nosuch\n' >"$lab/checks/my_helper.py"
    cat >"$lab/checks/r2.py" <<'PY'
import pytest

@pytest.mark.parametrize("n", [1, 2])
def test_silent(host, n):
    assert host.run("true").rc == 0
    assert n, "fine"
    assert n
PY
    printf 'import pytest\n@pytest.mark.points("x")\ndef test_a(): pass\n@pytest.mark.points(-1)\ndef test_b(): pass\n' >"$lab/checks/r3.py"
    echo 'def test_a(): pass' >"$lab/checks/r4.py"
    echo 'def test_across(machines): assert machines, "none"' >"$lab/checks/lab.py"
    run_split crocum lab validate net
    [ "$status" -eq 1 ]
    found "error: LAB/checks/my_helper.py:2: ModuleNotFoundError: No module named 'nosuch' (A suite has to import on this host with pytest and testinfra alone)" \
        "warning: LAB/checks/r2.py: there is no $lab/solution/r2.sh: nothing proves that these checks can pass" \
        "warning: LAB/checks/r2.py:5: an assert without a message: students would see Python code instead" \
        "warning: LAB/checks/r2.py:7: an assert without a message: students would see Python code instead" \
        "error: LAB/checks/r3.py:2: @pytest.mark.points takes a number from 0 to 1000000, not 'x'" \
        "error: LAB/checks/r3.py:4: @pytest.mark.points takes a number from 0 to 1000000, not -1" \
        "error: LAB/checks/r4.py: this lab has no machine r4; it has r1, r2" \
        "warning: LAB/checks/r4.py: there is no $lab/solution/r4.sh: nothing proves that these checks can pass"
}

@test "points: ids of lab.yaml that are none, a total of nothing, no checks at all" {
    printf 'points:\n  r1/r1.py::test_up: 1\n  r1/r1.py::test_pu: 1\n  nonsense: 2\n' >>"$lab/lab.yaml"
    run_split crocum lab validate net
    [ "$status" -eq 1 ]
    found "error: LAB/lab.yaml:7: points for r1/r1.py::test_pu, which is not a check of this lab; did you mean r1/r1.py::test_up?" \
        "error: LAB/lab.yaml:8: points for nonsense, which is not a check of this lab"
    sed -i '/^points/,$d' "$lab/lab.yaml"
    sed -i 's/points(2)/points(0)/' "$lab/checks/r1.py"
    run_split crocum lab validate net
    [ "$status" -eq 1 ]
    found "error: LAB/checks: all checks together have 0 points: a score is not possible"
    echo 'total: 10' >>"$lab/lab.yaml"
    run_split crocum lab validate net
    found "error: LAB/lab.yaml: has a total of 10 points, but no check has points"
    rm "$lab/checks/r1.py"
    run_split crocum lab validate net
    [ "$status" -eq 1 ]
    found "error: LAB: the lab has no checks; a suite is checks/MACHINE.py or checks/MACHINE/test_*.py"
    mkdir "$lab/checks/r1"
    touch "$lab/checks/r1.py" "$lab/checks/r1/test_a.py"
    run_split crocum lab validate net
    found "error: LAB/checks: lab net: machine r1 has both a file and a folder of checks in $lab/checks"
}

@test "a hidden check in a machine is an error, on the host it is none" {
    sed -i 's/^def test_up/@pytest.mark.visibility("hidden")\n&/' "$lab/checks/r1.py"
    run_split crocum lab validate net
    [ "$status" -eq 1 ]
    found 'error: LAB/checks/r1.py:3: r1/r1.py::test_up is hidden and runs in the machine, where the student could read it; "mode: {r1: host}" in lab.yaml runs it on the host'
    echo 'mode: {r1: host, r9: host}' >>"$lab/lab.yaml"
    run_split crocum lab validate net
    found "error: LAB/lab.yaml:5: mode of r9: this lab has no machine r9; it has r1, r2"
}

@test "scripts: for no machine, and what their interpreters cannot read" {
    printf '#!/bin/sh\nif true; then\n' >"$lab/setup/r1.sh"
    printf '#!/usr/bin/env bash\ntrue\n) echo\n' >"$lab/setup/r2.sh"
    printf '#!/usr/bin/python3\nx = (\n' >"$lab/solution/r1.sh"
    printf '#!/usr/bin/perl\n(((\n' >"$lab/solution/r2.sh"
    printf 'true\n' | tee "$lab/setup/r8.sh" >"$lab/solution/r9.sh"
    run_split crocum lab validate net
    [ "$status" -eq 1 ]
    contains "$output" "error: $lab/setup/r1.sh:3: Syntax error: end of file unexpected (expecting \"fi\")"
    contains "$output" "error: $lab/setup/r2.sh:3: syntax error near unexpected token \`)'"
    contains "$output" "error: $lab/setup/r8.sh: this lab has no machine r8; it has r1, r2"
    contains "$output" "error: $lab/solution/r1.sh:2: '(' was never closed"
    contains "$output" "error: $lab/solution/r9.sh: this lab has no machine r9; it has r1, r2"
    [ "$(grep -c '^error' <<<"$output")" -eq 5 ]
}

@test "nothing of a script is run" {
    printf '#!/bin/sh\ntouch %s/ran\n' "$BATS_TEST_TMPDIR" | tee "$lab/setup/r1.sh" >"$lab/solution/r1.sh"
    printf '#!/usr/bin/python3\nopen("%s/ran", "w")\n' "$BATS_TEST_TMPDIR" >"$lab/setup/r2.sh"
    run_split crocum lab validate net
    [ "$status" -eq 0 ]
    [ ! -e "$BATS_TEST_TMPDIR/ran" ]
}

@test "partial solutions: script, entry, machine and score belong together" {
    cat >>"$lab/lab.yaml" <<'YAML'
partials:
  good: {machine: r1, score: 2}
  scriptless: {machine: r1, score: 1}
  elsewhere: {machine: r7, score: 1}
  nowhere: {score: 1}
  dear: {machine: r2, score: 2.5}
YAML
    for name in good elsewhere nowhere dear stray; do echo true >"$lab/solution/partial-$name.sh"; done
    run_split crocum lab validate net
    [ "$status" -eq 1 ]
    found "error: LAB/lab.yaml:7: partial solution scriptless has no script $lab/solution/partial-scriptless.sh" \
        "error: LAB/lab.yaml:8: partial solution elsewhere: this lab has no machine r7; it has r1, r2" \
        "error: LAB/lab.yaml:9: partial solution nowhere does not name its machine; the lab has r1, r2" \
        "error: LAB/lab.yaml:10: partial solution dear has to reach 2.5 points, but all checks together have 2" \
        "error: LAB/solution/partial-stray.sh: lab.yaml does not give its score: partials: {stray: {score: POINTS}}"
}

@test "partial solutions that span machines: names of scripts, syntax, entry; one form for each" {
    cat >>"$lab/lab.yaml" <<'YAML'
partials:
  good: {score: 2}
  named: {machine: r1, score: 1}
  both: {machine: r1, score: 1}
  empty: {score: 1}
  wrong: {score: 1}
YAML
    for name in good named both empty wrong stray; do mkdir "$lab/solution/partial-$name"; done
    echo true | tee "$lab"/solution/partial-{good,named,both,wrong,stray}/r1.sh "$lab/solution/partial-good/r2.sh" \
        "$lab/solution/partial-both.sh" "$lab/solution/partial-wrong/r7.sh" >"$lab/solution/partial-wrong/notes.txt"
    printf 'true\nif true; then\n' >"$lab/solution/partial-wrong/r2.sh"
    run_split crocum lab validate net
    [ "$status" -eq 1 ]
    found "error: LAB/lab.yaml:7: partial solution named has scripts for machines in $lab/solution/partial-named: remove its \"machine\"" \
        "error: LAB/lab.yaml:8: partial solution both has both $lab/solution/partial-both.sh and $lab/solution/partial-both" \
        "error: LAB/lab.yaml:8: partial solution both has scripts for machines in $lab/solution/partial-both: remove its \"machine\"" \
        "error: LAB/lab.yaml:9: partial solution empty has no script in $lab/solution/partial-empty" \
        "error: LAB/solution/partial-stray: lab.yaml does not give its score: partials: {stray: {score: POINTS}}" \
        "warning: LAB/solution/partial-wrong/notes.txt: is not run: the scripts of a partial solution are called MACHINE.sh" \
        'error: LAB/solution/partial-wrong/r2.sh:3: Syntax error: end of file unexpected (expecting "fi")' \
        "error: LAB/solution/partial-wrong/r7.sh: this lab has no machine r7; it has r1, r2"
}

@test "links out of the folder, to nothing and to folders; links within are fine" {
    ln -s /etc/hostname "$lab/checks/outside.txt"
    ln -s r1.py "$lab/checks/inside.txt"
    ln -s nothing "$lab/setup/dangling"
    ln -s /etc "$lab/files"
    mkdir "$lab/.terraform" && ln -s /etc "$lab/.terraform/providers"
    run_split crocum lab validate net
    [ "$status" -eq 1 ]
    found "error: LAB/checks/outside.txt: is a link to /etc/hostname, which is outside of the folder" \
        "error: LAB/files: is a link to /etc, which is not a file" \
        "error: LAB/setup/dangling: is a link to nothing, which does not exist"
}

@test "--strict makes warnings errors; --json has the findings as a list" {
    rm "$lab/README.md"
    run_split crocum lab validate net
    [ "$status" -eq 0 ]
    [ "${output##*$'\n'}" = "net: 1 check, 2 points, 2 machines: valid, 1 warning" ]
    run_split crocum lab validate net --strict
    [ "$status" -eq 1 ]
    [ "${output##*$'\n'}" = "net: 1 check, 2 points, 2 machines: 1 error" ]
    run_split crocum lab validate net --strict -q
    [ "$status" -eq 1 ]
    [ -z "$output" ]
    contains "$errors" "README.md"
    run_split crocum lab validate net --json
    [ "$status" -eq 0 ]
    [ "$(json '.findings | map(.severity + " " + .file + " " + (.line | tostring)) | join(";")')" = "warning $lab/README.md null" ]
    [ "$(json '[.schema, .checks, .points, .machines, .errors, .warnings] | join(" ")')" = "1 1 2 2 0 1" ]
}

@test "without Terraform: a warning, and no findings about machines" {
    echo 'resource "libvirt_domain" "r1" {' >"$lab/main.tf"
    touch "$lab/setup/r9.sh"
    CROCUM_TERRAFORM=/no/such run_split crocum lab validate net
    [ "$status" -eq 0 ]
    found "warning: LAB: the Terraform files were not validated: there is no program /no/such on PATH"
}

@test "Terraform: mistakes with file and line, machines by their names, and the folder stays as it is" {
    needs_provider
    rm -rf "$lab"/{lab.yaml,checks,setup,solution}
    cp -r "$BATS_TEST_DIRNAME/../../labs/lab1/." "$lab"
    before=$(cd "$lab" && find . -printf '%p %s %T@\n' | sort)
    run_split crocum lab validate net
    [ "$status" -eq 0 ]
    [ "$output" = "net: 25 checks, 32 points, 5 machines: valid" ]
    [ "$(cd "$lab" && find . -printf '%p %s %T@\n' | sort)" = "$before" ]
    mv "$lab/checks/pc.py" "$lab/checks/pc2.py"
    run_split crocum lab validate net
    [ "$status" -eq 1 ]
    contains "$output" "error: $lab/checks/pc2.py: this lab has no machine pc2; it has isp, pc, r1, srv1, srv2"
    mv "$lab/checks/pc2.py" "$lab/checks/pc.py"
    sed -i 's/prefix = "${var.user-id}-${var.lab}"/prefix = "x"/' "$lab/main.tf"
    run_split crocum lab validate net
    contains "$output" 'warning: '"$lab"': the domain of student "someone" is called x-pc, not someone-net-…'
    line=$(grep -n 'memory ' "$lab/main.tf" | cut -d : -f 1)
    sed -i 's/memory  /memori  /' "$lab/main.tf"
    run_split crocum lab validate net
    [ "$status" -eq 1 ]
    contains "$output" "error: $lab/main.tf:$line: Unsupported argument: An argument named \"memori\" is not expected here."
    echo '}' >>"$lab/main.tf"
    run_split crocum lab validate net
    [ "$status" -eq 1 ]
    contains "$output" "error: $lab/main.tf:$(wc -l <"$lab/main.tf")"
}

@test "the labs that come with crocum are valid" {
    needs_provider
    for name in hello lab1; do
        run_split crocum lab validate "$BATS_TEST_DIRNAME/../../labs/$name" --strict
        [ "$status" -eq 0 ]
        [[ $output =~ ^"$name: "[0-9]+" checks, ".*": valid"$ ]]
    done
}

@test "verify stops at what validate finds, and makes machines of Terraform's only" {
    run_split crocum lab verify net
    [ "$status" -eq 2 ]
    contains "$errors" "lab net uses existing machines; lab verify needs machines that Terraform creates"
    touch "$lab/main.tf"
    echo 'titel: x' >>"$lab/lab.yaml"
    CROCUM_TERRAFORM=/no/such run_split crocum lab verify net --json
    [ "$status" -eq 1 ]
    [ "$(json .exit)" = 1 ]
    [ "$(json '.findings | map(select(.severity == "error") | .line) | join(" ")')" = 5 ]
    [ "$(json '.states | length')" = 0 ]
    sed -i '$d' "$lab/lab.yaml"
    rm "$lab"/solution/*
    CROCUM_TERRAFORM=/no/such run_split crocum lab verify net
    [ "$status" -eq 1 ]
    contains "$errors" "lab net has no solution, which verify needs"
    run_split crocum lab verify net --repeat 0
    [ "$status" -eq 2 ]
}
