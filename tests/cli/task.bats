#!/usr/bin/env bats
# lab task: the sheets of a class, and what is on a sheet. No machine is needed.

load ../common

setup() {
    isolate "$BATS_TEST_TMPDIR"
    lab=$CROCUM_LABS/net
    mkdir -p "$lab/img"
    touch "$lab/main.tf"
    printf 'title: Two networks\nparameters: {vlan: {port: [100, 4000]}}\n' >"$lab/lab.yaml"
    printf 'PNG' >"$lab/img/map.png"
    cat >"$lab/README.md" <<'MD'
# Two networks

![The map](img/map.png)

Use VLAN {{vlan}}. <!-- they forget the tag -->

<details>
<summary>Hint</summary>

Look at `ip link`.

</details>

## For the teacher

The solution is in `solution/`.
MD
    cat >"$BATS_TEST_TMPDIR/roster.csv" <<'CSV'
id,name,group
ann,Ann O'Neill,A
bob,"Bob <script>alert(1)</script> *B*",B
eve,,B
CSV
    crocum class import net-2026 "$BATS_TEST_TMPDIR/roster.csv" -q
    sheets=$BATS_TEST_TMPDIR/sheets
}

vlan() { crocum lab task net -s "$1" --json | jq -r .parameters.vlan; }

@test "a class in one file: a sheet for each student with the name and the own values, a page break before each" {
    run_split crocum lab task net --class net-2026 --format html -o "$sheets.html"
    [ "$status" -eq 0 ]
    contains "$errors" "wrote $sheets.html"
    page=$(cat "$sheets.html")
    [ "$(grep -c '^<article>' <<<"$page")" -eq 3 ]
    contains "$page" "article + article { margin: 0; border: 0; break-before: page; }"
    contains "$page" "<p><strong>Ann O'Neill</strong></p>"
    contains "$page" "<strong>Bob &lt;script&gt;alert(1)&lt;/script&gt; *B*</strong>"
    contains "$page" "<strong>eve</strong>"
    for student in ann bob eve; do contains "$page" "Use VLAN $(vlan $student)."; done
    [ "$(vlan ann)" != "$(vlan bob)" ]
    # Nothing else is needed, and nothing of it is for the teacher.
    [ "$(grep -o 'src="data:image/png;base64,UE5H" alt="The map"' <<<"$page" | wc -l)" -eq 3 ]
    contains "$page" "<summary>Hint</summary>"
    contains "$page" "<p>Look at <code>ip link</code>.</p>"
    for text in "teacher" "solution/" "forget" "<script" "map.png"; do lacks "$page" "$text"; done
}

@test "a class in a folder: a file for each student; a group; a student by the id of the roster" {
    run_split crocum lab task net --class net-2026 -o "$sheets/"
    [ "$status" -eq 0 ]
    contains "$errors" "wrote 3 sheets in $sheets/"
    [ "$(ls "$sheets")" = "$(printf 'ann.md\nbob.md\neve.md')" ]
    contains "$(cat "$sheets/ann.md")" "$(printf "# Two networks\n\n**Ann O'Neill**\n\n![The map](img/map.png)")"
    lacks "$(cat "$sheets/bob.md")" "teacher"
    run_split crocum lab task net --class net-2026 --group B --format html -o "$sheets"
    [ "$status" -eq 0 ]
    [ "$(cd "$sheets" && echo *.html)" = "bob.html eve.html" ]
    run_split crocum lab task net --class net-2026 -s ann
    [ "$status" -eq 0 ]
    contains "$output" "**Ann O'Neill**"
    [ "$(grep -c '^# ' <<<"$output")" -eq 1 ]
}

@test "the ending of the file chooses the format, unless --format does" {
    crocum lab task net -s ann -o "$sheets.html" -q
    contains "$(head -1 "$sheets.html")" "<!doctype html>"
    crocum lab task net -s ann -o "$sheets.html" --format markdown -q
    [ "$(head -1 "$sheets.html")" = "# Two networks" ]
    crocum lab task net -s ann -o "$sheets.md" -q
    [ "$(head -1 "$sheets.md")" = "# Two networks" ]
}

@test "several sheets in Markdown have a line between them; --json has each" {
    run_split crocum lab task net -s ann -s bob
    [ "$status" -eq 0 ]
    [ "$(grep -c '^# Two networks' <<<"$output")" -eq 2 ]
    [ "$(grep -c '^---$' <<<"$output")" -eq 1 ]
    run_split crocum lab task net --class net-2026 --json
    [ "$status" -eq 0 ]
    [ "$(json '[.command, .lab, .class] | join(" ")')" = "lab task net net-2026" ]
    [ "$(json '.students | map(.student) | join(" ")')" = "ann bob eve" ]
    [ "$(json '.students[0].name')" = "Ann O'Neill" ]
    contains "$(json '.students[0].markdown')" "Use VLAN $(vlan ann)."
}

