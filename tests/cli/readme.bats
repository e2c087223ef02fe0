#!/usr/bin/env bats
# README says what is true, and a test runs each of its commands. The transcript of which it has an excerpt is compared with a
# real run by tests/live/hello.bats.

load ../common

setup() {
    isolate "$BATS_TEST_TMPDIR"
    repo=$BATS_TEST_DIRNAME/../..
    readme=$repo/README.md
}

# fenced LANGUAGE: the content of README's code blocks in that language.
fenced() { sed -n "/^\`\`\`$1\$/,/^\`\`\`\$/{/^\`\`\`/d;p}" "$readme"; }

@test "it is a front door: under 150 lines" {
    [ "$(wc -l <"$readme")" -lt 150 ]
}

@test "its table names every verb, beside the page that describes it" {
    known=$(crocum __dump-cli | jq -r '[.verbs[].verb] as $all | $all[] | select(. != "") | . as $one | select(any($all[]; startswith($one + " ")) | not)' | sort)
    sed -n '/^| page /,/^$/p' "$readme" >"$BATS_TEST_TMPDIR/table"
    documented=$(grep -oE '`[a-z][a-z -]*`' "$BATS_TEST_TMPDIR/table" | tr -d '`' | sort)
    [ "$documented" = "$known" ]
    # Each beside the page that describes it.
    while IFS='|' read -r _ pages about _; do
        page=$(grep -oE 'man/[a-z.-]+[157]' <<<"$pages" | head -n 1)
        while read -r verb; do
            grep -qE "^\.Ss crocum $verb\$|^\.Nm crocum $verb\$|^\.It Cm crocum $verb |^\.It Xr crocum-${verb// /-} 1\$" "$repo/$page" || { echo "$page has no $verb"; return 1; }
        done < <(grep -oE '`[a-z][a-z -]*`' <<<"$about" | tr -d '`')
    done < <(grep '(man/' "$BATS_TEST_TMPDIR/table")
}

@test "its transcript is an excerpt of the whole run, command by command" {
    whole=$repo/tests/results/hello.txt
    fenced console >"$BATS_TEST_TMPDIR/excerpt"
    diff <(grep '^\$ ' "$BATS_TEST_TMPDIR/excerpt") <(grep '^\$ ' "$whole")
    diff <(sed -n 's/^job "\(.*\)"$/\1/p' "$repo/labs/quickstart") <(sed -n 's/^\$ //p' "$whole")
    # Every line is there, in this order, and lines are missing only at the marks.
    python3 - "$BATS_TEST_TMPDIR/excerpt" "$whole" <<'PY'
import re, sys
def text(name):
    return re.sub(r"[0-9.]+ (s|min)$", "N s", open(name, encoding="utf-8").read(), flags=re.M)
lines = text(sys.argv[1]).splitlines(keepends=True)
assert sum(line == "[…]\n" for line in lines) <= 12 and len(lines) >= 25, "it shows too little"
pattern = "".join("(?:.*\n)+?" if line == "[…]\n" else re.escape(line) for line in lines)
assert re.fullmatch(pattern, text(sys.argv[2])), "it is not an excerpt of tests/results/hello.txt"
PY
}

@test "each of its commands is run by a test" {
    fenced sh | sed -E 's/ +#.*//' >"$BATS_TEST_TMPDIR/commands"
    [ "$(wc -l <"$BATS_TEST_TMPDIR/commands")" -ge 14 ]
    while IFS= read -r command; do
        case $command in
        # Its main job is the transcript's; the scripts of labs/setup are run by tests/run itself.
        ./labs/quickstart | ./tests/run | './tests/run '*) [ -x "$repo/${command%% *}" ] ;;
        tests/bench/*) [ -x "$repo/$command" ] ;;
        'crocum lab validate ./labs/hello') grep -q "crocum lab validate" "$repo/tests/live/hello.bats" ;;
        'crocum lab verify ./labs/hello') grep -q 'crocum lab verify "$LAB"' "$repo/tests/labs/labs.bats" ;;
        *'net-2026'*) # tests/agent/batch.bats runs that section as it is.
            sed -n '/^## A whole class/,/^```$/p' "$readme" | grep -qF "$command" ;;
        *) echo "no test runs: $command"; return 1 ;;
        esac
    done <"$BATS_TEST_TMPDIR/commands"
    grep -q "## A whole class" "$repo/tests/agent/batch.bats"
}

@test "the test kinds that README names exist" {
    sed -nE 's/^(\.\/tests\/run [a-z].*[^ ]) +#.*/\1/p' "$readme" >"$BATS_TEST_TMPDIR/commands"
    [ "$(wc -l <"$BATS_TEST_TMPDIR/commands")" -ge 3 ]
    # The runner's own help lists them; the kinds that are named in comments too.
    help=$("$repo/tests/run" --help)
    while read -r _ kind _; do contains "$help" "$kind"; done <"$BATS_TEST_TMPDIR/commands"
    for kind in $(sed -nE 's/.*# (some kinds|not part of everything): (also )?(.*)/\3/p' "$readme" | tr -d ','); do
        contains "$help" "$kind"
    done
}

@test "the check that README shows is a check of labs/hello" {
    fenced python >"$BATS_TEST_TMPDIR/example"
    [ "$(wc -l <"$BATS_TEST_TMPDIR/example")" -ge 5 ]
    while IFS= read -r line; do grep -qxF -- "$line" "$repo/labs/hello/checks/srv.py"; done <"$BATS_TEST_TMPDIR/example"
}

@test "every folder, script and link in README and crocum-internals(7) exists" {
    cd "$repo"
    paths=$({
        grep -oE '`(cmd|lib/[a-z]+|labs/[a-z0-9]+|tests/[a-z]+)/?`' README.md | tr -d '`'
        grep -oE '\]\([^)#:]+\)' README.md | tr -d '()]'
        grep -oE '\b(cmd/[a-z0-9_.-]*|(lib|labs|tests)/[a-z0-9_/.-]+)' man/crocum-internals.7
    } | sort -u)
    [ "$(wc -l <<<"$paths")" -ge 25 ]
    for path in $paths; do [ -e "$path" ] || { echo "there is no $path"; return 1; }; done
    # The folder that it draws.
    for file in $(sed -n '/^labs\/hello\/$/,/^```$/s/^  \([a-z./A-Z]*\) .*/\1/p' README.md); do [ -e "labs/hello/$file" ]; done
    # And the layers of the page are the folders of lib/.
    for folder in lib/*/; do grep -q "$folder" man/crocum-internals.7 || { echo "crocum-internals(7) has no $folder"; return 1; }; done
}

@test "README names the glossary and the house style, which have ten pairs" {
    grep -q 'glossary.*house style\|\*\*glossary\*\*' "$readme"
    grep -q '^\.Sh GLOSSARY' "$repo/man/crocum-internals.7"
    grep -q '^\.Sh HOUSE STYLE' "$repo/man/crocum-internals.7"
    [ "$(grep -c '^\.Em Before' "$repo/man/crocum-internals.7")" -ge 10 ]
    [ "$(grep -c '^\.Em Before' "$repo/man/crocum-internals.7")" -eq "$(grep -c '^\.Em After' "$repo/man/crocum-internals.7")" ]
}
