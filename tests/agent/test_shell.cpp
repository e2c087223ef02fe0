// GuestShell against a real qemu-ga on a unix socket.

#include "lib/guest/shell.hpp"
#include "tests/agent/real_agent.hpp"

#include <catch2/catch.hpp>

using namespace crocum;
using Catch::Contains;

namespace {

struct Fixture {
    RealAgent agent;
    Guest guest{"r1", socket_channel(agent.socket())};
    GuestShell shell{guest};

    ShellResult run(const std::string& command) { return shell.run(command, Deadline(Seconds(20))); }
};

} // namespace

TEST_CASE("shell: status, stdout and stderr of command after command", "[shell]") {
    Fixture fixture;
    const auto first = fixture.run("echo out; echo err >&2; exit 7");
    CHECK(first.status == 7);
    CHECK(first.out == "out\n");
    CHECK(first.err == "err\n");
    CHECK(fixture.run("true").out.empty());
    CHECK(fixture.run("printf 'no newline'").out == "no newline");
    CHECK(fixture.run("printf '\\000\\377'").out == std::string("\0\xFF", 2));
    CHECK(fixture.run("cat").status == 0);
    CHECK(fixture.run("pwd; umask").out == "/root\n0022\n");
    CHECK(fixture.run("if").status == 2);
    CHECK(fixture.run("x=1; cd /; umask 0").status == 0);
    CHECK(fixture.run("echo $x$PWD; umask").out == "/root\n0022\n");
    CHECK(fixture.run("printf '%s\\n' \"$HOME $LANG\"").out == "/root C.UTF-8\n");
}

TEST_CASE("shell: a command costs few agent calls", "[shell]") {
    Fixture fixture;
    CHECK(fixture.run("true").status == 0);
    const auto before = fixture.guest.agent().calls();
    for (int i = 0; i < 10; ++i) {
        CHECK(fixture.run("true").status == 0);
    }
    CHECK(fixture.guest.agent().calls() - before <= 50);
}

TEST_CASE("shell: a deadline kills the command with what it started; the next one has a new shell", "[shell]") {
    Fixture fixture;
    const auto file = (fixture.agent.folder() / "late").string();
    const auto result = fixture.shell.run("(sleep 3; touch " + file + ") & sleep 60", Deadline(Seconds(1)));
    CHECK(result.timed_out);
    CHECK(fixture.run("sleep 3; echo again").out == "again\n");
    CHECK_FALSE(std::filesystem::exists(file));
}

TEST_CASE("shell: a cancelled command ends at once", "[shell]") {
    Fixture fixture;
    const Stopwatch watch;
    CHECK(fixture.shell.run("sleep 60", Deadline(Seconds(60)), [&] { return watch.seconds() > 0.5; }).timed_out);
    CHECK(watch.seconds() < 10);
}

TEST_CASE("shell: more output than the limit is tampering, and the next command works", "[shell]") {
    Fixture fixture;
    CHECK_THROWS_WITH(fixture.run("yes"), Contains("more than 4 MiB"));
    CHECK(fixture.run("echo fine").out == "fine\n");
    CHECK(fixture.run("head -c 3000000 /dev/zero").out.size() == 3000000);
    CHECK(fixture.run("head -c 3000000 /dev/zero >&2").err.size() == 3000000);
    // The answers until now are more than a guest should keep: this one begins anew.
    CHECK(fixture.run("head -c 3000000 /dev/zero").out.size() == 3000000);
}

TEST_CASE("shell: a shell that is killed is noticed at once", "[shell]") {
    Fixture fixture;
    const Stopwatch watch;
    CHECK_THROWS_AS(fixture.run("kill -KILL $$; sleep 30"), AgentError);
    CHECK(watch.seconds() < 10);
    CHECK(fixture.run("echo fine").out == "fine\n");
}

TEST_CASE("shell: after a restart of the agent the next command has a new shell in a new folder", "[shell]") {
    Fixture fixture;
    CHECK(fixture.run("echo before").out == "before\n");
    const auto folder = fixture.guest.scratch(Deadline(Seconds(10)));
    fixture.agent.restart();
    std::filesystem::remove_all(folder);              // As /run is after a reboot.
    CHECK_THROWS_AS(fixture.run("true"), AgentError); // The connection is lost.
    CHECK(fixture.run("echo after").out == "after\n");
    CHECK_FALSE(std::filesystem::exists(folder));
}

TEST_CASE("shell: an agent that was restarted in silence gets the command in a new shell", "[shell]") {
    // As behind libvirt, which reconnects by itself.
    Fixture fixture;
    CHECK(fixture.run("echo before").out == "before\n");
    fixture.agent.restart();
    CHECK_THROWS(fixture.guest.ping(Deadline(Seconds(5))));
    fixture.guest.ping(Deadline(Seconds(5)));
    CHECK(fixture.run("echo after").out == "after\n");
}

TEST_CASE("shell: an invalid answer is tampering", "[shell]") {
    // The command is the student's machine: it answers in the shell's place.
    Fixture fixture;
    CHECK_THROWS_WITH(fixture.run("printf '\\n%s end\\n' \"$crocum_word\"; sleep 5"), Contains("invalid answer"));
    CHECK_THROWS_WITH(
        fixture.run("printf '\\n%s 99999999999\\n\\n%s end\\n' \"$crocum_word\" \"$crocum_word\"; sleep 5"),
        Contains("invalid answer"));
    CHECK(fixture.run("echo fine").out == "fine\n");
}

TEST_CASE("shell: a command that no FIFO takes is sent as a file; a longer one is refused", "[shell]") {
    Fixture fixture;
    CHECK_THROWS_AS(fixture.run(std::string(200'000, 'x')), Error);
    CHECK(fixture.run("printf %s " + std::string(120'000, 'x') + " | wc -c").out == "120000\n");
    CHECK(fixture.run("echo short").out == "short\n");
    CHECK_THROWS_AS(fixture.run(std::string("a\0b", 3)), Error);
    CHECK(fixture.run("true " + std::string(40'000, 'x')).status == 0);
}

TEST_CASE("shell: nothing of it stays in the guest", "[shell]") {
    std::string folder;
    {
        Fixture fixture;
        folder = fixture.guest.scratch(Deadline(Seconds(10)));
        CHECK(fixture.run("true").status == 0);
        CHECK(std::filesystem::exists(folder));
    }
    CHECK_FALSE(std::filesystem::exists(folder));
}
