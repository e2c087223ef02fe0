"""A state directory and a lab as a large class leaves them: store_files.py FOLDER STUDENTS ATTEMPTS CHECKS.

Machines stand already (agents on sockets), so that no libvirt is asked. Attempts look like those of real suites."""
import json
import os
import random
import sys

folder, students, attempts, checks = sys.argv[1], int(sys.argv[2]), int(sys.argv[3]), int(sys.argv[4])
state, lab = folder + "/state", folder + "/labs/net"
machines = ["r1", "r2", "srv", "pc1", "pc2"]
chance = random.Random(1)


def write(path, document):
    os.makedirs(os.path.dirname(path), exist_ok=True)
    with open(path, "w", encoding="utf-8") as file:
        json.dump(document, file, indent=2) if not isinstance(document, str) else file.write(document)


def result(number):
    machine = machines[number % len(machines)]
    verdict = chance.choice(["passed"] * 7 + ["failed"] * 3)
    message = "" if verdict == "passed" else "the address of eth1 is 10.0.%d.%d/24, it should be 10.0.1.1/24" % (
        chance.randrange(256), chance.randrange(256))
    return {"id": "%s/%s.py::test_something_%d" % (machine, machine, number), "machine": machine,
            "title": "Interface %d has the address that the task asks for" % number, "number": "1.%d" % number,
            "visibility": "visible", "tags": ["net"], "verdict": verdict, "reason": "", "share": int(verdict == "passed"),
            "score": int(verdict == "passed"), "max_score": 1, "message": message, "student_message": message,
            "output": "" if verdict == "passed" else "2: eth1: <BROADCAST,MULTICAST,UP,LOWER_UP> mtu 1500\n" * 3,
            "seconds": round(chance.random(), 3)}


def attempt(student, name, mark):
    return {"schema": 1, "lab": "net", "student": student, "attempt": name, "instance": mark,
            "started": "2026-09-01T10:00:00Z", "finished": "2026-09-01T10:00:20Z", "crocum": "0.1.0", "runtime_sha256": "0" * 64,
            "suites_sha256": {machine: "1" * 64 for machine in machines}, "lab_revision": {"commit": "2" * 40, "dirty": False},
            "parameters": {}, "selection": "", "partial": False, "checks": [result(number) for number in range(checks)],
            "machines": {machine: {"mode": "guest", "domain": "", "uri": "", "uuid": "", "agent": "unix:/run/%s-%s" % (student, machine),
                                   "key": "3" * 64, "seconds": 4.2, "agent_calls": 20, "cross_checked": []}
                         for machine in machines}}


write(lab + "/lab.yaml", "title: A lab of the benchmarks\nmachines:\n"
      + "".join('  %s: {agent: "unix:/run/{student}-%s"}\n' % (machine, machine) for machine in machines))
for machine in machines:
    write(lab + "/checks/%s.py" % machine, "def test_x():\n    pass\n")
roster = ["id,name"]
for number in range(students):
    student, mark = "student-%04d" % number, "%08x" % number
    roster.append("%s,Student %d" % (student, number))
    write("%s/instances/net/%s/instance.json" % (state, student), {
        "schema": 1, "lab": "net", "student": student, "instance": mark, "folder": lab, "lab_digest": "", "phase": "ready",
        "broken": "", "uri": "", "engine": "", "variables": {}, "resources": [], "others": [], "image": "", "image_stamp": "",
        "boot": "", "created": "2026-09-01T09:00:00Z",
        "machines": [{"name": machine, "domain": "", "uri": "", "uuid": "", "agent": "unix:/run/%s-%s" % (student, machine),
                      "set_up": False, "setup_digest": ""} for machine in machines]})
    for turn in range(attempts):
        name = "2026-09-0%dT100000.%06dZ-abcdef" % (turn + 1, number)
        write("%s/attempts/net/%s/%s/attempt.json" % (state, student, name), attempt(student, name, mark))
write(folder + "/roster.csv", "\n".join(roster) + "\n")
