#!/usr/bin/env bats
# What the shells complete, each in its real shell, and that completion knows every verb and option.

load ../common

setup() {
    isolate "$BATS_TEST_TMPDIR"
    repo=$BATS_TEST_DIRNAME/../..
    mkdir "$BATS_TEST_TMPDIR/bin" && ln -s "$BINARY" "$BATS_TEST_TMPDIR/bin/crocum"
    PATH=$BATS_TEST_TMPDIR/bin:$PATH
    mkdir -p "$CROCUM_LABS/alpha/checks" "$CROCUM_LABS/beta"
    printf 'title: "The first: a lab"\npartials: {first: {score: 1}, second: {score: 2}}\n' >"$CROCUM_LABS/alpha/lab.yaml"
    touch "$CROCUM_LABS/alpha/main.tf" "$CROCUM_LABS/beta/main.tf"
    touch "$CROCUM_LABS/alpha/checks/r1.py" "$CROCUM_LABS/alpha/checks/r2.py"
    instance alpha ivan r9
    instance beta olga r9
    attempt=$CROCUM_STATE/attempts/alpha/ivan/2026-01-01T000000.000000Z-aaaaaa
}

attempt_of_ivan() {
    mkdir -p "$attempt"
    cat >"$attempt/attempt.json" <<JSON
{"schema": 1, "lab": "alpha", "student": "ivan", "attempt": "${attempt##*/}", "instance": "", "started": "", "finished": "",
 "crocum": "", "runtime_sha256": "", "suites_sha256": {}, "partial": false, "checks": [{"id": "r1/r1.py::test_x", "machine":
 "r1", "title": "A title", "number": "", "tags": ["files", "net"], "max_score": 1, "verdict": "passed", "reason": "",
 "message": "", "output": "", "seconds": 0}]}
JSON
}

# values WORDS...: the candidates without their descriptions, on one line.
values() { crocum __complete -- "$@" | cut -f1 | xargs; }

@test "the binary: verbs, options, labs, students, machines, from local files only" {
    [ "$(values '' | xargs)" = "class console db due grade lab python-path report" ]
    [ "$(values class '')" = "export import list remove show" ]
    printf 'id\nivan\n' | crocum class import net-2026 - -q
    [ "$(values class show '')" = net-2026 ]
    [ "$(values lab '')" = "check down exec list regrade show solve status task up validate verify" ]
    [ "$(values lab c)" = check ]
    [ "$(values report alpha --format c)" = "canvas csv ctrf" ]
    [ "$(values report alpha --attempt-policy '')" = "best first last" ]
    [ "$(values lab check '')" = "alpha beta" ]
    [ "$(values lab check alpha -s '')" = ivan ]
    [ "$(values lab up alpha -s '')" = "ivan olga" ]
    [ "$(values lab check alpha --student=i)" = "--student=ivan" ]
    [ "$(values lab check alpha --student = i)" = ivan ]
    [ "$(values lab check alpha -s ivan -m '')" = r9 ]
    [ "$(values lab check alpha -s petr -m '')" = "r1 r2" ]
    [ "$(values lab check -s ivan '')" = "alpha beta" ]
    [ "$(values lab solve alpha -s ivan --partial '')" = "first second" ]
    [ "$(values lab check alpha --wai)" = --wait ]
    [ "$(values lab check --color '')" = "always auto never" ]
    [ -z "$(values lab check alpha -s ivan --wait '')" ]
    [ -z "$(values lab exec alpha -s ivan -- l)" ]
    [ -z "$(values lab nonsense x)" ]
    mkdir -p "$attempt"
    [ "$(values lab show alpha -s ivan '')" = "${attempt##*/}" ]
    [ "$(values grade set alpha -s ivan --attempt 2)" = "${attempt##*/}" ]
    [ -z "$(values grade set alpha -s ivan --check '')" ]
    attempt_of_ivan
    [ "$(values grade set alpha -s ivan --check r1)" = "r1/r1.py::test_x" ]
    [ "$(values lab check alpha -s ivan --tags '')" = "files net" ]
    contains "$(crocum __complete -- lab check a)" "The first: a lab"
    # A task sheet is handed out before there is an instance.
    printf 'id\npetr\n' | crocum class import later - -q
    [ "$(values lab task alpha -s '')" = "ivan petr" ]
}

@test "with a broken configuration or record, completion offers what it can and prints nothing else" {
    echo '{' >"$CROCUM_STATE/instances/alpha/ivan/instance.json"
    run_split crocum __complete -- lab check alpha -s ivan -m ''
    [ "$status" -eq 0 ]
    [ -z "$output$errors" ]
    echo 'nonsense' >"$CROCUM_CONFIG"
    [ "$(values lab ch)" = check ]
    run_split crocum __complete -- lab check ''
    [ "$status" -eq 0 ]
    [ -z "$output$errors" ]
}

