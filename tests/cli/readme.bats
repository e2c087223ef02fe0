#!/usr/bin/env bats
# README says what is true. Its transcript is compared with a real run by tests/live/hello.bats.

load ../common

setup() {
    isolate "$BATS_TEST_TMPDIR"
    readme=$BATS_TEST_DIRNAME/../../README.md
}

@test "the verbs of the reference are the verbs that there are" {
    documented=$(sed -nE 's/^\| `crocum lab ([a-z]+) .*/\1/p; s/^\| `crocum lab ([a-z]+)`.*/\1/p' "$readme" | sort -u)
    known=$(crocum lab --help | sed -nE '/^Subcommands:/,/^$/s/^  ([a-z]+) .*/\1/p' | sort)
    [ "$documented" = "$known" ]
}

@test "the settings of the reference are the settings that there are" {
    for key in state labs libvirt_uri domain_type image providers terraform python memory_limit applies boots checks database; do
        grep -q "\`$key\`" "$readme"
        echo "$key = 3" >"$CROCUM_CONFIG"
        run_split crocum lab list
        contains "$errors" "$key has to be a text"
    done
}

@test "the commands of the development section run" {
    sed -nE 's/^(\.\/tests\/run [a-z].*[^ ]) +#.*/\1/p' "$readme" >"$BATS_TEST_TMPDIR/commands"
    [ "$(wc -l <"$BATS_TEST_TMPDIR/commands")" -ge 3 ]
    # Their kinds are kinds: the runner's own help lists them.
    help=$("$BATS_TEST_DIRNAME/../run" --help)
    while read -r _ kind _; do contains "$help" "$kind"; done <"$BATS_TEST_TMPDIR/commands"
}

@test "the check that README shows is a check of labs/hello" {
    sed -n '/^```python/,/^```$/{/^```/d;p}' "$readme" >"$BATS_TEST_TMPDIR/example"
    while IFS= read -r line; do grep -qxF -- "$line" "$BATS_TEST_DIRNAME/../../labs/hello/checks/srv.py"; done <"$BATS_TEST_TMPDIR/example"
}

@test "every folder and script that README names is there" {
    cd "$BATS_TEST_DIRNAME/../.."
    for path in $(grep -oE '`(cmd|lib/[a-z]+|labs/[a-z]+|tests/[a-z]+)/?`' "$readme" | tr -d '`'); do [ -e "$path" ]; done
}
