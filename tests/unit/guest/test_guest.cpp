#include "lib/guest/guest.hpp"

#include <catch2/catch.hpp>

#include <thread>

using namespace crocum;

namespace {

/// An agent under load: each answer takes 60 ms, and a process that it starts ends only when it is killed.
class Slow : public AgentChannel {
public:
    std::string call(const std::string& request, Deadline deadline) override {
        if (deadline.left() < Milliseconds(60)) {
            throw AgentError(AgentFault::silent, "no answer in time");
        }
        std::this_thread::sleep_for(Milliseconds(60));
        const auto document = parse_json(request, "request");
        const std::string command = document["execute"];
        if (command == "guest-exec") {
            killed_ = killed_ || request.find("kill -s KILL") != std::string::npos;
            return fmt::format("{{\"return\":{{\"pid\":{}}}}}", ++pid_);
        }
        if (command == "guest-exec-status") {
            const bool sleeper = document["arguments"]["pid"] == 2;
            return sleeper && !killed_ ? R"({"return":{"exited":false}})"
                                       : R"({"return":{"exited":true,"exitcode":0}})";
        }
        if (command == "guest-file-read") {
            return R"({"return":{"count":0,"buf-b64":"","eof":true}})";
        }
        return R"({"return":1000})";
    }

private:
    int pid_ = 0; // 1 makes the scratch folder, 2 is the command
    bool killed_ = false;
};

} // namespace

TEST_CASE("guest: a deadline that falls into a look is a timeout, not a silent agent", "[guest]") {
    for (const int odd : {0, 20, 40}) {
        Guest guest("r1", std::make_unique<Slow>());
        static_cast<void>(guest.scratch(Deadline(Seconds(5))));
        std::this_thread::sleep_for(Milliseconds(odd));
        GuestCommand command;
        command.argv = {"sleep", "60"};
        command.timeout = Seconds(1);
        command.first_look = command.busy_look = Milliseconds(7 + odd);
        CHECK(guest.exec(command).timed_out);
    }
}
