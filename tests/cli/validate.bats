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

# task LINE...: the README, and what is found in it without Terraform.
task() {
    printf '%s\n' "$@" >"$lab/README.md"
    CROCUM_TERRAFORM=/no/such run_split crocum lab validate net
    output=$(grep README <<<"$output" || true)
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

@test "machines that all students would have: an error each, unless lab.yaml says shared" {
    cat >"$lab/lab.yaml" <<'YAML'
machines:
  r1: {domain: rack-r1}
  r2: {agent: "unix:/run/r2.sock"}
  r3: {domain: r3, uri: "qemu+ssh://{student}/system"}
  r4: {agent: "unix:/run/{student}.sock"}
  r5: {domain: r5, shared: true}
YAML
    run_split crocum lab validate net
    [ "$status" -eq 1 ]
    found 'error: LAB/lab.yaml:2: all students would have the same machine r1, and all would get its score: write {student} into its domain or uri, or "shared: true" beside it if that is meant' \
        'error: LAB/lab.yaml:3: all students would have the same machine r2, and all would get its score: write {student} into its agent, or "shared: true" beside it if that is meant'
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
        "warning: LAB/checks/r3.py:3: test_a cannot fail: it asserts nothing" \
        "error: LAB/checks/r3.py:4: @pytest.mark.points takes a number from 0 to 1000000, not -1" \
        "warning: LAB/checks/r3.py:5: test_b cannot fail: it asserts nothing" \
        "error: LAB/checks/r4.py: this lab has no machine r4; it has r1, r2" \
        "warning: LAB/checks/r4.py: there is no $lab/solution/r4.sh: nothing proves that these checks can pass" \
        "warning: LAB/checks/r4.py:1: test_a cannot fail: it asserts nothing"
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

@test "checks that would be ungraded for all students are errors, with their lines" {
    cat >"$lab/checks/r1.py" <<'PY'
import random
import pytest

async def test_async(host):
    assert host.run("true").rc == 0, "no"

def test_yield(host):
    assert host.run("true").rc == 0, "no"
    yield

@pytest.mark.xfail(reason="known to be wrong in this image")
def test_known(host):
    assert host.run("true").rc == 0, "no"

def test_typo(hots):
    assert hots.run("true").rc == 0, "no"

@pytest.mark.parametrize("n", [random.randint(0, 10**9)])
def test_random(host, n):
    assert host.run("true").rc == 0, "no"

def test_good(host, record_property, cache):
    assert host.run("true").rc == 0, "no"
PY
    run_split crocum lab validate net
    [ "$status" -eq 1 ]
    output=$(sed -E 's/test_random\[[0-9]+\]/test_random[N]/g' <<<"$output")
    found "error: LAB/checks/r1.py:4: test_async is an async function, which pytest does not run: the check would be ungraded; asyncio.run in a plain function runs coroutines" \
        "error: LAB/checks/r1.py:7: test_yield has a yield, so pytest does not run it: the check would be ungraded" \
        "error: LAB/checks/r1.py:12: test_known is marked xfail: when it fails as expected it is ungraded, and the student has no final score" \
        "error: LAB/checks/r1.py:15: the fixture hots does not exist; did you mean host?" \
        "error: LAB/checks/r1.py:18: the id of this check is not always the same: r1/r1.py::test_random[N], and in a second collection r1/r1.py::test_random[N]; its parameters must not depend on chance, on the time or on the machine"
}

@test "checks that are lost or cannot fail are warnings, with their lines" {
    cat >"$lab/checks/r1.py" <<'PY'
import pytest

class TestWeb:
    def __init__(self):
        self.port = 80

    def test_port(self, host):
        assert False, "x"

def test_name(host):
    assert False, "x"

def test_name(host):
    assert True, "x"

def test_tuple(host):
    assert (1 == 2, "not equal")

def test_returns(host):
    return host.run("false").rc == 0

@pytest.mark.parametrize("port", [])
def test_ports(host, port):
    assert host.run("false").rc == 0, "x"
PY
    run_split crocum lab validate net
    [ "$status" -eq 0 ]
    found "warning: LAB/checks/r1.py:3: the checks of TestWeb are not collected, because it has __init__: use a fixture" \
        "warning: LAB/checks/r1.py:10: this check is lost: line 13 defines test_name again" \
        "warning: LAB/checks/r1.py:17: this assert always holds: its parentheses make a tuple; write assert CONDITION, MESSAGE" \
        "warning: LAB/checks/r1.py:20: test_returns returns a value, which pytest ignores: assert it" \
        "warning: LAB/checks/r1.py:22: parametrize has no values, so this check is never run and is worth nothing"
    run crocum lab validate net --strict
    [ "$status" -eq 1 ]
}

@test "ids in other scripts: text in messages, and either form in lab.yaml" {
    cat >"$lab/checks/r1.py" <<'PY'
import pytest

@pytest.mark.visibility("hidden")
@pytest.mark.parametrize("name", ["сервер", "größe"])
def test_names(host, name):
    assert host.run("true").rc == 0, "no"
PY
    printf 'points:\n  "r1/r1.py::test_names[größe]": 3\n  r1/r1.py::test_names[\\u0441\\u0435\\u0440\\u0432\\u0435\\u0440]: 4\n' >>"$lab/lab.yaml"
    run_split crocum lab validate net
    [ "$status" -eq 1 ]
    contains "$output" "net: 2 checks, 7 points"
    contains "$output" "r1/r1.py::test_names[сервер] is hidden"
    lacks "$output" '\u0441'
    sed -i 's/größe/grösse/' "$lab/lab.yaml"
    run_split crocum lab validate net
    contains "$output" "points for r1/r1.py::test_names[grösse], which is not a check of this lab; did you mean r1/r1.py::test_names[größe]?"
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

@test "scripts with Windows line ends: file, line and remedy; checks, Terraform files and the task may have them" {
    printf '#!/bin/sh\r\necho 1 > gw.conf\r\n' >"$lab/setup/r1.sh"
    printf '#!/bin/bash\nif true\r\nthen true\nfi\n' >"$lab/setup/r2.sh"
    printf '#!/usr/bin/python3\r\nprint()\r\n' >"$lab/solution/r1.sh"
    sed -i 's/$/\r/' "$lab"/{checks/r1.py,lab.yaml,README.md}
    printf '# \r\nlocals {\r\n  a = 1\r\n}\r\n' >"$lab/main.tf"
    CROCUM_TERRAFORM=/no/such run_split crocum lab validate net
    [ "$status" -eq 1 ]
    ends="it has Windows line ends (CR LF), and the CR would become a part of commands and names. Remove them: sed -i 's/\\r\$//'"
    found "warning: LAB: the Terraform files were not validated: there is no program /no/such on PATH" \
        "error: LAB/setup/r1.sh:1: $ends LAB/setup/r1.sh" \
        "error: LAB/setup/r2.sh:2: $ends LAB/setup/r2.sh" \
        "error: LAB/solution/r1.sh:1: $ends LAB/solution/r1.sh"
    rm "$lab/main.tf"
    run_split crocum lab up net -s ann
    [ "$status" -eq 2 ]
    contains "$errors" "$lab/setup/r1.sh:1: it has Windows line ends"
    [ ! -e "$CROCUM_STATE/instances/net/ann" ]
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

# terraform_lab TEXT: the lab of labs/hello, with this at the end of its Terraform file.
terraform_lab() {
    rm -rf "$lab"/{lab.yaml,checks,setup,solution}
    cp -r "$BATS_TEST_DIRNAME/../../labs/hello/." "$lab"
    printf '%s\n' "$1" >>"$lab/main.tf"
}

# line_of TEXT: the first line of main.tf with it.
line_of() { grep -nF -- "$1" "$lab/main.tf" | head -n 1 | cut -d : -f 1; }

@test "Terraform: values of the lab's variable files that crocum's own replace" {
    terraform_lab ""
    printf '# tried by hand\ninstance = "00000001"\nuser-id  = "teacher"\nother = 1\n' >"$lab/terraform.tfvars"
    printf '{\n  "libvirt_uri": "test:///default"\n}\n' >"$lab/lab.auto.tfvars.json"
    printf 'instance = 1\n' >"$lab/not-read.tfvars"
    CROCUM_TERRAFORM=/no/such run_split crocum lab validate net
    [ "$status" -eq 0 ]
    value="is not used: crocum gives each instance its own. Only a plain terraform apply uses it"
    found "warning: LAB: the Terraform files were not validated: there is no program /no/such on PATH" \
        "warning: LAB/lab.auto.tfvars.json:2: the value of libvirt_uri is not used: it comes from crocum's settings, see crocum-config(5); a lab that needs another value has a variable of another name. Only a plain terraform apply uses it" \
        "warning: LAB/terraform.tfvars:2: the value of instance $value" \
        "warning: LAB/terraform.tfvars:3: the value of user-id $value"
}

@test "Terraform: a machine has the student's name, also with another user-id in terraform.tfvars" {
    needs_provider
    terraform_lab ""
    printf 'user-id = "teacher"\nlab = "mine"\nundeclared = 1\n' >"$lab/terraform.tfvars"
    run_split crocum lab validate net
    [ "$status" -eq 0 ]
    lacks "$output" "is called teacher"
    contains "$output" "net: 7 checks, 10 points, 1 machine: valid"
}

@test "Terraform: backends, cloud and import blocks are refused, by up too" {
    for block in 'terraform { backend "s3" {} }' 'terraform {
  backend "local" {
    path = "../all.tfstate"
  }
}' 'terraform {
  cloud {}
}' 'import {
  to = libvirt_network.lan
  id = "x"
}'; do
        terraform_lab "$block"
        line=$(grep -nE '^ *(terraform \{ )?(backend|cloud|import)' "$lab/main.tf" | cut -d : -f 1)
        CROCUM_TERRAFORM=/no/such run_split crocum lab validate net
        [ "$status" -eq 1 ]
        contains "$output" "error: $lab/main.tf:$line: "
        contains "$output" " is refused: "
        run_split crocum lab up net -s ann
        [ "$status" -ne 0 ]
        contains "$errors" "$lab/main.tf:$line: "
        run_split crocum lab down net -s ann
    done
}

@test "Terraform: names and addresses that all students share, and waits that cannot end" {
    terraform_lab 'resource "libvirt_network" "shared" {
  name      = "shared"
  bridge    = "labbr0"
  addresses = ["10.99.0.0/24"]
}
resource "libvirt_volume" "base" {
  name = "base-${var.lab}.qcow2"
}
resource "libvirt_pool" "shared" {
  name = "labs"
  type = "dir"
  path = "/srv/labs"
}
resource "libvirt_domain" "pc" {
  name = "${local.prefix}-pc"
  network_interface {
    network_id     = libvirt_network.lan.id
    wait_for_lease = true
  }
}'
    CROCUM_TERRAFORM=/no/such run_split crocum lab validate net
    [ "$status" -eq 0 ]
    for text in 'name      = "shared"' 'bridge    = "labbr0"' 'addresses = ' 'name = "base-' 'name = "labs"' 'path = "/srv/labs"' wait_for_lease; do
        contains "$output" "warning: $lab/main.tf:$(line_of "$text"): "
    done
    [ "$(grep -c "^warning: $lab/main.tf" <<<"$output")" -eq 7 ]
    contains "$output" 'the network "shared" has the same name for all students, and the second instance would be refused: name = "${var.user-id}-${var.lab}-shared"'
    contains "$output" "wait_for_lease waits for an address by DHCP, which the network lan does not give (it has no addresses)"
}

@test "Terraform: a cloud-init disk on a host without mkisofs" {
    terraform_lab 'resource "libvirt_cloudinit_disk" "ci" {
  name = "${local.prefix}-ci.iso"
}'
    mkdir "$BATS_TEST_TMPDIR/bin"
    ln -s "$(command -v python3)" "$BATS_TEST_TMPDIR/bin"
    CROCUM_TERRAFORM=/no/such run_split /usr/bin/env PATH="$BATS_TEST_TMPDIR/bin" "$BINARY" lab validate net
    contains "$output" "warning: $lab/main.tf:$(line_of 'resource "libvirt_cloudinit_disk"'): libvirt_cloudinit_disk needs the program mkisofs, which is not on PATH of this host. Install it: apt-get install genisoimage"
    printf '#!/bin/sh\n' >"$BATS_TEST_TMPDIR/bin/mkisofs"
    chmod +x "$BATS_TEST_TMPDIR/bin/mkisofs"
    CROCUM_TERRAFORM=/no/such run_split /usr/bin/env PATH="$BATS_TEST_TMPDIR/bin" "$BINARY" lab validate net
    lacks "$output" mkisofs
}

@test "Terraform: a lock file of another build of the provider does not matter" {
    needs_provider
    terraform_lab ""
    for registry in terraform opentofu; do
        cat >>"$lab/.terraform.lock.hcl" <<HCL
provider "registry.$registry.io/dmacvicar/libvirt" {
  version     = "0.8.3"
  constraints = "0.8.3"
  hashes = [
    "h1:AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=",
    "zh:0000000000000000000000000000000000000000000000000000000000000000",
  ]
}
HCL
    done
    run_split crocum lab validate net
    [ "$status" -eq 0 ]
    [ "$output" = "net: 7 checks, 10 points, 1 machine: valid" ]
}

@test "Terraform: why init fails, in its own words, and the way out for each cause" {
    needs_provider
    terraform_lab ""
    sed -i 's/version = "0.8.3"/version = "~> 0.7.0"/' "$lab/main.tf"
    run_split crocum lab validate net
    [ "$status" -eq 1 ]
    contains "$output" "error: $lab/main.tf:$(($(line_of 'source  = "dmacvicar/libvirt"') - 1)): "
    contains "$output" "
    dmacvicar/libvirt: no available releases match the given constraints ~> 0.7.0
"
    contains "$output" 'which has 0.8.3: write version = "0.8.3" in required_providers'
    lacks "$output" labs/setup/provider
    lacks "$output" Initializing
    [ "$(awk '{ print length }' <<<"$output" | sort -n | tail -n 1)" -lt 300 ]
    [ "$(grep -c '^error' <<<"$output")" -eq 1 ]

    unshare --net true 2>/dev/null || skip "no network namespaces"
    terraform_lab 'resource "random_id" "x" {
  byte_length = 4
}'
    run_split unshare --net "$BINARY" lab validate net
    [ "$status" -eq 1 ]
    contains "$output" "error: $lab/main.tf:$(line_of 'resource "random_id"'): "
    contains "$output" "The provider hashicorp/random comes from its registry, which this host cannot reach"
    lacks "$output" labs/setup/provider
    terraform_lab ""
    CROCUM_PROVIDERS=/no/such run_split unshare --net "$BINARY" lab validate net
    [ "$status" -eq 1 ]
    contains "$output" "labs/setup/provider installs the libvirt provider without the registry"
}