@test "bash completes" {
    reply() {
        bash --norc --noprofile -c '. "$0"; COMP_WORDS=("$@"); COMP_CWORD=$(($# - 1)); _crocum; echo "${COMPREPLY[@]}"' \
            "$repo/completions/crocum.bash" "$@" 2>/dev/null
    }
    [ "$(reply crocum lab ch)" = check ]
    [ "$(reply crocum lab check '')" = "alpha beta" ]
    [ "$(reply crocum lab check alpha -s '')" = ivan ]
    [ "$(reply crocum lab check alpha --student = i)" = ivan ]
    attempt_of_ivan
    [ "$(reply crocum grade set alpha -s ivan --check r1/r1)" = r1/r1.py::test_x ]
    [ "$(reply crocum grade set alpha -s ivan --check r1/r1.py :: te)" = test_x ]
    [ "$(reply crocum grade set alpha -s ivan --check r1/r1.py ::)" = test_x ]
    bash --norc --noprofile -c '. "$0"; complete -p crocum' "$repo/completions/crocum.bash" | grep -q -- "-F _crocum crocum"
}

@test "zsh completes" {
    command -v zsh || skip "zsh is not installed"
    fpath_folder=$BATS_TEST_TMPDIR/zsh && mkdir "$fpath_folder" && cp "$repo/completions/_crocum" "$fpath_folder/"
    # A real interactive zsh on a terminal of its own: keys go in, and a widget says what the line became.
    cat >"$BATS_TEST_TMPDIR/drive.zsh" <<'ZSH'
zmodload zsh/zpty
zpty shell "zsh -f -i"
zpty -w shell "fpath=($1 \$fpath); autoload -Uz compinit; compinit -u -d $2/dump; PS1=; unsetopt beep list_beep
tell() { print -r -- \"\$BUFFER\" >$2/line }; zle -N tell; bindkey '^X' tell; touch $2/up"
for ((i = 0; i < 100; i++)); do [[ -e $2/up ]] && break; sleep 0.1; done
for ((n = 3; n <= $#; n++)); do
    rm -f $2/line
    zpty -w -n shell "$argv[n]"$'\t'
    sleep 0.5
    zpty -w -n shell $'\x18'
    for ((i = 0; i < 100; i++)); do [[ -s $2/line ]] && break; sleep 0.1; done
    cat $2/line
    zpty -w -n shell $'\x15'
done
zpty -d shell
ZSH
    run zsh -f "$BATS_TEST_TMPDIR/drive.zsh" "$fpath_folder" "$BATS_TEST_TMPDIR" "crocum lab ch" "crocum lab check al" \
        "crocum lab check alpha -s i" "crocum lab check alpha --student=i"
    echo "$output"
    [ "${lines[0]}" = "crocum lab check " ]
    [ "${lines[1]}" = "crocum lab check alpha " ]
    [ "${lines[2]}" = "crocum lab check alpha -s ivan " ]
    [ "${lines[3]}" = "crocum lab check alpha --student=ivan " ]
}

@test "fish completes" {
    command -v fish || skip "fish is not installed"
    reply() { fish --no-config -c "source $repo/completions/crocum.fish; complete -C '$1'" | cut -f1 | xargs; }
    [ "$(reply 'crocum lab ch')" = check ]
    [ "$(reply 'crocum lab check ')" = "alpha beta" ]
    [ "$(reply 'crocum lab check alpha -s ')" = ivan ]
    [ "$(reply 'crocum lab check alpha --student=i')" = --student=ivan ]
    contains "$(fish --no-config -c "source $repo/completions/crocum.fish; complete -C 'crocum lab check a'")" "The first: a lab"
}

@test "every verb and option is completed" {
    crocum __dump-cli >"$BATS_TEST_TMPDIR/cli"
    while read -r verb; do
        read -ra words <<<"$verb"
        contains " $(values "${words[@]::${#words[@]}-1}" '') " " ${words[-1]} "
        while read -r name; do
            contains " $(values "${words[@]}" "${name:0:2}") " " $name "
        done < <(jq -r --arg verb "$verb" '.verbs[] | select(.verb == $verb) | .options[].names[]' "$BATS_TEST_TMPDIR/cli")
    done < <(jq -r '.verbs[].verb | select(. != "")' "$BATS_TEST_TMPDIR/cli")
}
