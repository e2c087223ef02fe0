#include "lib/terraform/resources.hpp"

#include <catch2/catch.hpp>

using namespace crocum;

namespace {

Json change(const char* type, Json after, Json actions) {
    return {
        {"address", "a.b"}, {"type", type}, {"change", {{"actions", std::move(actions)}, {"after", std::move(after)}}}};
}

const ResourceName domain{ResourceKind::domain, "d", ""};
const ResourceName volume{ResourceKind::volume, "v", "default"};

} // namespace

TEST_CASE("resources: a plan names the resources that it will create", "[resources]") {
    const Json plan{
        {"resource_changes",
         {change("libvirt_domain", {{"name", "d"}}, {"create"}),
          change("libvirt_volume", {{"name", "v"}, {"pool", "default"}}, {"create"}),
          change("libvirt_network", {{"name", "kept"}}, {"no-op"}),
          change("random_id", {{"hex", "x"}}, {"create"})}}};
    const auto planned = planned_resources(plan);
    CHECK(planned.created == std::set<ResourceName>{domain, volume});
    CHECK(planned.new_names == planned.created);
    CHECK(planned.kept == std::set<ResourceName>{{ResourceKind::network, "kept", ""}});
}

TEST_CASE("resources: two things of one name, or a bridge that Linux would refuse, are no plan", "[resources]") {
    const auto make = [](Json values) { return change("libvirt_network", std::move(values), {"create"}); };
    const Json twins{{"resource_changes", {make({{"name", "lan"}}), make({{"name", "lan"}})}}};
    CHECK_THROWS_WITH(planned_resources(twins), Catch::Contains("both be network lan"));
    const auto bridge = [&](const char* name) {
        return Json{{"resource_changes", {make({{"name", "lan"}, {"bridge", name}})}}};
    };
    CHECK(planned_resources(bridge("1a2b3c4d-lan123")).created.size() == 1);
    CHECK_THROWS_WITH(planned_resources(bridge("1a2b3c4d-lan1234")), Catch::Contains("of 16 characters"));
}

TEST_CASE("resources: a state file says the same without Terraform", "[resources]") {
    const auto resource = [](const char* type, const char* mode, Json attributes) {
        return Json{{"type", type}, {"mode", mode}, {"name", "x"}, {"instances", {{{"attributes", attributes}}}}};
    };
    const Json file{
        {"resources",
         {resource("libvirt_domain", "managed", {{"name", "d"}, {"id", "uuid-1"}}),
          resource("libvirt_cloudinit_disk", "managed", {{"name", "v"}, {"pool", "default"}, {"id", "/images/v;u"}}),
          resource("libvirt_network", "data", {{"name", "campus"}, {"id", "uuid-2"}}),
          resource("random_id", "managed", {{"id", "r"}})}}};
    CHECK(
        resources_in_state_file(file) ==
        std::map<ResourceName, std::string>{{domain, "uuid-1"}, {volume, "/images/v"}});
    CHECK_THROWS(resources_in_state_file(Json::object()));
}

TEST_CASE("resources: a resource that is replaced under another name has a new name", "[resources]") {
    auto renamed = change("libvirt_domain", {{"name", "d"}}, {"delete", "create"});
    renamed["change"]["before"] = {{"name", "old"}};
    CHECK(planned_resources(Json{{"resource_changes", {renamed}}}).new_names == std::set<ResourceName>{domain});
}

TEST_CASE("resources: a replaced resource is created, but its name is not new", "[resources]") {
    auto replaced = change("libvirt_domain", {{"name", "d"}}, {"delete", "create"});
    replaced["change"]["before"] = {{"name", "d"}};
    const Json plan{{"resource_changes", {replaced}}};
    CHECK(planned_resources(plan).created.size() == 1);
    CHECK(planned_resources(plan).new_names.empty());
}

TEST_CASE("resources: a name that is known only afterwards is refused", "[resources]") {
    const Json plan{{"resource_changes", {change("libvirt_domain", Json::object(), {"create"})}}};
    CHECK_THROWS_WITH(planned_resources(plan), Catch::Contains("a.b"));
}

TEST_CASE("resources: a state has UUIDs, in modules too", "[resources]") {
    const Json state{
        {"values",
         {{"root_module",
           {{"resources",
             {{{"type", "libvirt_domain"},
               {"mode", "managed"},
               {"address", "x"},
               {"values", {{"name", "d"}, {"id", "uuid-1"}}}}}},
            {"child_modules",
             {{{"resources",
                {{{"type", "libvirt_cloudinit_disk"},
                  {"mode", "managed"},
                  {"address", "y"},
                  {"values", {{"name", "v"}, {"pool", "default"}, {"id", "/images/v;uuid"}}}}}}}}}}}}}};
    const auto found = resources_in_state(state);
    CHECK(found.at(domain) == "uuid-1");
    CHECK(found.at(volume) == "/images/v");
    CHECK(resources_in_state(Json{{"format_version", "1.0"}}).empty());
}

TEST_CASE("resources: a machine is its domain without student and lab", "[resources]") {
    CHECK(machine_name("ivan-lab1-r1", "ivan", "lab1") == "r1");
    CHECK(machine_name("other", "ivan", "lab1") == "other");
    CHECK(machine_name("ivan-lab10-r1", "ivan", "lab1") == "ivan-lab10-r1");
}

TEST_CASE("resources: resources outside libvirt are known, data sources are not resources", "[resources]") {
    Json plan{
        {"resource_changes",
         {change("opennebula_virtual_machine", {{"name", "x"}}, {"create"}),
          change("random_id", {{"hex", "x"}}, {"create"}),
          change("terraform_data", Json::object(), {"create"})}}};
    CHECK(planned_resources(plan).others == std::set<std::string>{"a.b"});
    const auto resource = [](const char* type) {
        return Json{{"mode", "managed"}, {"type", type}, {"name", "r1"}, {"instances", {Json::object()}}};
    };
    const Json state{{"resources", {resource("libvirt_domain"), resource("local_file"), resource("null_resource")}}};
    CHECK(others_in_state_file(state) == std::set<std::string>{"local_file.r1"});
    CHECK_THROWS(others_in_state_file(Json::object()));
}

TEST_CASE("resources: the libvirt that a lab names, written out or in a variable", "[resources]") {
    const auto plan = [](Json uri) {
        return Json{
            {"variables", {{"where", {{"value", "qemu+ssh://two/system"}}}}},
            {"configuration", {{"provider_config", {{"libvirt", {{"expressions", {{"uri", std::move(uri)}}}}}}}}}};
    };
    CHECK(planned_resources(plan({{"constant_value", "qemu:///session"}})).uri == "qemu:///session");
    CHECK(planned_resources(plan({{"references", {"var.where"}}})).uri == "qemu+ssh://two/system");
    CHECK_THROWS_WITH(
        planned_resources(plan({{"references", {"local.where"}}})), Catch::Contains("computed from local.where"));
    CHECK(planned_resources(Json::object()).uri.empty());
    CHECK(planned_resources(plan(Json())).variables == std::set<std::string>{"where"});
}
