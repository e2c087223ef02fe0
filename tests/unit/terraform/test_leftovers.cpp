#include "lib/libvirt/libvirt_provider.hpp"
#include "lib/terraform/leftovers.hpp"

#include <catch2/catch.hpp>

using namespace crocum;

namespace {

const OwnerMark ours{"1a2b3c4d", "hello", "demo", "/srv/state"};
const ResourceName domain{ResourceKind::domain, "test", ""};
const ResourceName network{ResourceKind::network, "default", ""};

struct Removal {
    // libvirt's own driver for tests: one domain "test", one network "default".
    LibvirtProvider provider{"test:///default"};
    std::vector<std::string> removed;

    std::vector<Leftover> remove(const std::map<ResourceName, std::string>& uuids) {
        return remove_existing(provider, {domain, network}, uuids, ours, [this](const ResourceName& resource) {
            removed.push_back(to_string(resource));
        });
    }
};

} // namespace

TEST_CASE("leftovers: domains are removed before the resources that they use", "[leftovers]") {
    Removal removal;
    CHECK(removal.remove({}).empty());
    CHECK(removal.removed == std::vector<std::string>{"domain test", "network default"});
}

TEST_CASE("leftovers: a resource created again under the same name has another owner, and is reported", "[leftovers]") {
    Removal removal;
    const std::string other = "00000000-1111-2222-3333-444444444444";
    const auto left = removal.remove({{domain, other}, {network, other}});
    CHECK(removal.removed.empty());
    REQUIRE(left.size() == 2);
    CHECK(left[0].resource == domain);
    CHECK_THAT(left[0].reason, Catch::Contains(other));
    CHECK(removal.provider.find(domain).has_value());
    CHECK(removal.provider.find(network).has_value());
}

TEST_CASE("leftovers: another instance's mark protects a domain and its resources", "[leftovers]") {
    Removal removal;
    removal.provider.set_owner("test", {"99999999", "hello", "demo", "/home/other/state"}, {});
    const auto left = removal.remove({});
    REQUIRE(left.size() == 2);
    CHECK_THAT(left[0].reason, Catch::Contains("/home/other/state"));
    CHECK(left[1].resource == network);
    CHECK(left[1].reason == "domain test uses it");
    CHECK(removal.provider.find(network).has_value());
    CHECK(removal.provider.find(domain).has_value());
    removal.provider.set_owner("test", ours, {});
    CHECK(removal.remove({}).empty());
    CHECK_FALSE(removal.provider.find(domain).has_value());
}

TEST_CASE(
    "leftovers: with its UUID on record a domain is its making's, wherever the state was when it was marked",
    "[leftovers]") {
    Removal removal;
    auto moved = ours;
    moved.state = "/before/it/moved";
    removal.provider.set_owner("test", moved, {});
    const auto uuid = removal.provider.find(domain).value();
    REQUIRE(removal.remove({}).size() == 2);
    CHECK(removal.remove({{domain, uuid}}).empty());
    CHECK_FALSE(removal.provider.find(domain).has_value());
}

TEST_CASE("leftovers: a survey lists the existing resources", "[leftovers]") {
    const LibvirtProvider provider("test:///default");
    const auto found = survey(provider, {domain, {ResourceKind::network, "none", ""}});
    CHECK(found.existing == std::map<ResourceName, std::string>{{domain, provider.find(domain).value()}});
    CHECK(found.unknown.empty());
}
