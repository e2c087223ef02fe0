#include "lib/guest/channel.hpp"
#include "lib/libvirt/libvirt_provider.hpp"
#include "tests/unit/session/fake_provider.hpp"

#include <catch2/catch.hpp>

#include <algorithm>
#include <condition_variable>
#include <future>
#include <mutex>
#include <optional>
#include <vector>

using namespace crocum;

TEST_CASE("provider_channel: every call returns libvirt's answer", "[guest]") {
    const auto provider = std::make_shared<const LibvirtProvider>("test:///default");
    const auto channel = provider_channel(provider, "none");
    // More calls than there are places: each has to give its place back.
    for (int i = 0; i < 30; ++i) {
        try {
            static_cast<void>(channel->call(R"({"execute":"guest-ping"})", Deadline(Seconds(5))));
            FAIL("an agent of no domain answered");
        } catch (const AgentError& error) {
            CHECK(error.fault == AgentFault::machine_off);
        }
    }
}

TEST_CASE("provider_channel: abandoned commands do not use up a connection", "[guest]") {
    const auto host = std::make_shared<FakeHost>();
    std::mutex mutex;
    std::condition_variable changed;
    bool hangs = true;
    int at_work = 0;
    int most = 0;
    int ended = 0;
    host->agent = [&](const std::string&, const std::string&) -> std::string {
        std::unique_lock lock(mutex);
        most = std::max(most, ++at_work);
        changed.wait(lock, [&] { return !hangs; });
        --at_work;
        ++ended;
        changed.notify_all();
        return R"({"return":{}})";
    };
    const auto provider = std::make_shared<const FakeProvider>(host, "fake:///");
    const auto fault_of_call = [&]() -> std::optional<AgentFault> {
        try {
            static_cast<void>(provider_channel(provider, "srv")->call("{}", Deadline(Milliseconds(1))));
        } catch (const AgentError& error) {
            return error.fault;
        }
        return std::nullopt;
    };
    std::vector<std::future<std::optional<AgentFault>>> abandoned;
    for (int i = 0; i < provider->most_users(); ++i) {
        abandoned.push_back(std::async(std::launch::async, fault_of_call));
    }
    for (auto& one : abandoned) {
        CHECK(one.get() == AgentFault::silent);
    }
    // The connection's other calls (and its keepalive) need the rest.
    CHECK(fault_of_call() == AgentFault::busy);
    {
        std::unique_lock lock(mutex);
        CHECK(most == provider->most_users());
        hangs = false;
        changed.notify_all();
        changed.wait(lock, [&] { return ended == provider->most_users(); });
    }
    CHECK(provider_channel(provider, "srv")->call("{}", Deadline(Seconds(5))) == R"({"return":{}})");
}
