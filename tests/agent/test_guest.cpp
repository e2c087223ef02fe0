// Guest against a real qemu-ga on a unix socket: no machine, the same protocol.

#include "lib/base/digest.hpp"
#include "lib/base/files.hpp"
#include "lib/guest/guest.hpp"
#include "lib/guest/tail.hpp"
#include "lib/guest/tree.hpp"
#include "tests/agent/real_agent.hpp"

#include <catch2/catch.hpp>
#include <sys/stat.h>
#include <unistd.h>

#include <thread>

using namespace crocum;
namespace fs = std::filesystem;

namespace {

struct Machine {
    RealAgent agent;
    Guest guest{"r1", socket_channel(agent.socket())};

    GuestResult exec(std::vector<std::string> argv, const std::string& input = "") {
        GuestCommand command;
        command.argv = std::move(argv);
        command.input = input;
        return guest.exec(command);
    }
};

/// A killed process can stay a zombie for as long as nobody reaps it.
bool alive(int pid) {
    const auto status = read_file_if_present("/proc/" + std::to_string(pid) + "/stat");
    return status && status->find(") Z ") == std::string::npos;
}

Deadline soon() {
    return Deadline(Seconds(30));
}

} // namespace

TEST_CASE("guest: exits are results", "[guest]") {
    Machine machine;
    CHECK(machine.exec({"true"}).ok());
    CHECK(machine.exec({"sh", "-c", "exit 1"}).status == 1);
    CHECK(machine.exec({"sh", "-c", "exit 255"}).status == 255);
    const auto missing = machine.exec({"no-such-program"});
    CHECK(missing.status == 127);
    CHECK(missing.err == "no-such-program: not found\n");
    CHECK(machine.exec({"/etc/passwd"}).status == 126);
    const auto killed = machine.exec({"sh", "-c", "kill -KILL $$"});
    CHECK(killed.signal == 9);
    CHECK(killed.outcome() == "killed by signal 9");
}

TEST_CASE("guest: both streams come back apart, binary as it is", "[guest]") {
    Machine machine;
    const auto result = machine.exec({"sh", "-c", "printf 'o\\000\\377'; echo e >&2"});
    CHECK(result.out == std::string("o\0\xFF", 3));
    CHECK(result.err == "e\n");
}

TEST_CASE("guest: no shell sees the arguments", "[guest]") {
    Machine machine;
    CHECK(machine.exec({"printf", "%s|", "a b", "$HOME", "\"'`;", "", "-n"}).out == "a b|$HOME|\"'`;||-n|");
}

TEST_CASE("guest: stdin, small and larger than one call", "[guest]") {
    Machine machine;
    CHECK(machine.exec({"cat"}).out.empty());
    CHECK(machine.exec({"cat"}, "hello\n").out == "hello\n");
    const std::string big = random_hex(512 * 1024);
    CHECK(sha256(machine.exec({"cat"}, big).out) == sha256(big));
}

