#include "lib/provider/agent_error.hpp"

#include <catch2/catch.hpp>

using namespace crocum;

TEST_CASE("agent error: a silent or busy agent and a lost connection are transient", "[provider]") {
    for (const auto* reason : {"agent_silent", "agent_busy", "transport"}) {
        REQUIRE(agent_fault(reason));
        CHECK(is_transient(*agent_fault(reason)));
    }
    for (const auto* reason :
         {"machine_off", "machine_replaced", "agent_refused", "agent_disabled", "agent_restarted", "tampered"}) {
        REQUIRE(agent_fault(reason));
        CHECK_FALSE(is_transient(*agent_fault(reason)));
    }
    CHECK_FALSE(agent_fault("timeout"));
}
