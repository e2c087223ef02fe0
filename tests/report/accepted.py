"""Holds a report against the rules of whoever reads it: accepted.py FORMAT FILE [SCHEMA]. Says what is wrong, status 1.

Rules that have no schema are those of the importers: Moodle's grade/import/csv, Canvas' GradebookImporter, nbgrader's export
plug-in, Gradescope's results.json."""

import csv
import io
import json
import re
import subprocess
import sys
from xml.etree import ElementTree

NUMBER = re.compile(r"-?\d+(\.\d+)?")
FORMULA = ("=", "+", "-", "@", "\t", "\r")


def rows(file, ids=()):
    """All rows; the columns `ids` have what an importer looks for, exactly as it is."""
    with open(file, "rb") as stream:
        data = stream.read()
    text = data.decode("utf-8")  # strict
    assert not text.startswith("\ufeff") and "\0" not in text
    found = list(csv.reader(io.StringIO(text), strict=True))
    assert len({len(row) for row in found}) == 1, "rows of different lengths"
    for row in found:
        for place, cell in enumerate(row):
            assert place in ids or not cell.startswith(FORMULA) or NUMBER.fullmatch(cell), "a formula: %r" % cell
    return found


def grades(cells):
    for cell in cells:
        assert cell == "" or NUMBER.fullmatch(cell), "neither a number nor empty: %r" % cell


def spreadsheet(file):
    header, *body = rows(file)
    assert header[:3] == ["student", "id", "name"]
    grades(row[header.index("score")] for row in body)
    for row in body:
        assert (row[header.index("score")] == "") == (row[header.index("state")] != "graded"), row


def moodle(file):
    header, *body = rows(file, ids=(0, 1))
    assert len(set(header)) == len(header), "two columns of one name cannot be told apart when they are mapped"
    # The first column is mapped to Moodle's internal number by default: an address is none.
    assert header[:3] == ["Email address", "ID number", "Full name"] and header[5:] == ["feedback", "problems"]
    grades(row[3] for row in body)
    grades(row[4] for row in body)
    for row in body:
        assert row[1], "a user that cannot be found ends the import: %r" % row
        assert row[5] and (row[3] == "") == (row[4] == "") and "@" in row[0] + "@"


def moodle_xml(file):
    results = ElementTree.parse(file).getroot()
    assert results.tag == "results" and len(results), "refused: no results"
    for result in results:
        assert [part.tag for part in result] == ["assignment", "student", "score", "feedback"]
        assignment, student, score, feedback = (part.text for part in result)
        assert assignment and student, "refused"
        assert score == "-" or NUMBER.fullmatch(score), "neither a number nor -: %r" % score
        # It is HTML. Moodle's parser loses a blank behind an &, which an entity never has.
        assert feedback and not re.search(r"&(?!(amp|lt|gt|quot|#39);)", feedback)
        assert set(re.findall(r"<[^>]*>", feedback)) <= {"<br>"}


def excel(file, separator=","):
    with open(file, "rb") as stream:
        text = stream.read().decode("utf-8")
    assert text.startswith("\ufeff"), "Excel would not read it as UTF-8"
    header, *body = csv.reader(io.StringIO(text[1:]), strict=True, delimiter=separator)
    number = re.compile(NUMBER.pattern.replace(r"\.", "," if separator == ";" else r"\."))
    assert len({len(row) for row in [header, *body]}) == 1
    for row in body:
        for cell in row:
            assert not cell.startswith(FORMULA) or number.fullmatch(cell) or re.fullmatch('="[^"]*"', cell), cell
    ids = [place for place, name in enumerate(header) if name in ("student", "id", "ID number", "SIS User ID", "student_id")]
    assert ids
    for row in body:
        for place in ids:
            assert row[place] == "" or re.fullmatch('="[^"]*"', row[place]), "not a text: %r" % row[place]


def xlsx(file):
    import openpyxl

    with open(file, "rb") as stream:
        sheet = openpyxl.load_workbook(stream).active
    header, possible, *body = sheet.iter_rows()
    names = [cell.value for cell in header]
    assert names[:3] == ["Student", "ID", "Name"] and names[-1] == "Problems" and sheet.freeze_panes == "D3"
    column = {name: place for place, name in enumerate(names)}
    assert possible[column["Score"]].data_type == "n"
    for row in body:
        assert row[0].data_type == row[1].data_type == "s", "an id is a text"
        score, state = row[column["Score"]], row[column["State"]].value
        for cell in row[column["Score"] : -1]:
            assert cell.data_type == "n", "neither a number nor empty: %r" % cell.value
        assert (score.value is None) == (state != "graded")
        # Openpyxl names the colour of a cell without one 00000000.
        assert (score.fill.fgColor.rgb == "00000000") == (state == "graded"), "not marked"


def canvas(file):
    header, possible, *body = rows(file, ids=(1, 2, 3))
    # Student, ID first; then SIS and Section columns; all others are assignments.
    assert "Student" in header[0] and "ID" in header[1] and len(header) > 3
    assert header[2:5] == ["SIS User ID", "SIS Login ID", "Section"] and len(header) == 6
    assert possible[0].strip() == "Points Possible" and NUMBER.fullmatch(possible[5])
    grades(row[5] for row in body)
    for row in body:
        assert row[1] or row[2] or row[3], "matched by name only: %r" % row


def nbgrader(file):
    header, *body = rows(file, ids=(3,))
    assert header[:11] == ["assignment", "duedate", "timestamp", "student_id", "last_name", "first_name", "email", "raw_score",
                           "late_submission_penalty", "score", "max_score"]
    for row in body:
        grades(row[7:11])
        if row[9]:
            assert abs(float(row[7]) - float(row[8]) - float(row[9])) < 1e-6, row


def gradescope(file):
    with open(file, encoding="utf-8") as stream:
        document = json.load(stream)
    known = {"score", "execution_time", "output", "output_format", "test_output_format", "test_name_format", "visibility",
             "stdout_visibility", "extra_data", "tests", "leaderboard"}
    assert set(document) <= known, set(document) - known
    # Neither a score nor tests: Gradescope says that the autograder failed.
    assert ("score" in document) == ("tests" in document)
    for test in document.get("tests", []):
        assert set(test) <= {"score", "max_score", "status", "name", "name_format", "number", "output", "output_format", "tags",
                             "visibility", "extra_data"}
        assert test["visibility"] in ("hidden", "after_due_date", "after_published", "visible")
        if test["extra_data"]["verdict"] == "ungraded":
            assert not set(test) & {"score", "max_score", "status"}, test
        else:
            assert test["status"] in ("passed", "failed") and 0 <= test["score"] <= test["max_score"]


def junit(file, schema):
    subprocess.run(["xmllint", "--nonet", "--noout", "--schema", schema, file], check=True, stderr=subprocess.DEVNULL)


def ctrf(file, schema):
    import jsonschema

    with open(file, encoding="utf-8") as stream, open(schema, encoding="utf-8") as rules:
        document = json.load(stream)
        jsonschema.validate(document, json.load(rules))
    summary, tests = document["results"]["summary"], document["results"]["tests"]
    assert summary["tests"] == len(tests) == sum(summary[s] for s in ("passed", "failed", "skipped", "pending", "other"))


FORMATS = {"csv": spreadsheet, "excel": excel, "xlsx": xlsx, "moodle": moodle, "moodle-xml": moodle_xml, "canvas": canvas, "nbgrader": nbgrader, "gradescope": gradescope,
           "junit": junit, "ctrf": ctrf}
FORMATS[sys.argv[1]](*sys.argv[2:])
