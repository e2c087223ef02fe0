#!/usr/bin/env bats
# The man pages agree with the binary: they describe every verb, option, setting, marker and field, and no others. Their words
# are plain.

load ../common

setup() {
    isolate "$BATS_TEST_TMPDIR"
    repo=$BATS_TEST_DIRNAME/../..
    man=$repo/man
    crocum __dump-cli >"$BATS_TEST_TMPDIR/cli"
}

# Verbs that can be run: all but groups.
verbs() { jq -r '[.verbs[].verb] as $all | $all[] | select(. != "") | . as $one | select(any($all[]; startswith($one + " ")) | not)' "$BATS_TEST_TMPDIR/cli"; }

# options VERB: the names of its options, one on a line.
options() { jq -r --arg verb "$1" '.verbs[] | select(.verb == $verb) | .options[].names[]' "$BATS_TEST_TMPDIR/cli"; }

# page_of VERB: the page that describes it.
page_of() {
    case $1 in
    python-path) echo crocum.1 ;;
    *) echo "crocum-${1// /-}.1" ;;
    esac
}

# group_of VERB: the page of its group, which describes what its verbs share.
group_of() {
    case $1 in
    "lab show" | "lab regrade") echo crocum-grade.1 ;;
    *" "*) echo "crocum-${1%% *}.1" ;;
    *) page_of "$1" ;;
    esac
}

# tagged: reads the source of a page; prints the options that have an entry of their own in it.
tagged() { grep '^\.It Fl ' | grep -oE 'Fl -?[a-z][a-z-]*' | sed 's/^Fl /-/' || true; }

# rendered PAGE: its text, without the hyphens at the ends of lines.
rendered() { mandoc -T utf8 -O width=1000 "$man/$1" | col -bx; }

@test "every verb has a page, with all its options, those of its group, or those of all verbs" {
    missing=0
    while read -r verb; do
        page=$(page_of "$verb")
        text=$(rendered "$page")
        contains "$text" "crocum $verb"
        known=$(tagged <"$man/$page"; tagged <"$man/$(group_of "$verb")"; tagged <"$man/crocum.1")
        # Those of its group are named in its own page, too.
        named=$(rendered "$page" | grep -oE '(^|[^[:alnum:]-])--?[a-z][a-z-]*' | grep -oE -- '--?[a-z-]+'; tagged <"$man/crocum.1")
        while read -r name; do
            grep -qxF -- "$name" <<<"$known" || { echo "$page does not describe $name of $verb"; missing=1; }
            grep -qxF -- "$name" <<<"$named" || { echo "$page does not name $name"; missing=1; }
        done < <(options "$verb")
    done < <(verbs)
    [ "$missing" -eq 0 ]
}

@test "the help of every verb and group names its page" {
    while read -r verb; do
        read -ra words <<<"$verb"
        page=$(page_of "$verb")
        [ "$("$BINARY" "${words[@]}" --help | grep . | tail -n 1)" = "Manual: man ${page%.1}" ]
        [ "${#words[@]}" -eq 1 ] || [ "$("$BINARY" "${words[0]}" --help | grep -c "^Manual: man crocum-${words[0]}$")" -eq 1 ]
    done < <(verbs)
    "$BINARY" --help | grep -qx "Manual: man crocum"
}

@test "no page describes an option that its verb does not have" {
    wrong=0
    while read -r verb; do
        while read -r name; do
            options "$verb" | grep -qxF -- "$name" || { echo "$verb has no $name"; wrong=1; }
        done < <([[ $verb != *" "* ]] || tagged <"$man/$(page_of "$verb")")
    done < <(verbs)
    jq -r '.verbs[].options[].names[]' "$BATS_TEST_TMPDIR/cli" | sort -u >"$BATS_TEST_TMPDIR/known"
    # Options of other programs: pytest's.
    echo --hosts >>"$BATS_TEST_TMPDIR/known"
    seen=0
    for page in "$man"/*.[157]; do
        while read -r name; do
            seen=$((seen + 1))
            grep -qxF -- "$name" "$BATS_TEST_TMPDIR/known" || { echo "${page##*/} names $name"; wrong=1; }
        done < <(rendered "${page##*/}" | grep -oE '(^|[^[:alnum:]-])--[a-z][a-z-]*' | grep -oE -- '--[a-z-]+' | sort -u)
    done
    [ "$wrong" -eq 0 ]
    [ "$seen" -ge 60 ]
}

