"""What is kept after a fault is whole: store.py CROCUM CLASS PRINTED.

Every attempt folder, `lab show` of everybody, `lab list` with and without the class, and `class show` are looked at. Who has a
score in PRINTED, the output of the batch that was ended, has it in the store."""

import json
import os
import re
import subprocess
import sys

SCORE, MOST, CHECKS = 2, 3, 3
REPLACED = re.compile(r"attempt\.json\.[0-9a-f]+")  # what a rename did not come to: no attempt


def ask(crocum, *arguments):
    """The JSON document and the exit status."""
    result = subprocess.run([crocum, *arguments, "--json"], stdout=subprocess.PIPE, stderr=subprocess.PIPE, timeout=60)
    try:
        document = json.loads(result.stdout)
    except ValueError:
        raise AssertionError("%s: no JSON, status %d: %s%s" % (arguments, result.returncode, result.stdout, result.stderr))
    assert document["exit"] == result.returncode, document
    return document, result.returncode


def attempts(state, student):
    """Names of the finished; how many are not."""
    finished, unfinished = [], 0
    root = os.path.join(state, "attempts", "many", student)
    for name in sorted(os.listdir(root)) if os.path.isdir(root) else []:
        files = os.listdir(os.path.join(root, name))
        strange = [file for file in files if not REPLACED.fullmatch(file)
                   and file not in ("attempt.json", "srv.records.jsonl", "srv.output.txt")]
        assert not strange, (student, name, files)
        if "attempt.json" not in files:
            unfinished += 1
            continue
        with open(os.path.join(root, name, "attempt.json")) as file:
            attempt = json.load(file)
        assert attempt["attempt"] == name and attempt["student"] == student, attempt
        # An agent that a kill has ended is begun again, but not at once: who met it so has a second turn.
        if {check["reason"] for check in attempt["checks"]} == {"agent_silent"}:
            assert attempt["score"] is None and len(attempt["checks"]) == CHECKS, attempt
            continue
        assert attempt["score"] == SCORE and attempt["max_score"] == MOST and len(attempt["checks"]) == CHECKS, attempt
        assert attempt["finished"] >= attempt["started"], attempt
        finished.append(name)
    return finished, unfinished


def graded(crocum, name):
    """The store is sound. Students with a grade, and how many attempts were begun only."""
    state = os.environ["CROCUM_STATE"]
    shown, status = ask(crocum, "class", "show", name)
    assert status == 0, shown
    students = [student["student"] for student in shown["students"]]
    listed, status = ask(crocum, "lab", "list")
    assert status == 0, listed
    assert sorted(one["student"] for one in listed["instances"]) == sorted(students), listed
    # The index in the database takes in what is new with every look.
    index, status = ask(crocum, "lab", "list", "many", "--class", name)
    assert status == 0 and not any(one["error"] for one in index["students"]), index
    indexed = {one["student"] for one in index["students"] if one["last_attempt"] and one["last_attempt"]["score"] == SCORE}
    found, begun = set(), 0
    for student in students:
        finished, unfinished = attempts(state, student)
        begun += unfinished
        document, status = ask(crocum, "lab", "show", "many", "-s", student)
        if finished:
            # The kept records are verified by this.
            assert status == 0 and document["score"] == SCORE and document["attempt"] in finished, (status, document)
            found.add(student)
        else:
            assert status != 0 and "score" not in document, (status, document)
    assert indexed == found, "graded are %s, the list has %s" % (sorted(found), sorted(indexed))
    return found, begun


def printed(file):
    """Who has a score in what a batch printed, its last line perhaps cut short."""
    with open(file) as text:
        return {match.group(1) for match in re.finditer(r"^(\S+)  %d/%d " % (SCORE, MOST), text.read(), re.M)}


if __name__ == "__main__":
    there, left = graded(sys.argv[1], sys.argv[2])
    told = printed(sys.argv[3])
    assert told <= there, "printed as graded and not in the store: %s" % sorted(told - there)
    print("%d graded, %d told, %d attempts begun only" % (len(there), len(told), left))
