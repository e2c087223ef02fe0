#include "lib/base/error.hpp"
#include "lib/base/files.hpp"
#include "lib/base/process.hpp"

#include <catch2/catch.hpp>
#include <fcntl.h>

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

TEST_CASE("process: a signal is told apart from an exit status", "[process]") {
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

TEST_CASE("process: environment and folder are what the caller says", "[process]") {
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
