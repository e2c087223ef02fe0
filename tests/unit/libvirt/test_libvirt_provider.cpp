#include "lib/libvirt/domain_xml.hpp"
#include "lib/libvirt/libvirt_api.hpp"
#include "lib/libvirt/libvirt_provider.hpp"
#include "lib/provider/agent_error.hpp"

#include <catch2/catch.hpp>
#include <fmt/format.h>

#include <array>

using namespace crocum;

// libvirt's test driver is a real libvirt without a daemon: one domain "test", one network "default", one pool
// "default-pool".
TEST_CASE("libvirt: existing objects are found, others are absent", "[libvirt]") {
    const LibvirtProvider hypervisor("test:///default");
    CHECK(hypervisor.machines().at("test").state == MachineState::running);
    CHECK(hypervisor.machines().at("test").uuid == hypervisor.find({ResourceKind::domain, "test", ""}));
    CHECK(hypervisor.find({ResourceKind::domain, "test", ""}).value().size() == 36);
    CHECK(hypervisor.find({ResourceKind::network, "default", ""}).has_value());
    CHECK(hypervisor.find({ResourceKind::pool, "default-pool", ""}).has_value());
    for (const auto kind : {ResourceKind::domain, ResourceKind::network, ResourceKind::pool}) {
        CHECK_FALSE(hypervisor.find({kind, "none", ""}).has_value());
    }
    CHECK_FALSE(hypervisor.find({ResourceKind::volume, "none", "default-pool"}).has_value());
    CHECK_FALSE(hypervisor.find({ResourceKind::volume, "none", "no-such-pool"}).has_value());
}

TEST_CASE("libvirt: the state of a domain", "[libvirt]") {
    const LibvirtProvider hypervisor("test:///default");
    CHECK(hypervisor.state("test") == MachineState::running);
    CHECK(hypervisor.state("none") == MachineState::gone);
}

TEST_CASE("libvirt: an inactive network is started, a missing one is an error", "[libvirt]") {
    const LibvirtProvider hypervisor("test:///default");
    CHECK_NOTHROW(hypervisor.start({ResourceKind::network, "default", ""}));
    CHECK_NOTHROW(hypervisor.start({ResourceKind::domain, "test", ""}));
    CHECK_THROWS_WITH(hypervisor.start({ResourceKind::network, "none", ""}), Catch::Contains("network none"));
}

TEST_CASE("libvirt: a reboot without libvirt's event about a reset is none", "[libvirt][reboot]") {
    const LibvirtProvider hypervisor("test:///default");
    CHECK_THROWS_AS(hypervisor.reboot("none", Seconds(1)), AgentError);
    // The test driver reboots and resets a domain, and has no such event.
    CHECK_THROWS_WITH(
        hypervisor.reboot("test", Seconds(1)), Catch::Contains("libvirt reports no reset of domain test"));
}

TEST_CASE("domain_xml: a mark whose ids are none is no mark", "[libvirt]") {
    const auto marked = [](const char* id, const char* lab, const char* student) {
        return parse_owner(fmt::format(
                               R"(<instance xmlns="urn:crocum:instance:1" id="{}" lab="{}" student="{}" state="/s"/>)",
                               id,
                               lab,
                               student)
                               .c_str())
            .has_value();
    };
    CHECK(marked("1a2b3c4d", "hello", "demo"));
    CHECK_FALSE(marked("1a2b3c4d", "hello", ""));
    CHECK_FALSE(marked("1a2b3c4d", "..", "demo"));
    CHECK_FALSE(marked("1a2b3c4d", "hello", "../../victim"));
    CHECK_FALSE(marked("", "hello", "demo"));
}

TEST_CASE("domain_xml: the networks and disks of a domain", "[libvirt]") {
    MachineUse use;
    add_use(
        R"(<domain><name>d</name><devices>
        <disk><source pool='default' volume='own.qcow2'/><backingStore><source file='/images/base.qcow2'/></backingStore></disk>
        <disk><source file='/srv/data.raw'/></disk>
        <interface type='network'><source network='lan'/></interface>
        <interface type='bridge'><source bridge='br0'/></interface></devices></domain>)",
        use);
    CHECK(use.machine == "d");
    CHECK(use.networks == std::set<std::string>{"lan"});
    CHECK(use.files == std::set<std::string>{"/srv/data.raw"});
    const ResourceName own{ResourceKind::volume, "own.qcow2", "default"};
    CHECK(use.has(own, ""));
    CHECK(use.has({ResourceKind::volume, "base", "images"}, "/images/base.qcow2"));
    CHECK(use.has({ResourceKind::volume, "data", "srv"}, "/srv/data.raw"));
    CHECK(use.has({ResourceKind::network, "lan", ""}, ""));
    CHECK(use.has({ResourceKind::pool, "default", ""}, ""));
    CHECK_FALSE(use.has({ResourceKind::network, "wan", ""}, ""));
    CHECK_FALSE(use.has({ResourceKind::volume, "own.qcow2", "other"}, "/other/own.qcow2"));
    MachineUse none;
    add_use("no xml", none);
    CHECK(none.machine.empty());
}

