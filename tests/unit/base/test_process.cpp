#include "lib/base/error.hpp"
#include "lib/base/files.hpp"
#include "lib/base/process.hpp"

#include <catch2/catch.hpp>
#include <fcntl.h>

#include <csignal>
#include <filesystem>

using namespace crocum;

namespace {

ProcessResult shell(const std::string& script, const std::string& input = "") {
    ProcessSpec spec;
    spec.argv = {"sh", "-c", script};
    spec.input = input;
    return run(spec);
}

} // namespace

TEST_CASE("process: both streams and the status come back", "[process]") {
    const auto result = shell("echo out; echo err >&2; exit 3");
    CHECK(result.out == "out\n");
    CHECK(result.err == "err\n");
    CHECK(result.status == 3);
    CHECK(result.outcome() == "exit status 3");
    CHECK_FALSE(result.ok());
}

TEST_CASE("process: a signal is different from an exit status", "[process]") {
    const auto result = shell("kill -KILL $$");
    CHECK(result.signal == 9);
    CHECK(result.outcome() == "killed by signal 9");
}

TEST_CASE("process: a missing program is an error that names it", "[process]") {
    ProcessSpec spec;
    spec.argv = {"crocum-no-such-program"};
    CHECK_THROWS_WITH(run(spec), Catch::Contains("crocum-no-such-program") && Catch::Contains("No such file"));
}

TEST_CASE("process: more than a pipe holds, on all three streams at once", "[process]") {
    const std::string big(300'000, 'x');
    const auto result = shell("tee /dev/stderr", big);
    CHECK(result.out == big);
    CHECK(result.err == big);
}

TEST_CASE("process: output beyond the limit is dropped and said", "[process]") {
    ProcessSpec spec;
    spec.argv = {"sh", "-c", "head -c 100000 /dev/zero"};
    spec.capture_limit = 1000;
    const auto result = run(spec);
    CHECK(result.out.size() == 1000);
    CHECK(result.truncated);
    CHECK(result.ok());
}

TEST_CASE("process: a deadline kills the whole group", "[process]") {
    ProcessSpec spec;
    spec.argv = {"sh", "-c", "echo started; sleep 60 & sleep 60"};
    spec.deadline = Deadline(Milliseconds(300));
    const Stopwatch watch;
    const auto result = run(spec);
    CHECK(result.timed_out);
    CHECK(result.out == "started\n");
    CHECK(watch.seconds() < 10);
}

TEST_CASE("process: a grandchild that keeps the pipes open is not waited for", "[process]") {
    const Stopwatch watch;
    const auto result = shell("sleep 30 & echo done");
    CHECK(result.out == "done\n");
    CHECK(watch.seconds() < 10);
}

TEST_CASE("process: a grandchild that writes without end is not waited for either", "[process]") {
    const Stopwatch watch;
    const auto result = shell("yes & echo done");
    CHECK_THAT(result.out, Catch::Contains("done\n"));
    CHECK(watch.seconds() < 10);
}

TEST_CASE("process: a soft deadline asks the child to end, and lets it", "[process]") {
    ProcessSpec spec;
    spec.argv = {"sh", "-c", "trap 'sleep 0.3; echo saved; exit 1' INT; while :; do sleep 0.1; done"};
    spec.soft_deadline = Deadline(Milliseconds(500));
    const auto result = run(spec);
    CHECK(result.timed_out);
    CHECK(result.out == "saved\n");
    CHECK(result.signal == 0);
    CHECK_FALSE(result.ok());
}

TEST_CASE("process: a child that does not end after its soft deadline is killed", "[process]") {
    ProcessSpec spec;
    spec.argv = {"sh", "-c", "trap '' INT; sleep 60"};
    spec.soft_deadline = Deadline(Milliseconds(300));
    spec.grace = Milliseconds(300);
    const Stopwatch watch;
    const auto result = run(spec);
    CHECK(result.timed_out);
    CHECK(result.signal == SIGKILL);
    CHECK(watch.seconds() < 10);
}

TEST_CASE("process: an exception out of on_tick leaves after the child has ended in order", "[process]") {
    const TemporaryFolder folder;
    const auto saved = folder.path() / "saved";
    ProcessSpec spec;
    spec.argv = {
        "sh", "-c", "trap 'sleep 0.3; echo saved >" + saved.string() + "; exit 1' INT; while :; do sleep 0.1; done"};
    int ticks = 0;
    spec.on_tick = [&] {
        if (++ticks == 10) { // Not at once: the trap has to be set.
            throw Error("no space left");
        }
    };
    CHECK_THROWS_WITH(run(spec), "no space left");
    CHECK(std::filesystem::exists(saved));
    CHECK(ticks == 10);
}

TEST_CASE("process: after an exception out of on_tick a child that does not end is killed", "[process]") {
    const TemporaryFolder folder;
    const auto pid_file = folder.path() / "pid";
    ProcessSpec spec;
    spec.argv = {"sh", "-c", "trap '' INT; echo $$ >" + pid_file.string() + "; sleep 60"};
    spec.grace = Milliseconds(300);
    spec.on_tick = [&] {
        if (read_file_if_present(pid_file).value_or("").find('\n') != std::string::npos) {
            throw Error("no space left");
        }
    };
    const Stopwatch watch;
    CHECK_THROWS_WITH(run(spec), "no space left");
    CHECK(watch.seconds() < 10);
    CHECK(::kill(std::stoi(read_file(pid_file)), 0) != 0);
}

TEST_CASE("process: output can go to a file, and descriptors can be handed on", "[process]") {
    const TemporaryFolder folder;
    const Fd handed(::open((folder.path() / "handed").c_str(), O_WRONLY | O_CREAT | O_CLOEXEC, 0600));
    ProcessSpec spec;
    spec.argv = {"sh", "-c", "echo to-file; echo to-fd >&" + std::to_string(handed.get())};
    spec.stdout_file = folder.path() / "out";
    spec.inherit = {handed.get()};
    CHECK(run(spec).out.empty());
    CHECK(read_file(folder.path() / "out") == "to-file\n");
    CHECK(read_file(folder.path() / "handed") == "to-fd\n");
}

TEST_CASE("process: environment and folder are set by the caller", "[process]") {
    ProcessSpec spec;
    spec.argv = {"/bin/sh", "-c", "echo $ONLY:$HOME:$(pwd)"};
    spec.environment = std::vector<std::string>{"ONLY=this", "PATH=/usr/bin:/bin"};
    spec.directory = "/usr";
    CHECK(run(spec).out == "this::/usr\n");
}

TEST_CASE("process: programs are found on PATH only", "[process]") {
    CHECK(find_program("sh").has_value());
    CHECK_FALSE(find_program("crocum-no-such-program").has_value());
    CHECK(find_program("/bin/sh") == "/bin/sh");
    CHECK_FALSE(find_program("/etc/passwd").has_value());
}
