#include "lib/guest/channel.hpp"
#include "lib/libvirt/libvirt_provider.hpp"

#include <catch2/catch.hpp>

using namespace crocum;

TEST_CASE("provider_channel: what libvirt says comes through, call after call", "[guest]") {
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