@test "mandoc and groff find no fault in the pages" {
    for page in "$man"/*.[157]; do
        run mandoc -T lint -W warning "$page"
        echo "$output"
        [ "$status" -eq 0 ]
        # groff ends with 0 after warnings: what it prints decides.
        run groff -mandoc -ww -z "$page"
        echo "$output"
        [ "$status" -eq 0 ]
        [ -z "$output" ]
    done
}

# Both were broken markup once, which no linter reports.
@test "crocum(1) shows the characters of ids and the table of exit statuses as they are" {
    for text in "$(mandoc -T utf8 -O width=80 "$man/crocum.1" | col -bx)" "$(groff -mandoc -Tutf8 -rLL=80n "$man/crocum.1" | col -bx)"; do
        grep -qF "1 to 31 characters: a-z, 0-9 and ‘-’." <<<"$text"
        grep -qE '^ +no such instance +- +1 \(d\) +0 +0 +125 +0$' <<<"$text"
    done
}

@test "every page is reached from crocum(1) or the page of its group, and named in README; references lead to pages" {
    while read -r verb; do
        [[ $verb != *" "* ]] || grep -qx ".It Xr crocum-${verb// /-} 1" "$man/$(group_of "$verb")"
        page_of "$verb"
    done < <(verbs) >"$BATS_TEST_TMPDIR/verbs"
    for page in "$man"/*.[157]; do
        name=${page##*/} section=${page##*.}
        # A page of a verb that there is.
        if [[ $name == crocum-*-*.1 ]]; then
            grep -qx "$name" "$BATS_TEST_TMPDIR/verbs"
        else
            contains "$(<"$repo/README.md")" "(man/$name)"
            [ "$name" = crocum.1 ] || grep -qE "^\.(It )?Xr ${name%.*} $section" "$man/crocum.1"
        fi
        while read -r _ other number _; do
            [ -e "$man/$other.$number" ] || { echo "$name refers to $other($number)"; return 1; }
        done < <(grep -E '^\.(It )?Xr crocum' "$page" | sed 's/^\.It /./')
    done
}

@test "every setting and its variable is in crocum-config(5), and every variable in crocum(1)" {
    grep -oE '\{"[a-z_]+", "(CROCUM_[A-Z_]+|TZ)"' "$repo/lib/config/config.cpp" | tr -d '{",' >"$BATS_TEST_TMPDIR/settings"
    [ "$(wc -l <"$BATS_TEST_TMPDIR/settings")" -ge 15 ]
    while read -r setting variable; do
        grep -qxF ".It Ic $setting Pq Ev $variable" "$man/crocum-config.5"
        grep -qxF ".It Ev $variable" "$man/crocum.1"
        echo "$setting = 3" >"$CROCUM_CONFIG"
        run_split crocum lab list
        [ "$status" -eq 2 ]
        contains "$errors" "$setting has to be a text"
    done <"$BATS_TEST_TMPDIR/settings"
    for variable in CROCUM_ACTOR CROCUM_CONFIG NO_COLOR CLICOLOR_FORCE; do grep -q "^\.\(It \)\?Ev $variable" "$man/crocum.1"; done
    # The page has no other setting.
    [ "$(grep -c '^\.It Ic [a-z_]* Pq Ev' "$man/crocum-config.5")" -eq "$(wc -l <"$BATS_TEST_TMPDIR/settings")" ]
}

@test "the example of crocum-config(5) is a configuration" {
    sed -n '/^state = /,/^\.Ed/{/^\.Ed/d;p}' "$man/crocum-config.5" >"$CROCUM_CONFIG"
    [ "$(wc -l <"$CROCUM_CONFIG")" -ge 4 ]
    unset CROCUM_LABS
    export CROCUM_DATABASE= CROCUM_STATE=$BATS_TEST_TMPDIR/state
    sed -i '/^database/d' "$CROCUM_CONFIG"
    run_split crocum lab list
    [ "$status" -eq 0 ]
}

