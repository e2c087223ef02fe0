"""The measuring of tests/bench/class: see there."""

import atexit
import base64
import hashlib
import json
import os
import queue
import shutil
import socket
import statistics
import subprocess
import sys
import threading
import time

crocum, runtime, work, rounds, jobs = sys.argv[1], sys.argv[2], sys.argv[3], int(sys.argv[4]), int(sys.argv[5])
sizes = [int(size) for size in sys.argv[6:]]
state = work + "/state"
# In memory, where crocum works in a guest too.
place = "/dev/shm/" + os.path.basename(work)
atexit.register(shutil.rmtree, place, ignore_errors=True)
most_memory = 128.0  # MiB
TICK = os.sysconf("SC_CLK_TCK")


def students(size):
    return ["s%03d" % (number + 1) for number in range(size)]


def high_water(pid):
    """MiB. wait4's ru_maxrss would count what this process had before the exec."""
    try:
        with open("/proc/%d/status" % pid) as file:
            return max([int(line.split()[1]) / 1024 for line in file if line.startswith("VmHWM")], default=0)
    except OSError:
        return 0


def guests(size):
    """CPU seconds of the agents and of what they have run."""
    total = 0
    for student in students(size):
        with open("%s/agents/%s/pid" % (work, student)) as file:
            pid = int(file.read())
        with open("/proc/%d/stat" % pid) as file:
            total += sum(int(field) for field in file.read().rsplit(")", 1)[1].split()[11:15])
    return total / TICK


def measure(size):
    """One batch: seconds, CPU seconds of crocum alone, of its children, MiB at most, MiB kept of attempts, agent calls."""
    shutil.rmtree(state + "/attempts", ignore_errors=True)
    before = guests(size)
    start = time.monotonic()
    process = subprocess.Popen([crocum, "lab", "check", "many", "--class", "c%d" % size, "-q", "-j", str(jobs)])
    peak = 0
    while os.waitid(os.P_PID, process.pid, os.WEXITED | os.WNOWAIT | os.WNOHANG) is None:
        peak = max(peak, high_water(process.pid))
        time.sleep(0.02)
    seconds = time.monotonic() - start
    # A zombie still tells its own time and that of its children apart, in ticks; wait4 gives the sum to the microsecond.
    with open("/proc/%d/stat" % process.pid) as file:
        fields = file.read().rsplit(")", 1)[1].split()
    children = (int(fields[13]) + int(fields[14])) / TICK
    _, status, usage = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    assert process.returncode == 0, process.returncode
    files = [os.path.join(folder, name) for folder, _, names in os.walk(state + "/attempts") for name in names]
    attempts = [path for path in files if path.endswith("/attempt.json")]
    assert len(attempts) == size, len(attempts)
    calls = 0
    for attempt in attempts:
        with open(attempt) as file:
            document = json.load(file)
        assert document["score"] == 4 and document["max_score"] == 5, document
        calls += document["machines"]["srv"]["agent_calls"]
    kept = sum(os.stat(path).st_blocks * 512 for path in files)
    return {"wall": seconds, "own": usage.ru_utime + usage.ru_stime - children, "children": children, "peak": peak,
            "kept": kept / 2**20, "calls": calls / size, "guests": guests(size) - before}


class Agent:
    """As little as it takes."""

    def __init__(self, student):
        self.socket = socket.socket(socket.AF_UNIX)
        self.socket.settimeout(60)
        self.socket.connect("%s/agents/%s/sock" % (work, student))
        self.file = self.socket.makefile("rb")

    def close(self):
        self.file.close()
        self.socket.close()

    def call(self, command, **arguments):
        self.socket.sendall(json.dumps({"execute": command, "arguments": arguments}).encode() + b"\n")
        return json.loads(self.file.readline())["return"]


def plain_student(student, suite):
    """The runtime and the suite are in place: one guest-exec, then looks every 150 ms, as crocum does."""
    agent = Agent(student)
    request = json.dumps({"key": "x", "guard": 60, "folder": place + "/" + student, "machine": "srv", "files": ["srv.py"],
                          "student": student, "params": {}, "suite_sha256": hashlib.sha256(suite).hexdigest()})
    pid = agent.call("guest-exec", path="/usr/bin/python3", arg=["-I", "-S", "-B", place + "/runtime.zip", "run"],
                     env=["PATH=/usr/sbin:/usr/bin:/sbin:/bin", "HOME=/root", "LANG=C.UTF-8", "TMPDIR=%s/%s" % (place, student)],
                     **{"input-data": base64.b64encode(request.encode()).decode(), "capture-output": True})["pid"]
    while True:
        time.sleep(0.15)
        status = agent.call("guest-exec-status", pid=pid)
        if status["exited"]:
            break
    agent.close()
    printed = base64.b64decode(status.get("out-data", "")).decode()
    assert sum('"type": "check"' in line for line in printed.splitlines()) == 5, (status, printed)