TEST_CASE("libvirt: removal leaves nothing, and a second removal is no error", "[libvirt]") {
    const LibvirtProvider hypervisor("test:///default");
    for (const ResourceName& resource :
         {ResourceName{ResourceKind::domain, "test", ""},
          ResourceName{ResourceKind::network, "default", ""},
          ResourceName{ResourceKind::pool, "default-pool", ""}}) {
        hypervisor.remove(resource);
        CHECK_FALSE(hypervisor.find(resource).has_value());
        CHECK_NOTHROW(hypervisor.remove(resource));
    }
    CHECK(hypervisor.machines().empty());
}

TEST_CASE("libvirt: a domain has the mark of its owner", "[libvirt]") {
    const LibvirtProvider hypervisor("test:///default");
    const OwnerMark mark{"1a2b3c4d", "lab1", "ivan", "/srv/<state> & \"more\""};
    CHECK_FALSE(hypervisor.owner("test").has_value());
    const std::map<ResourceName, std::string> belongings{
        {{ResourceKind::domain, "test", ""}, "uuid"}, {{ResourceKind::volume, "<v>", "default"}, "/path/\"v\""}};
    hypervisor.set_owner("test", mark, belongings);
    CHECK(hypervisor.owner("test") == mark);
    CHECK(hypervisor.belongings("test") == belongings);
    CHECK_FALSE(hypervisor.owner("none").has_value());
    CHECK(hypervisor.belongings("none").empty());
}

TEST_CASE("libvirt: an unreachable agent has a reason", "[libvirt]") {
    const LibvirtProvider hypervisor("test:///default");
    try {
        static_cast<void>(hypervisor.agent_command("none", "{}", Seconds(1)));
        FAIL("an agent of no domain answered");
    } catch (const AgentError& error) {
        CHECK(error.fault == AgentFault::machine_off);
    }
    CHECK_THROWS_AS(hypervisor.agent_command("test", "{}", Seconds(1)), AgentError);
}

TEST_CASE("libvirt: a missing libvirt is unreachable, with a hint", "[libvirt]") {
    try {
        const LibvirtProvider hypervisor("qemu:///system?socket=/no/such/socket");
        FAIL("connected to nothing");
    } catch (const UnreachableError& error) {
        CHECK(error_exit(error) == Exit::ungraded);
        CHECK_THAT(error.what(), Catch::Contains("/no/such/socket"));
        CHECK_THAT(error.hint, Catch::Contains("labs/setup/libvirt"));
    }
}

namespace {

/// libvirt's functions, some of which fail until the end of the scope.
struct FailingApi {
    FailingApi() {
        api.virGetLastError = [] {
            static std::array<char, 6> message{"a bug"};
            static virError error{};
            error.code = VIR_ERR_INTERNAL_ERROR;
            error.message = message.data();
            return &error;
        };
    }

    FailingApi(const FailingApi&) = delete;
    FailingApi& operator=(const FailingApi&) = delete;

    ~FailingApi() { api = before; }

    LibvirtApi& api = const_cast<LibvirtApi&>(libvirt_api());
    LibvirtApi before = api;
};

} // namespace

TEST_CASE("hypervisor: an error of libvirt's is not \"nothing there\"", "[libvirt]") {
    const LibvirtProvider hypervisor("test:///default");
    CHECK_FALSE(hypervisor.volume_at("/no/such/volume"));
    CHECK(hypervisor.volumes("default-pool").empty());
    CHECK(hypervisor.volumes("no-such-pool").empty());
    CHECK_NOTHROW(hypervisor.refresh_pools());
    FailingApi failing;
    failing.api.virStorageVolLookupByPath = [](virConnectPtr, const char*) { return virStorageVolPtr(nullptr); };
    failing.api.virStoragePoolListAllVolumes = [](virStoragePoolPtr, virStorageVolPtr**, unsigned) { return -1; };
    failing.api.virConnectListAllStoragePools = [](virConnectPtr, virStoragePoolPtr**, unsigned) { return -1; };
    CHECK_THROWS_WITH(hypervisor.volume_at("/x"), Catch::Contains("/x: a bug"));
    CHECK_THROWS_WITH(hypervisor.volumes("default-pool"), Catch::Contains("default-pool: a bug"));
    CHECK_THROWS_WITH(hypervisor.refresh_pools(), Catch::Contains("the pools: a bug"));
}

TEST_CASE("libvirt: a pool that cannot be refreshed is skipped, a lost connection is an error", "[libvirt]") {
    const LibvirtProvider hypervisor("test:///default");
    FailingApi failing;
    failing.api.virStoragePoolRefresh = [](virStoragePoolPtr, unsigned) { return -1; };
    CHECK_NOTHROW(hypervisor.refresh_pools());
    failing.api.virConnectIsAlive = [](virConnectPtr) { return 0; };
    CHECK_THROWS_AS(hypervisor.refresh_pools(), UnreachableError);
}

TEST_CASE("libvirt: an event loop that ends is reported", "[libvirt]") {
    EventLoop loop;
    CHECK_FALSE(loop.end());
    CHECK_NOTHROW(require_running(loop));
    int steps = 0;
    loop.run([&] { return ++steps < 3 ? 0 : -1; }, [] { return std::string("poll failed"); });
    CHECK(steps == 3);
    CHECK(loop.end() == "poll failed");
    CHECK_THROWS_WITH(require_running(loop), Catch::Contains("event loop has ended (poll failed)"));
    CHECK_THROWS_AS(require_running(loop), UnreachableError);
}

TEST_CASE("domain_xml: the agent's port is open only by live XML", "[libvirt]") {
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