@test "every key of lab.yaml is in crocum-lab(5), and its examples are labs" {
    page=$man/crocum-lab.5
    grep -oE '(key == |\{)"[a-z_]+"' "$repo/lib/lab/lab_file.cpp" | grep -oE '[a-z_]+"' | tr -d '"' | sort -u >"$BATS_TEST_TMPDIR/keys"
    [ "$(wc -l <"$BATS_TEST_TMPDIR/keys")" -ge 20 ]
    while read -r key; do grep -qE "\b$key\b" "$page" || { echo "no $key"; return 1; }; done <"$BATS_TEST_TMPDIR/keys"
    for value in none cut_off guest host int choice word port subnet; do grep -qw -- "$value" "$page"; done
    mkdir -p "$CROCUM_LABS/gamma" "$CROCUM_LABS/delta"
    sed -n '/^title: Routers in/,/^\.Ed/{/^\.Ed/d;p}' "$page" >"$CROCUM_LABS/gamma/lab.yaml"
    sed -n '/^title: Routing$/,/^\.Ed/{/^\.Ed/d;p}' "$page" >"$CROCUM_LABS/delta/lab.yaml"
    touch "$CROCUM_LABS/delta/main.tf"
    run_split crocum lab list --json
    [ "$(json '.labs[] | select(.lab == "gamma") | .machines')" = 2 ]
    [ "$(json '.labs[] | select(.lab == "delta") | .title')" = Routing ]
    [ "$(json '.labs | map(select(.error != null and .error != "")) | length')" = 0 ]
}

@test "every marker and fixture is in crocum-checks(7), and its check is a check of labs/hello" {
    page=$man/crocum-checks.7
    runtime=$repo/lib/check/runtime/crocum_runtime
    sed -n '/^DECLARED = (/,/^)/{s/^    "\([a-z_]*\).*/\1/p}' "$runtime/markers.py" >"$BATS_TEST_TMPDIR/markers"
    [ "$(wc -l <"$BATS_TEST_TMPDIR/markers")" -ge 8 ]
    while read -r marker; do grep -q "^\.It Li @pytest.mark.$marker" "$page"; done <"$BATS_TEST_TMPDIR/markers"
    [ "$(grep -c '^\.It Li @pytest.mark' "$page")" -eq "$(wc -l <"$BATS_TEST_TMPDIR/markers")" ]
    grep -hA1 '^ *@pytest.fixture' "$runtime"/*.py | sed -nE 's/^ *def ([a-z_]+).*/\1/p' | sort -u >"$BATS_TEST_TMPDIR/fixtures"
    [ "$(wc -l <"$BATS_TEST_TMPDIR/fixtures")" -ge 5 ]
    while read -r fixture; do grep -qxF ".It Va $fixture" "$page"; done <"$BATS_TEST_TMPDIR/fixtures"
    # The suite of the example can be collected.
    mkdir -p "$CROCUM_LABS/checks/checks" && touch "$CROCUM_LABS/checks/main.tf"
    sed -n '/^import pytest/,/^\.Ed/{/^\.Ed/d;p}' "$page" >"$CROCUM_LABS/checks/checks/srv.py"
    sed -n '/^def test_reaches/,/^\.Ed/{/^\.Ed/d;p}' "$page" >"$CROCUM_LABS/checks/checks/lab.py"
    run_split crocum lab list --json
    [ "$(json '.labs[] | select(.lab == "checks") | [.checks, .points] | join(" ")')" = "4 5" ]
}