def plain(size):
    """The same suites by a loop without crocum: seconds, CPU seconds of the guests."""
    shutil.rmtree(place, ignore_errors=True)
    os.mkdir(place)
    shutil.copy(runtime, place + "/runtime.zip")
    with open(work + "/labs/many/checks/srv.py", "rb") as file:
        suite = json.dumps({"srv.py": base64.b64encode(file.read()).decode()}).encode()
    waiting = queue.SimpleQueue()
    for student in students(size):
        os.mkdir(place + "/" + student)
        with open(place + "/" + student + "/suite.json", "wb") as file:
            file.write(suite)
        waiting.put(student)
    failures = []

    def worker():
        while not failures:
            try:
                student = waiting.get_nowait()
            except queue.Empty:
                return
            try:
                plain_student(student, suite)
            except Exception as error:
                failures.append((student, error))

    before = guests(size)
    start = time.monotonic()
    threads = [threading.Thread(target=worker) for _ in range(jobs)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert not failures, failures
    return time.monotonic() - start, guests(size) - before


measure(sizes[0])  # collects, and warms what can be warm
results = {size: [] for size in sizes}
bare = {sizes[0]: [], sizes[-1]: []}
for number in range(rounds):
    for size in sizes if number % 2 else reversed(sizes):
        ours = lambda: results[size].append(measure(size))
        theirs = lambda: bare[size].append(plain(size)) if size in bare else None
        for work_on in (ours, theirs) if number % 2 else (theirs, ours):
            work_on()
        one = results[size][-1]
        print("round %d: %3d students: %6.1f s, crocum's own CPU %5.2f s, peak %.1f MiB%s"
              % (number + 1, size, one["wall"], one["own"], one["peak"],
                 ", the guests' %.1f s; plain %6.1f s, the guests' %.1f s" % (one["guests"], *bare[size][-1]) if size in bare else ""), flush=True)

medians = {size: {key: statistics.median(one[key] for one in results[size]) for key in results[size][0]} for size in sizes}
print("students  seconds  a check  plain loop  own CPU  own CPU a check  guests' CPU a check  agent calls  peak memory  attempts kept")
for size, one in medians.items():
    print("%8d  %5.1f s  %5.2f s  %10s  %5.2f s  %12.1f ms  %17.0f ms  %11.1f  %7.1f MiB  %9.2f MiB"
          % (size, one["wall"], one["wall"] / size, "%.1f s" % statistics.median(seconds for seconds, _ in bare[size]) if size in bare else "-",
             one["own"], 1000 * one["own"] / size, 1000 * one["guests"] / size, one["calls"], one["peak"], one["kept"]))
database = sum(os.stat(state + "/" + name).st_size for name in os.listdir(state) if name.startswith("crocum.db"))
print("database %d KiB with its log, rosters of %d students; crocum's children took %.2f s of CPU at most"
      % (database / 1024, sum(sizes), max(one["children"] for many in results.values() for one in many)))

small, large = sizes[0], sizes[-1]
theirs, their_guests = (statistics.median(one[i] for one in bare[large]) for i in (0, 1))
ours, our_guests = medians[large]["wall"], medians[large]["guests"]
print("the guests' own work, %d students: %.1f s of CPU under crocum, %.1f s under the plain loop, which finds runtime and suite in place\n"
      "and pushes nothing; over %.1f s and %.1f s of wall time, in which this host does other work too. Of %d CPUs the guests take\n"
      "%.0f %% meanwhile, crocum itself %.1f %%, other work on this host what there is left"
      % (large, our_guests, their_guests, ours, theirs, os.cpu_count(), 100 * our_guests / ours / os.cpu_count(),
         100 * medians[large]["own"] / ours / os.cpu_count()))
# Pairs of one round, so that how busy the host is at the time weighs less.
growth = statistics.median(results[large][i]["own"] / results[small][i]["own"] for i in range(rounds))
linear = large / small
failed = []


def verdict(name, good, text):
    print("%-4s %s: %s" % ("ok" if good else "NOT", name, text))
    if not good:
        failed.append(name)


verdict("growth", growth <= 1.1 * linear, "own CPU at %d students is %.2f times that at %d (%.1f and 10 %% allowed: %.2f)"
        % (large, growth, small, linear, 1.1 * linear))
peak = max(one["peak"] for many in results.values() for one in many)
verdict("memory", peak < most_memory, "peak %.1f MiB of any batch, %.0f allowed" % (peak, most_memory))
sys.exit(1 if failed else 0)
