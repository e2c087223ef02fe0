#include "lib/base/error.hpp"
#include "lib/check/command_bridge.hpp"
#include "lib/session/instance/reboot.hpp"
#include "tests/unit/session/fake_provider.hpp"

#include <catch2/catch.hpp>

#include <algorithm>

using namespace crocum;
using Catch::Contains;

namespace {

struct RebootHost {
    std::shared_ptr<FakeHost> host = std::make_shared<FakeHost>();
    bool booted = true;

    RebootHost() {
        host->machines["ann-net-r1"].uuid = "u1";
        host->agent = [this](const std::string& machine, const std::string&) -> std::string {
            if (!booted) {
                throw AgentError(AgentFault::silent, "the agent of {} does not answer", machine);
            }
            return R"({"return":{}})";
        };
    }

    void reboot(
        Seconds timeout, const std::function<void()>& stop = [] {}) const {
        MachineLink link;
        link.machine.name = "r1";
        link.machine.address = ProviderMachine{"fake:///", "ann-net-r1", "u1"};
        link.provider = providers_of(host)->at("fake:///");
        reboot_machine(link, timeout, stop);
    }

    [[nodiscard]] auto reboots() const { return std::count(host->log.begin(), host->log.end(), "reboot ann-net-r1"); }
};

AgentFault fault_of(const std::function<void()>& work) {
    try {
        work();
    } catch (const AgentError& error) {
        return error.fault;
    }
    FAIL("no AgentError");
    return AgentFault::tampered;
}

} // namespace

TEST_CASE("reboot: the provider reboots the machine once; then its agent answers", "[reboot]") {
    const RebootHost setting;
    setting.reboot(Seconds(20));
    CHECK(setting.reboots() == 1);
}

TEST_CASE("reboot: a machine that runs and does not answer has not come back", "[reboot]") {
    RebootHost setting;
    setting.booted = false;
    CHECK_THROWS_AS(setting.reboot(Seconds(1)), NotRebooted);
    CHECK_THROWS_WITH(setting.reboot(Seconds(1)), Contains("r1 did not come back within 1 s after its reboot"));
}

TEST_CASE("reboot: a machine that is off, another one, or a provider that is lost is no verdict", "[reboot]") {
    RebootHost setting;
    setting.host->before = [&](const std::string& operation, const std::string&) {
        if (operation == "reboot") {
            throw UnreachableError("the connection is lost");
        }
    };
    CHECK(fault_of([&] { setting.reboot(Seconds(20)); }) == AgentFault::transport);
    setting.host->before = [&](const std::string& operation, const std::string&) {
        if (operation == "reboot") {
            setting.host->machines["ann-net-r1"].uuid = "u2";
        }
    };
    CHECK(fault_of([&] { setting.reboot(Seconds(20)); }) == AgentFault::replaced);
    setting.host->machines["ann-net-r1"].uuid = "u1";
    setting.host->machines["ann-net-r1"].state = MachineState::off;
    setting.host->before = [](const std::string&, const std::string&) {};
    CHECK(fault_of([&] { setting.reboot(Seconds(20)); }) == AgentFault::machine_off);
}

TEST_CASE("reboot: a machine that goes off during its reboot is no verdict", "[reboot]") {
    RebootHost setting;
    setting.host->before = [&](const std::string& operation, const std::string&) {
        if (operation == "find") {
            setting.host->machines["ann-net-r1"].state = MachineState::off;
        }
    };
    CHECK(fault_of([&] { setting.reboot(Seconds(20)); }) == AgentFault::machine_off);
}

TEST_CASE("reboot: the caller can end the wait", "[reboot]") {
    RebootHost setting;
    setting.booted = false;
    const Stopwatch watch;
    CHECK_THROWS_WITH(
        setting.reboot(
            Seconds(60),
            [&] {
                if (watch.seconds() > 1) {
                    throw Error("cancelled");
                }
            }),
        Contains("cancelled"));
    CHECK(watch.seconds() < 20);
}