@test "every reason of an ungraded check is in crocum-lab(1)" {
    {
        sed -nE 's/^ *Description\{AgentFault::[a-z_]+, "([a-z_]+)".*/\1/p' "$repo/lib/provider/agent_error.cpp"
        sed -n '/^namespace reason/,/^}/s/.*= "\([a-z_]*\)";.*/\1/p' "$repo/lib/check/check.hpp" | grep -vxE 'error|reboot'
    } | sort -u >"$BATS_TEST_TMPDIR/reasons"
    [ "$(wc -l <"$BATS_TEST_TMPDIR/reasons")" -ge 14 ]
    while read -r reason; do grep -qxF ".It Li $reason" "$man/crocum-lab.1" || { echo "no $reason"; return 1; }; done <"$BATS_TEST_TMPDIR/reasons"
}

@test "every format and policy of a report is in crocum-report(1)" {
    for option in --format --attempt-policy; do
        mapfile -t values < <(crocum __complete -- report alpha "$option" '' | cut -f1)
        [ "${#values[@]}" -ge 3 ]
        for value in "${values[@]}"; do grep -qE "^\.(It )?Cm ([a-z]+ , )*$value( |\$)" "$man/crocum-report.1" || { echo "no $value"; return 1; }; done
    done
}

@test "every field of the JSON documents of classes, reports and the database is in the page of the verb" {
    missing=0
    # fields VERB ARGUMENTS...
    fields() {
        local page verb=$1
        shift
        page=$(sed -n '/^\.Sh JSON/,/^\.Sh EXAMPLES/p' "$man/$(page_of "$verb")" "$man/$(group_of "$verb")" "$man/crocum.1" "$man/crocum-lab.1")
        # shellcheck disable=SC2086
        run_split crocum $verb "$@" --json
        [ "$status" -eq 0 ]
        for field in $(jq -r '[paths | map(strings) | .[]] | unique[]' <<<"$output"); do
            grep -qwF -- "$field" <<<"$page" || { echo "$verb: no $field"; missing=1; }
        done
    }
    printf 'id,name\nann,Ann\nbob,Bob\n' >"$BATS_TEST_TMPDIR/roster.csv"
    mkdir -p "$CROCUM_LABS/net" && touch "$CROCUM_LABS/net/main.tf"
    fields "class import" net "$BATS_TEST_TMPDIR/roster.csv"
    fields "class list"
    fields "class show" net
    fields "class export" net
    fields "lab list" net --class net
    fields "db check"
    fields "db backup" "$BATS_TEST_TMPDIR/copy.db"
    fields "db migrate"
    fields "db rebuild" --yes
    fields "class remove" net
    [ "$missing" -eq 0 ]
}

# Constructions that the house style of crocum-internals(7) excludes. Its examples ("Before:") and program output are left out.
@test "README, the man pages, the help of every verb and the titles of tests are in plain words" {
    slips='\b(stands? still|still stands?|(now )?there stands?|not stand|makings?|standing|stood|in vain|borne|wanting|told|tells? of|nobody|somebody|whoever|whatever|is no (lab|id|machine|student|regular|such)|everybody|everyone|passed over|of many|just so|by and by|at work|goes on with|going on with|is off its|cannot be told|left at once|in the way of|holds on to|was made|made anew|takes? down|taken down)\b|(^|[.:;,] )who (has|is|was|could|left|does|cannot)\b'
    {
        sed '/^```/,/^```$/d' "$repo/README.md" | sed 's/^/README.md: /'
        for page in "$man"/*.[157]; do
            sed '/^\.Em Before/,/^\.br/d; /^\.Bd/,/^\.Ed/d; /^\.\\"/d' "$page" | sed "s/^/${page##*/}: /"
        done
        crocum __dump-cli | jq -r '.verbs[].verb' | while read -r verb; do
            # shellcheck disable=SC2086
            crocum $verb --help | sed "s/^/$verb --help: /"
        done
        grep -rhoE '^(TEST_CASE\(|@test )"[^"]*"' "$repo/tests" | sed 's/^/title of a test: /'
    } | grep -vE '\.Li .*\bstanding\b|\.Li standing' | grep -niE "$slips" >"$BATS_TEST_TMPDIR/slips" || true
    cat "$BATS_TEST_TMPDIR/slips"
    [ ! -s "$BATS_TEST_TMPDIR/slips" ]
}
