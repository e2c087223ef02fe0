#include "lib/guest/agent.hpp"

#include <catch2/catch.hpp>

using namespace crocum;

namespace {

/// An agent that sends what no real one does: the replies are the script's.
class Scripted : public AgentChannel {
public:
    explicit Scripted(std::string reply) : reply_(std::move(reply)) {}

    std::string call(const std::string&, Deadline) override { return reply_; }

private:
    std::string reply_;
};

Agent agent(const std::string& reply) {
    return Agent(std::make_unique<Scripted>(reply));
}

const Deadline soon(Seconds(3600));

template <typename Call>
AgentFault fault_of(const Call& call) {
    try {
        call();
    } catch (const AgentError& error) {
        return error.fault;
    }
    FAIL("nothing was thrown");
    return AgentFault::silent;
}

} // namespace

TEST_CASE("agent: replies that no agent sends are tampering", "[agent]") {
    for (const auto* reply :
         {"",
          "x",
          "[]",
          "{}",
          "{\"return\":1}{\"return\":1}",
          "{\"return\":{}}",
          "{\"return\":{\"exited\":1}}",
          "{\"return\":{\"exited\":true}}",
          "{\"return\":{\"exited\":true,\"exitcode\":-1}}",
          "{\"return\":{\"exited\":true,\"exitcode\":256}}",
          "{\"return\":{\"exited\":true,\"exitcode\":0.5}}",
          "{\"return\":{\"exited\":true,\"signal\":200}}",
          "{\"return\":{\"exited\":true,\"exitcode\":18446744073709551615}}"}) {
        INFO(reply);
        CHECK(fault_of([&] { static_cast<void>(agent(reply).exec_status(1, soon)); }) == AgentFault::tampered);
    }
    for (const auto* pid : {"0", "-1", "4294967296", "\"1\"", "null", "9223372036854775808"}) {
        const auto reply = std::string("{\"return\":{\"pid\":") + pid + "}}";
        CHECK(fault_of([&] { static_cast<void>(agent(reply).exec({}, soon)); }) == AgentFault::tampered);
    }
}

TEST_CASE("agent: a read has the size that the reply states", "[agent]") {
    CHECK(agent(R"({"return":{"count":2,"buf-b64":"YWI=","eof":true}})").read(1, soon) == "ab");
    for (const auto* reply :
         {R"({"return":{"count":3,"buf-b64":"YWI="}})",
          R"({"return":{"count":2,"buf-b64":"YW!="}})",
          R"({"return":{"count":2}})",
          R"({"return":{"count":99999999,"buf-b64":"YWI="}})"}) {
        CHECK(fault_of([&] { static_cast<void>(agent(reply).read(1, soon)); }) == AgentFault::tampered);
    }
}

TEST_CASE("agent: a write that is taken as nothing or as more than was given is tampering", "[agent]") {
    for (const auto* count : {"0", "-1", "4"}) {
        const auto reply = std::string("{\"return\":{\"count\":") + count + "}}";
        CHECK(fault_of([&] { agent(reply).write(1, "abc", soon); }) == AgentFault::tampered);
    }
}

TEST_CASE("agent: its errors are refusals, a disabled command is another fault", "[agent]") {
    CHECK(fault_of([&] {
              agent(R"({"error":{"class":"GenericError","desc":"no \u001b[31mfile"}})").ping(soon);
          }) == AgentFault::refused);
    CHECK(
        fault_of([&] {
            agent(R"({"error":{"class":"CommandNotFound","desc":"Command guest-exec has been disabled"}})").ping(soon);
        }) == AgentFault::disabled);
    CHECK(fault_of([&] { agent(R"({"error":3})").ping(soon); }) == AgentFault::refused);
}

TEST_CASE("agent: guest-info names the commands that are enabled", "[agent]") {
    const auto names = agent(
                           R"({"return":{"version":"7","supported_commands":[
                           {"name":"guest-exec","enabled":false},{"name":"guest-ping","enabled":true}]}})")
                           .enabled_commands(soon);
    CHECK(names == std::set<std::string>{"guest-ping"});
    CHECK(fault_of([&] {
              static_cast<void>(agent(R"({"return":{"supported_commands":[1]}})").enabled_commands(soon));
          }) == AgentFault::tampered);
}

TEST_CASE("agent: every fault has a reason code of its own", "[agent]") {
    CHECK(std::string(to_reason(AgentFault::silent)) == "agent_silent");
    CHECK(std::string(to_reason(AgentFault::machine_off)) == "machine_off");
    CHECK(std::string(to_reason(AgentFault::disabled)) == "agent_disabled");
    CHECK(std::string(to_reason(AgentFault::refused)) == "agent_refused");
    CHECK(std::string(to_reason(AgentFault::tampered)) == "tampered");
    CHECK(std::string(to_reason(AgentFault::transport)) == "transport");
}
