"""kill -9 at random moments of a batch: kills.py CROCUM CLASS ROUNDS SEED FOLDER PATIENT PID... (of the agents).

With PATIENT 1 what still runs in the guests at the end has until the suites' deadline. Each round is a batch of its own from
nothing, killed, looked at (store.py), and gone on with by the same command."""

import collections
import glob
import os
import random
import shutil
import signal
import statistics
import subprocess
import sys
import time

import store

crocum, name, rounds, seed, folder = sys.argv[1], sys.argv[2], int(sys.argv[3]), int(sys.argv[4]), sys.argv[5]
patient = sys.argv[6] == "1"
agents = [int(pid) for pid in sys.argv[7:]]
state = os.environ["CROCUM_STATE"]
command = [crocum, "lab", "check", "many", "--class", name, "-j", "4"]
counts = collections.Counter()


def afresh(cache):
    shutil.rmtree(state + "/attempts", ignore_errors=True)
    if cache:
        shutil.rmtree(state + "/cache", ignore_errors=True)


def scratch():
    """Folders of crocum's in the guests: each agent has a /run of its own."""
    return sum(len(glob.glob("/proc/%d/root/run/crocum-*" % agent)) for agent in agents)


def at_work():
    """What runs in the guests besides the agents: each has a /proc of its own."""
    found = []
    for agent in agents:
        for comm in glob.glob("/proc/%d/root/proc/[0-9]*/comm" % agent):
            try:
                with open(comm) as file:
                    what = file.read().strip()
            except OSError:
                continue
            if what not in ("bash", "qemu-ga", "sleep"):
                found.append(what)
    return found


def of_session(leader):
    """Processes of a session that still run."""
    found = []
    for stat in glob.glob("/proc/[0-9]*/stat"):
        try:
            with open(stat) as file:
                fields = file.read().rsplit(")", 1)[1].split()
        except OSError:
            continue
        if int(fields[3]) == leader and fields[0] != "Z":
            found.append(int(stat.split("/")[2]))
    return found


def within(seconds, nothing):
    """Waits until nothing() gives nothing; what it gave last."""
    deadline = time.monotonic() + seconds
    while (left := nothing()) and time.monotonic() < deadline:
        time.sleep(0.05)
    return left


def killed_after(delay):
    """A batch that is killed. Whether it was still at work; what it printed is in FOLDER/out."""
    with open(folder + "/out", "wb") as out, open(folder + "/err", "wb") as err:
        process = subprocess.Popen(command, stdout=out, stderr=err, start_new_session=True)
        time.sleep(delay)
        running = process.poll() is None
        process.send_signal(signal.SIGKILL)
        process.wait()
    # What collected the checks on this host ends by itself.
    left = within(20, lambda: of_session(process.pid))
    assert not left, "processes %s of the killed batch go on" % left
    return running


def go_on(before):
    """The same command comes to its end, and passes over exactly who had a grade."""
    document, status = store.ask(crocum, *command[1:])
    assert status == 0, document
    for one in document["students"]:
        expected = "already graded" if one["student"] in before else "graded"
        assert one["outcome"] == expected and one["score"] == store.SCORE, (expected, one)
    after, _ = store.graded(crocum, name)
    assert after == {one["student"] for one in document["students"]}, after
    counts["graded by the rerun"] += len(after - before)


def one_round(number, delay):
    afresh(cache=number % 5 == 0)
    running = killed_after(delay)
    told = store.printed(folder + "/out")
    before, begun = store.graded(crocum, name)
    assert told <= before, "printed as graded and not in the store: %s" % sorted(told - before)
    folders = scratch()
    go_on(before)
    # A killed crocum leaves its folders in the guests; one that ends does not.
    assert scratch() <= folders, "%d folders in the guests before the rerun, %d after" % (folders, scratch())
    counts["killed at work" if running else "ended before the kill"] += 1
    counts["graded before a kill"] += len(before)
    counts["printed before a kill"] += len(told)
    counts["attempts begun only"] += begun
    print("round %2d: killed after %.2f s%s: %2d printed, %2d kept, %d begun only, %d folders in guests"
          % (number + 1, delay, "" if running else " (had ended)", len(told), len(before), begun, folders), flush=True)


def duration():
    afresh(cache=False)
    start = time.monotonic()
    subprocess.run(command, stdout=subprocess.DEVNULL, check=True)
    return time.monotonic() - start


duration()  # collects
whole = statistics.median(duration() for _ in range(3))
chance = random.Random(seed)
delays = [whole * (number + chance.random()) / rounds for number in range(rounds)]
chance.shuffle(delays)
print("seed %d, a whole batch takes %.2f s" % (seed, whole), flush=True)
for number, delay in enumerate(delays):
    one_round(number, delay)
# The suites of killed batches end by themselves too.
counts["processes left in guests"] = len(within(70, at_work)) if patient else len(at_work())
counts["folders left in guests"] = scratch()
print(", ".join("%d %s" % (number, what) for what, number in counts.items()))