TEST_CASE("guest: a command has its files, and none runs on what did not arrive", "[guest]") {
    Machine machine;
    GuestCommand command;
    const auto file = machine.guest.scratch(soon()) + "/file";
    const std::string content = random_hex(200'000);
    command.files = {{file, content}};
    command.argv = {"sha256sum", file};
    CHECK_THAT(machine.guest.exec(command).out, Catch::StartsWith(sha256(content)));
    // A link to a place that swallows what is written.
    const auto hole = machine.guest.scratch(soon()) + "/hole";
    fs::create_symlink("/dev/null", hole);
    command.files = {{hole, content}};
    CHECK_THROWS_WITH(machine.guest.exec(command), Catch::Contains("did not arrive"));
    command.files = {};
    command.argv = {"sh", "-c", "exit 126"};
    CHECK(machine.guest.exec(command).status == 126);
}

TEST_CASE("guest: folder and environment are the caller's", "[guest]") {
    Machine machine;
    GuestCommand command;
    command.argv = {"sh", "-c", "pwd; echo $HOME $ODD"};
    command.directory = "/usr";
    command.environment.push_back("ODD=a b=c\xC3\xA9");
    CHECK(machine.guest.exec(command).out == "/usr\n/root a b=cé\n");
    command.directory = "/no/such/folder";
    CHECK(machine.guest.exec(command).status == 125);
}

TEST_CASE("guest: a deadline kills the process group and keeps what was written", "[guest]") {
    Machine machine;
    GuestCommand command;
    command.argv = {"sh", "-c", "echo before; sleep 300 & echo $! ; wait"};
    command.timeout = Seconds(2);
    const auto result = machine.guest.exec(command);
    CHECK(result.timed_out);
    CHECK(result.outcome() == "timed out");
    REQUIRE_THAT(result.out, Catch::StartsWith("before\n"));
    const auto child = std::stoi(result.out.substr(7));
    for (int i = 0; i < 100 && alive(child); ++i) {
        std::this_thread::sleep_for(Milliseconds(20));
    }
    CHECK_FALSE(alive(child));
}

TEST_CASE("guest: a daemon that keeps stdout open is not waited for", "[guest]") {
    Machine machine;
    const Stopwatch watch;
    const auto result = machine.exec({"sh", "-c", "sleep 20 & echo started"});
    CHECK(result.out == "started\n");
    CHECK(result.ok());
    CHECK(watch.seconds() < 15);
}

TEST_CASE("guest: output has a bound, and says when it is reached", "[guest]") {
    Machine machine;
    GuestCommand command;
    command.argv = {"sh", "-c", "head -c 3000000 /dev/zero"};
    command.output_limit = 1'000'000;
    const auto result = machine.guest.exec(command);
    CHECK(result.truncated());
    CHECK(result.out.size() == 1'000'000);
    CHECK(result.ok());
}

TEST_CASE("guest: output can be taken as it comes", "[guest]") {
    Machine machine;
    GuestCommand command;
    std::vector<std::string> seen;
    command.argv = {"sh", "-c", "echo one; sleep 1; echo two"};
    command.on_out = [&](std::string_view bytes) { seen.emplace_back(bytes); };
    CHECK(machine.guest.exec(command).out.empty());
    CHECK(seen == std::vector<std::string>{"one\n", "two\n"});
}

TEST_CASE("guest: 100 MB of output are bounded while they come, and the guest is not filled with them", "[guest]") {
    Machine machine;
    GuestCommand command;
    // The output goes while the command still runs; a host that is slow (ThreadSanitizer) takes longer.
    command.argv = {
        "sh",
        "-c",
        "head -c 100000000 /dev/zero; for second in $(seq 30); do"
        " [ $(du -sk \"$0\" | cut -f1) -lt 10000 ] && break; sleep 1; done; du -sk \"$0\" >&2",
        ""};
    command.argv.back() = machine.guest.scratch(soon());
    command.output_limit = 1'000'000;
    const auto result = machine.guest.exec(command);
    CHECK(result.truncated());
    CHECK(result.out.size() == 1'000'000);
    CHECK(std::stoi(result.err) < 10'000);
    CHECK(result.ok());
}

TEST_CASE("guest: arguments and environment that are no text are refused before anything is sent", "[guest]") {
    Machine machine;
    GuestCommand command;
    command.argv = {"printenv", "ODD"};
    command.environment.push_back("ODD=line\nbreak\ttab \"quotes\" \xE6\x9D\xB1 $HOME \\");
    CHECK(machine.guest.exec(command).out == "line\nbreak\ttab \"quotes\" \xE6\x9D\xB1 $HOME \\\n");
    command.environment.emplace_back("BAD=\xFF\xFE");
    CHECK_THROWS_WITH(machine.guest.exec(command), Catch::Contains("not UTF-8"));
    CHECK_THROWS_WITH(machine.exec({"echo", std::string("a\0b", 3)}), Catch::Contains("not UTF-8"));
}

TEST_CASE("guest: a guest without a shell is named", "[guest]") {
    RealAgent agent({"/bin/sh"});
    Guest guest("r1", socket_channel(agent.socket()));
    GuestCommand command;
    command.argv = {"true"};
    try {
        static_cast<void>(guest.exec(command));
        FAIL("it ran without a shell");
    } catch (const AgentError& error) {
        CHECK(error.fault == AgentFault::refused);
        CHECK_THAT(error.what(), Catch::Contains("r1 cannot start /bin/sh"));
    }
}

TEST_CASE("guest: an agent that is restarted in the middle: what came counts, and the loss has its reason", "[guest]") {
    RealAgent agent;
    Guest guest("r1", socket_channel(agent.socket()));
    GuestCommand command;
    command.argv = {"sh", "-c", "echo before; sleep 60"};
    command.timeout = Seconds(60);
    std::string seen;
    command.on_out = [&](std::string_view bytes) {
        seen += bytes;
        agent.restart();
    };
    const Stopwatch watch;
    try {
        static_cast<void>(guest.exec(command));
        FAIL("nobody can know how it ended");
    } catch (const AgentError& error) {
        CHECK(error.fault == AgentFault::restarted);
    }
    CHECK(seen == "before\n");
    CHECK(watch.seconds() < 20);
    command.argv = {"echo", "again"};
    command.on_out = {};
    CHECK(guest.exec(command).out == "again\n");
}

TEST_CASE("guest: an agent that is silent for a while in the middle costs nothing but the while", "[guest]") {
    RealAgent agent;
    Guest guest("r1", socket_channel(agent.socket()));
    GuestCommand command;
    command.argv = {"sh", "-c", "echo before; sleep 2; echo after"};
    std::thread stop;
    std::string seen;
    command.on_out = [&](std::string_view bytes) {
        seen += bytes;
        if (!stop.joinable()) {
            stop = std::thread([&] {
                agent.send(SIGSTOP);
                std::this_thread::sleep_for(Seconds(12));
                agent.send(SIGCONT);
            });
        }
    };
    CHECK(guest.exec(command).ok());
    CHECK(seen == "before\nafter\n");
    stop.join();
}

TEST_CASE("guest: trees go in and out, with tar and without", "[guest]") {
    const auto hidden = GENERATE(std::vector<std::string>{}, std::vector<std::string>{"/usr/bin/tar"});
    RealAgent agent(hidden);
    Guest guest("r1", socket_channel(agent.socket()));
    const auto from = agent.folder() / "from";
    make_folders(from / "deep" / "er");
    make_folders(from / "nothing");
    write_file_atomic(from / "deep" / "er" / "a b", random_hex(100'000));
    write_file_atomic(from / "run", "#!/bin/sh\n");
    fs::permissions(from / "run", fs::perms(0751));
    fs::permissions(from / "deep", fs::perms(0750));
    const auto target = agent.folder() / "target";
    for (int round = 0; round < 2; ++round) {
        // The second time it takes the place of what is there.
        put_tree(guest, from, target.string(), soon());
        CHECK(files_below(target) == files_below(from));
        CHECK(sha256_files(target, files_below(target)) == sha256_files(from, files_below(from)));
        CHECK(fs::status(target / "run").permissions() == fs::perms(0751));
        CHECK(fs::status(target / "deep").permissions() == fs::perms(0750));
        CHECK(fs::is_directory(target / "nothing"));
        write_file_atomic(target / "earlier", "x");
    }
    const auto back = agent.folder() / "back";
    fs::create_hard_link(target / "run", target / "run too");
    get_tree(guest, target.string(), back, 1'000'000, soon());
    CHECK(sha256_files(back, files_below(back)) == sha256_files(target, files_below(target)));
    CHECK(fs::status(back / "run").permissions() == fs::perms(0751));
    CHECK(fs::status(back / "deep").permissions() == fs::perms(0750));

    CHECK_THROWS_WITH(get_tree(guest, target.string(), back, 1'000'000, soon()), Catch::Contains("already exists"));
    CHECK_THROWS(get_tree(guest, target.string(), agent.folder() / "small", 1000, soon()));
    CHECK_FALSE(fs::exists(agent.folder() / "small"));
    fs::create_symlink("/etc/passwd", target / "out");
    CHECK_THROWS(get_tree(guest, target.string(), agent.folder() / "out", 1'000'000, soon()));
    CHECK_FALSE(fs::exists(agent.folder() / "out"));
    CHECK_THROWS(put_tree(guest, from, "/no/such/parent/target", soon()));
    for (const auto& entry : fs::directory_iterator(agent.folder())) {
        CHECK_THAT(entry.path().filename().string(), !Catch::Contains(".crocum-"));
    }
}

TEST_CASE("guest: put and get of every size around a chunk", "[guest]") {
    Machine machine;
    for (const std::size_t size :
         {std::size_t{0},
          std::size_t{1},
          std::size_t{65535},
          std::size_t{65536},
          std::size_t{65537},
          std::size_t{131072},
          std::size_t{131073},
          std::size_t{3} << 20U}) {
        INFO(size);
        auto content = random_hex(size / 2 + 1);
        content.resize(size);
        const auto path = (machine.agent.folder() / "file").string();
        machine.guest.put({{path, content, 0640}}, soon());

        struct stat status {};

        REQUIRE(::stat(path.c_str(), &status) == 0);
        CHECK((status.st_mode & 07777) == 0640);
        CHECK(sha256(read_file(path)) == sha256(content));
        CHECK(sha256(machine.guest.get(path, size, soon())) == sha256(content));
    }
    CHECK_THROWS_WITH(
        machine.guest.get((machine.agent.folder() / "file").string(), 1000, soon()),
        Catch::Contains("larger than 1000"));
}

TEST_CASE("guest: a put that cannot be finished leaves the earlier file", "[guest]") {
    Machine machine;
    const auto folder = machine.agent.folder() / "folder";
    make_folders(folder / "target");
    write_file_atomic(folder / "target" / "inside", "kept");
    CHECK_THROWS(machine.guest.put({{(machine.agent.folder() / "none" / "x").string(), "x"}}, soon()));
    CHECK_THROWS(machine.guest.put({{(folder / "target").string(), "in the place of a folder"}}, soon()));
    CHECK(read_file(folder / "target" / "inside") == "kept");
    CHECK(files_below(folder).size() == 1);
}

TEST_CASE("guest: large files are written to a folder with enough space", "[guest]") {
    RealAgent agent({}, {"/run"});
    Guest guest("r1", socket_channel(agent.socket()));
    CHECK(guest.scratch(soon()).rfind("/run/", 0) == 0);
    GuestCommand command;
    command.argv = {"wc", "-c"};
    command.input.assign(std::size_t{5} << 20U, 'x');
    CHECK(guest.exec(command).out == "5242880\n");
    CHECK_THROWS(guest.put({{"/run/large", command.input}}, soon()));
    GuestCommand list;
    list.argv = {"ls", "/run"};
    CHECK(guest.exec(list).out == fs::path(guest.scratch(soon())).filename().string() + "\n");

    const TemporaryFolder here;
    make_folders(here.path() / "tree");
    write_file_atomic(here.path() / "tree" / "large", command.input);
    const auto there = (agent.folder() / "there").string();
    put_tree(guest, here.path() / "tree", there, soon());
    get_tree(guest, there, here.path() / "back", std::size_t{8} << 20U, soon());
    CHECK(read_file(here.path() / "back" / "large") == command.input);
}

TEST_CASE("guest: a file is tailed while it grows, and may appear late", "[guest]") {
    Machine machine;
    const auto path = machine.agent.folder() / "growing";
    Tail tail(machine.guest.agent(), path.string(), 10);
    CHECK(tail.read(soon()).empty());
    AppendFile file(path);
    file.write("abc");
    CHECK(tail.read(soon()) == "abc");
    CHECK(tail.read(soon()).empty());
    file.write("defghijklmnop");
    CHECK(tail.read(soon()) == "defghij");
    CHECK(tail.over_limit());
    CHECK(tail.read(soon()).empty());
}

TEST_CASE("guest: nothing is left behind", "[guest]") {
    std::string scratch;
    RealAgent agent;
    {
        Guest guest("r1", socket_channel(agent.socket()));
        scratch = guest.scratch(soon());

        struct stat status {};

        REQUIRE(::stat(scratch.c_str(), &status) == 0);
        CHECK((status.st_mode & 0777) == 0700);
    }
    CHECK_FALSE(fs::exists(scratch));
}

TEST_CASE("guest: the agent is asked for its commands first", "[guest]") {
    Machine machine;
    CHECK_NOTHROW(machine.guest.require_commands(soon()));
}

TEST_CASE("guest: a socket without a listener is a silent agent", "[guest]") {
    Guest guest("r1", socket_channel("/no/such/socket"));
    try {
        guest.ping(soon());
        FAIL("nobody answered");
    } catch (const AgentError& error) {
        CHECK(error.fault == AgentFault::silent);
    }
}

TEST_CASE("guest: a second client is busy until the first one has disconnected", "[guest]") {
    RealAgent agent;
    Guest second("r1", socket_channel(agent.socket()));
    {
        Guest first("r1", socket_channel(agent.socket()));
        first.ping(soon());
        try {
            second.ping(Deadline(Seconds(1)));
            FAIL("two clients at once");
        } catch (const AgentError& error) {
            CHECK(error.fault == AgentFault::silent);
            CHECK_THAT(error.what(), Catch::Contains("second client"));
        }
    }
    CHECK_NOTHROW(second.ping(soon()));
}

TEST_CASE("guest: an agent that is stopped is silent within the deadline, and answers again later", "[guest]") {
    RealAgent agent;
    Guest guest("r1", socket_channel(agent.socket()));
    guest.ping(soon());
    agent.send(SIGSTOP);
    const Stopwatch watch;
    CHECK_THROWS_AS(guest.ping(Deadline(Seconds(1))), AgentError);
    CHECK(watch.seconds() < 5);
    agent.send(SIGCONT);
    CHECK_NOTHROW(guest.ping(soon()));
}