@test "{{name}} is the name of the roster, on the student's own sheet too; the due date is on the sheets of a class" {
    printf '# Two networks\n\nHello, {{name}} ({{student}}).\n' >"$lab/README.md"
    run_split crocum lab task net -s bob
    [ "$status" -eq 0 ]
    contains "$output" 'Hello, Bob \<script\>alert(1)\</script\> \*B\* (bob).'
    run_split crocum lab task net -s nemo
    contains "$output" "Hello, nemo (nemo)."
    TZ=UTC0 crocum due set net --class net-2026 2026-12-03T12:00 -q
    TZ=UTC0 run_split crocum lab task net --class net-2026
    [ "$status" -eq 0 ]
    [ "$(grep -c '^\*\*Due 2026-12-03 12:00 UTC\*\*$' <<<"$output")" -eq 3 ]
    contains "$output" "Hello, Ann O'Neill (ann)."
    lacks "$output" "**Ann"
}

@test "a place with any blanks is a place, and one with a backslash is none, for a student as for a class" {
    TZ=UTC0 crocum due set net --class net-2026 2026-12-03T12:00 -q
    printf '# T\n\n{{  name  }}, until {{  due  }}.\n' >"$lab/README.md"
    for who in "-s ann" "--class net-2026 -s ann"; do
        TZ=UTC0 run_split crocum lab task net $who
        [ "$output" = "$(printf "# T\n\nAnn O'Neill, until 2026-12-03 12:00 UTC.")" ]
    done
    printf '# T\n\nWrite \\{{name}} and \\{{due}}.\n' >"$lab/README.md"
    TZ=UTC0 run_split crocum lab task net -s ann
    [ "$output" = "$(printf '# T\n\n**Due 2026-12-03 12:00 UTC**\n\nWrite {{name}} and {{due}}.')" ]
    TZ=UTC0 run_split crocum lab task net --class net-2026 -s ann
    [ "$output" = "$(printf "# T\n\n**Ann O'Neill**\n\n**Due 2026-12-03 12:00 UTC**\n\nWrite {{name}} and {{due}}.")" ]
}

@test "a place of the due date in a note for the teacher is no place: the sheet has the date all the same" {
    printf '# T\n\nDo it.\n\n## For the teacher\n\nUntil {{due}}.\n' >"$lab/README.md"
    TZ=UTC0 crocum due set net --class net-2026 2026-12-03T12:00 -q
    TZ=UTC0 run_split crocum lab task net -s ann
    [ "$output" = "$(printf '# T\n\n**Due 2026-12-03 12:00 UTC**\n\nDo it.')" ]
}

@test "a picture that is not in the folder: named, and no page is written; validate gives its line" {
    printf '# T\n\n![one](img/map.png)\n\n- ![two](nosuch.png)\n' >"$lab/README.md"
    run_split crocum lab task net --class net-2026 --format html -o "$sheets.html"
    [ "$status" -eq 2 ]
    contains "$errors" "there is no picture nosuch.png in $lab"
    [ ! -e "$sheets.html" ]
    # Markdown has no pictures in it.
    run_split crocum lab task net -s ann
    [ "$status" -eq 0 ]
    CROCUM_TERRAFORM=/no/such run_split crocum lab validate net
    contains "$output" "error: $lab/README.md:5: there is no picture nosuch.png in $lab"
}

@test "whose sheets is required; there is no --all" {
    run_split crocum lab task net
    [ "$status" -eq 2 ]
    contains "$errors" "no student given: give -s STUDENT or --class NAME"
    run_split crocum lab task net --group A
    [ "$status" -eq 2 ]
    contains "$errors" "needs a class"
    run_split crocum lab task net --all
    [ "$status" -eq 2 ]
    run_split crocum lab task net --class nosuch
    [ "$status" -eq 2 ]
}

@test "the sheets of the labs that come with crocum have nothing for the teacher" {
    for name in hello lab1; do
        run_split crocum lab task "$BATS_TEST_DIRNAME/../../labs/$name" -s demo --format html
        [ "$status" -eq 0 ]
        for text in "teacher" "solution/" "checks/"; do lacks "$output" "$text"; done
    done
}
