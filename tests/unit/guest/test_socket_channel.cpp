// A socket whose other end sends what no agent does. The real agent is in tests/agent.

#include "lib/base/fd.hpp"
#include "lib/base/files.hpp"
#include "lib/guest/agent.hpp"
#include "lib/guest/channel.hpp"
#include "lib/guest/tail.hpp"

#include <catch2/catch.hpp>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include <thread>

using namespace crocum;

namespace {

/// Accepts one client, reads its first request and then sends `bytes` again and again until it hangs up.
class Flood {
public:
    Flood(std::string bytes, Milliseconds pause) : bytes_(std::move(bytes)), pause_(pause) {
        sockaddr_un address{};
        address.sun_family = AF_UNIX;
        path().copy(address.sun_path, sizeof address.sun_path - 1);
        REQUIRE(::bind(listener_.get(), reinterpret_cast<const sockaddr*>(&address), sizeof address) == 0);
        REQUIRE(::listen(listener_.get(), 1) == 0);
        thread_ = std::jthread([this] { serve(); });
    }

    [[nodiscard]] std::string path() const { return (folder_.path() / "agent.sock").string(); }

private:
    void serve() const {
        const Fd client(::accept(listener_.get(), nullptr, nullptr));
        char request = 0;
        static_cast<void>(::recv(client.get(), &request, 1, 0));
        while (::send(client.get(), bytes_.data(), bytes_.size(), MSG_NOSIGNAL) > 0) {
            std::this_thread::sleep_for(pause_);
        }
    }

    TemporaryFolder folder_;
    Fd listener_{::socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0)};
    std::string bytes_;
    Milliseconds pause_;
    std::jthread thread_;
};

AgentFault fault_of_a_call(const std::string& path, Seconds patience) {
    try {
        static_cast<void>(socket_channel(path)->call("{}", Deadline(patience)));
    } catch (const AgentError& error) {
        return error.fault;
    }
    FAIL("that was no reply");
    return AgentFault::refused;
}

/// An agent whose files never end: one byte a read.
class Trickle : public AgentChannel {
public:
    std::string call(const std::string& request, Deadline) override {
        if (request.find("guest-file-read") != std::string::npos) {
            std::this_thread::sleep_for(Milliseconds(1));
            return R"({"return":{"count":1,"buf-b64":"eA==","eof":false}})";
        }
        return R"({"return":1000})";
    }
};

} // namespace

TEST_CASE("socket_channel: an agent that trickles without an end is silent at the deadline", "[guest]") {
    const Flood flood("x", Milliseconds(5));
    const Stopwatch watch;
    CHECK(fault_of_a_call(flood.path(), Seconds(1)) == AgentFault::silent);
    CHECK(watch.seconds() < 10);
}

TEST_CASE("socket_channel: a reply has a bound, however long the deadline is", "[guest]") {
    const Flood flood(std::string(100'000, 'x'), Milliseconds(0));
    CHECK(fault_of_a_call(flood.path(), Seconds(60)) == AgentFault::tampered);
}

TEST_CASE("socket_channel: lines that are no answer to the greeting end at the deadline", "[guest]") {
    const Flood flood("{\"return\":{}}\n", Milliseconds(1));
    CHECK(fault_of_a_call(flood.path(), Seconds(1)) == AgentFault::silent);
}

TEST_CASE("socket_channel: an agent that takes no client while others wait is busy", "[guest]") {
    const TemporaryFolder folder;
    const auto path = (folder.path() / "agent.sock").string();
    sockaddr_un address{};
    address.sun_family = AF_UNIX;
    path.copy(address.sun_path, sizeof address.sun_path - 1);
    const auto* place = reinterpret_cast<const sockaddr*>(&address);
    const auto make = [] { return Fd(::socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0)); };
    const auto listener = make();
    REQUIRE(::bind(listener.get(), place, sizeof address) == 0);
    REQUIRE(::listen(listener.get(), 0) == 0);
    std::vector<Fd> waiting;
    do {
        waiting.push_back(make());
    } while (::connect(waiting.back().get(), place, sizeof address) == 0);
    REQUIRE(errno == EAGAIN);
    CHECK(fault_of_a_call(path, Seconds(1)) == AgentFault::busy);

    // A command waits for its turn, up to its deadline.
    const Stopwatch watch;
    CHECK_THROWS_WITH(
        Agent(socket_channel(path)).ping(Deadline(Seconds(1))), Catch::Contains("does not take another client"));
    CHECK(watch.seconds() > 0.5);
    CHECK(watch.seconds() < 10);
}

TEST_CASE("tail: a file that never ends is left at the deadline, with its bound", "[guest]") {
    Agent agent(std::make_unique<Trickle>());
    Tail tail(agent, "/endless", 1'000'000);
    std::size_t taken = 0;
    const Stopwatch watch;
    CHECK(
        tail.drain([&](std::string_view bytes) { taken += bytes.size(); }, Deadline(Seconds(1)), Deadline(Seconds(5))));
    CHECK(taken > 0);
    CHECK(watch.seconds() < 10);

    Tail bounded(agent, "/endless", 10);
    taken = 0;
    bounded.drain(
        [&](std::string_view bytes) { taken += bytes.size(); }, Deadline(Seconds(600)), Deadline(Seconds(600)));
    CHECK(taken == 10);
    CHECK(bounded.over_limit());
}

TEST_CASE("tail: after a reboot neither the handle nor the file is known, and that is the end of the file", "[guest]") {
    class Rebooted : public AgentChannel {
    public:
        std::string call(const std::string& request, Deadline) override {
            const bool first = calls_++ < 2;
            if (request.find("guest-file-open") != std::string::npos && first) {
                return R"({"return":1000})";
            }
            return first ? R"({"return":{"count":1,"buf-b64":"eA==","eof":false}})"
                         : R"({"error":{"class":"GenericError","desc":"handle '1000' has not been found"}})";
        }

    private:
        int calls_ = 0;
    };

    Agent agent(std::make_unique<Rebooted>());
    Tail tail(agent, "/run/x", 100);
    CHECK(tail.read(Deadline(Seconds(5))) == "x");
    CHECK(tail.read(Deadline(Seconds(5))).empty());
}
