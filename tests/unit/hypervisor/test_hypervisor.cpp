#include "lib/hypervisor/agent_error.hpp"
#include "lib/hypervisor/domain_xml.hpp"
#include "lib/hypervisor/hypervisor.hpp"

#include <catch2/catch.hpp>

using namespace crocum;

// libvirt's test driver is a real libvirt without a daemon: one domain "test", one network "default", one pool
// "default-pool".
TEST_CASE("hypervisor: what stands is found, what does not is absent", "[hypervisor]") {
    const Hypervisor hypervisor("test:///default");
    CHECK(hypervisor.domains() == std::map<std::string, bool>{{"test", true}});
    CHECK(hypervisor.find({ResourceKind::domain, "test", ""}).value().size() == 36);
    CHECK(hypervisor.find({ResourceKind::network, "default", ""}).has_value());
    CHECK(hypervisor.find({ResourceKind::pool, "default-pool", ""}).has_value());
    for (const auto kind : {ResourceKind::domain, ResourceKind::network, ResourceKind::pool}) {
        CHECK_FALSE(hypervisor.find({kind, "none", ""}).has_value());
    }
    CHECK_FALSE(hypervisor.find({ResourceKind::volume, "none", "default-pool"}).has_value());
    CHECK_FALSE(hypervisor.find({ResourceKind::volume, "none", "no-such-pool"}).has_value());
}

TEST_CASE("hypervisor: a domain's state in a word", "[hypervisor]") {
    const Hypervisor hypervisor("test:///default");
    CHECK(hypervisor.state("test") == "running");
    CHECK(hypervisor.state("none") == "gone");
}

TEST_CASE("hypervisor: removal leaves nothing, twice is no error", "[hypervisor]") {
    const Hypervisor hypervisor("test:///default");
    for (const ResourceName& resource :
         {ResourceName{ResourceKind::domain, "test", ""},
          ResourceName{ResourceKind::network, "default", ""},
          ResourceName{ResourceKind::pool, "default-pool", ""}}) {
        hypervisor.remove(resource);
        CHECK_FALSE(hypervisor.find(resource).has_value());
        CHECK_NOTHROW(hypervisor.remove(resource));
    }
    CHECK(hypervisor.domains().empty());
}

TEST_CASE("hypervisor: a domain carries its owner", "[hypervisor]") {
    const Hypervisor hypervisor("test:///default");
    const OwnerMark mark{"1a2b3c4d", "lab1", "ivan", "/srv/<state> & \"more\""};
    CHECK_FALSE(hypervisor.owner("test").has_value());
    hypervisor.set_owner("test", mark);
    CHECK(hypervisor.owner("test") == mark);
    CHECK_FALSE(hypervisor.owner("none").has_value());
}

TEST_CASE("hypervisor: an agent that cannot be reached has its reason", "[hypervisor]") {
    const Hypervisor hypervisor("test:///default");
    try {
        static_cast<void>(hypervisor.agent_command("none", "{}", Seconds(1)));
        FAIL("an agent of no domain answered");
    } catch (const AgentError& error) {
        CHECK(error.fault == AgentFault::machine_off);
    }
    CHECK_THROWS_AS(hypervisor.agent_command("test", "{}", Seconds(1)), AgentError);
}

TEST_CASE("hypervisor: no libvirt is unreachable, with what to do", "[hypervisor]") {
    try {
        const Hypervisor hypervisor("qemu:///system?socket=/no/such/socket");
        FAIL("connected to nothing");
    } catch (const UnreachableError& error) {
        CHECK(error_exit(error) == Exit::ungraded);
        CHECK_THAT(error.what(), Catch::Contains("/no/such/socket"));
        CHECK_THAT(error.hint, Catch::Contains("labs/setup/libvirt"));
    }
}

TEST_CASE("domain_xml: the agent's port is open only when live XML says so", "[hypervisor]") {
    const auto xml = [](const std::string& target) {
        return "<domain><devices><channel type='unix'>" + target + "</channel></devices></domain>";
    };
    CHECK(agent_port_open(xml("<target type='virtio' name='org.qemu.guest_agent.0' state='connected'/>").c_str()));
    CHECK_FALSE(
        agent_port_open(xml("<target type='virtio' name='org.qemu.guest_agent.0' state='disconnected'/>").c_str()));
    CHECK_FALSE(agent_port_open(xml("<target type='virtio' name='other' state='connected'/>").c_str()));
    CHECK_FALSE(agent_port_open("<domain/>"));
    CHECK_FALSE(agent_port_open("no xml"));
}