@test "machines with capitals; names that differ only in capitals, and tests that belong to no machine" {
    sed -i 's/r1:/R1:/; s/r2:/SW1:/' "$lab/lab.yaml"
    for folder in setup solution; do mv "$lab/$folder/r1.sh" "$lab/$folder/R1.sh"; done
    mv "$lab/checks/r1.py" "$lab/checks/R1.py"
    printf 'mode: {SW1: host}\n' >>"$lab/lab.yaml"
    run_split crocum lab validate net
    [ "$status" -eq 0 ]
    [ "$output" = "net: 1 check, 2 points, 2 machines: valid" ]
    printf 'machines:\n  r1: {domain: "{student}-a"}\n  R1: {domain: "{student}-b"}\n' >"$lab/lab.yaml"
    run_split crocum lab validate net
    [ "$status" -eq 1 ]
    contains "$output" "error: $lab/lab.yaml:3: the names of machines r1 and R1 differ only in capitals"
    printf 'machines:\n  r_1: {domain: "{student}-a"}\n' >"$lab/lab.yaml"
    mv "$lab/checks/R1.py" "$lab/checks/r_1.py"
    rm "$lab"/{setup,solution}/*
    run_split crocum lab validate net
    [ "$status" -eq 1 ]
    rule='letters a-z, A-Z, digits, "-"; at most 31 characters; not "lab"'
    found "error: LAB/checks/r_1.py: its tests belong to no machine: a suite is checks/MACHINE.py or checks/MACHINE/test_*.py, and \"r_1\" cannot be the name of a machine ($rule)" \
        "error: LAB/lab.yaml:2: \"r_1\" cannot be the name of a machine ($rule)"
}

@test "markers of the author's own: without a declaration, the line and the way out" {
    printf '[pytest]\nmarkers =\n    slow: takes long\n' >"$lab/checks/pytest.ini"
    printf 'import pytest\n\n@pytest.mark.slow\ndef test_a(host):\n    """A"""\n' >"$lab/checks/r1.py"
    run_split crocum lab validate net
    [ "$status" -eq 1 ]
    contains "$output" "error: $lab/checks/r1.py:3: "
    contains "$output" "'slow' not found in \`markers\` configuration option"
    contains "$output" "def pytest_configure(config): config.addinivalue_line(\"markers\", \"NAME: what it means\")"
    printf 'def pytest_configure(config):\n    config.addinivalue_line("markers", "slow: takes long")\n' >"$lab/checks/conftest.py"
    run_split crocum lab validate net
    [ "$status" -eq 0 ]
}

@test "a misspelt marker hides no other finding, and each misspelt one is found, once" {
    cat >"$lab/checks/r1.py" <<'PY'
import pytest

@pytest.mark.pionts(2)
def test_a(host):
    assert host.run("true").rc == 0, "a"

@pytest.mark.numbr("1.2")
def test_b(host):
    host.run("true").rc == 0

@pytest.fixture(scope="session")
def lan(host): return host.run("true")

def test_c(lan, hots):
    assert lan.rc == 0, "c"
PY
    run_split crocum lab validate net
    [ "$status" -eq 1 ]
    [ "$(grep -c 'r1.py:3: ' <<<"$output")" -eq 1 ]
    contains "$output" "error: $lab/checks/r1.py:3: 'pionts' not found"
    contains "$output" "error: $lab/checks/r1.py:7: 'numbr' is no marker that pytest, crocum or conftest.py declares; did you mean number?"
    contains "$output" "warning: $lab/checks/r1.py:9: a comparison without effect: assert is missing"
    contains "$output" "error: $lab/checks/r1.py:11: the fixture lan has scope=\"session\" and asks for host"
    contains "$output" "the fixture hots does not exist; did you mean host?"
}

@test "two checks of one number; the values of a parametrised check are one" {
    cat >"$lab/checks/r1.py" <<'PY'
import pytest

@pytest.mark.number("1.1")
@pytest.mark.parametrize("name", ["a", "b"])
def test_a(host, name):
    assert host.run("true").rc == 0, name

@pytest.mark.number("1.2")
def test_b(host):
    assert host.run("true").rc == 0, "b"
PY
    run_split crocum lab validate net
    lacks "$output" "the number"
    cat >"$lab/checks/r2.py" <<'PY'
import pytest

@pytest.mark.number("1.2")
def test_c(host):
    assert host.run("true").rc == 0, "c"
PY
    run_split crocum lab validate net
    [ "$status" -eq 0 ]
    contains "$output" "warning: $lab/checks/r2.py:3: the number 1.2 is also that of the check in r1.py:8: people cannot tell them apart"
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

@test "README: the pictures of the sheets as students get them, with every value of a parameter" {
    printf 'parameters: {net: {int: [1, 3]}}\n' >>"$lab/lab.yaml"
    touch "$lab"/net-{1,3}.png
    task '# T' '' '![](net-{{net}}.png) ![]({{student}}.png)' '' '## For the teacher' '' '![](nosuch.png)'
    found "error: LAB/README.md:3: there is no picture net-2.png in LAB"
    touch "$lab/net-2.png"
    task '# T' '' '![](net-{{ net }}.png)' '' '<!-- ![](nosuch.png) -->'
    [ -z "$output" ]
}

@test "README: a line that begins as a note for the teacher and that students see" {
    task '# T' '' 'For the teacher: 42' '' '> For the teacher: 42' '' 'For the teacher to see it, write.' '' '- Do it.' 'For the teacher: 42'
    found 'warning: LAB/README.md:7: students see this line: for a note, put an empty line before it and a colon after "For the teacher"' \
        'warning: LAB/README.md:10: students see this line: for a note, put an empty line before it and a colon after "For the teacher"'
}
