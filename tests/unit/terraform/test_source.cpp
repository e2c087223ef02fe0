#include "lib/base/error.hpp"
#include "lib/terraform/source.hpp"
#include "tests/unit/tree.hpp"

#include <catch2/catch.hpp>
#include <fmt/format.h>

using namespace crocum;
using Catch::Contains;

namespace {

using Findings = std::vector<SourceFinding>;

std::vector<SourceBlock> blocks_of(const Files& files) {
    const TemporaryFolder folder;
    write_files(folder.path(), files);
    return source_blocks(folder.path());
}

/// "FILE:LINE", in order.
std::vector<std::string> places(const Findings& findings) {
    std::vector<std::string> all;
    for (const auto& one : findings) {
        all.push_back(fmt::format("{}:{}", one.file.filename().string(), one.line));
    }
    return all;
}

using Places = std::vector<std::string>;

Places refused(const Files& files) {
    return places(refused_blocks(blocks_of(files)));
}

Places shared(const std::string& text) {
    return places(shared_names(blocks_of({{"main.tf", text}}), {"user-id", "student", "instance", "seed", "net"}));
}

/// The places of waits in a machine on this network.
Places waits(const std::string& network, const std::string& reference = "network_id = libvirt_network.lan.id") {
    return places(waits_without_dhcp(blocks_of(
        {{"main.tf",
          "resource \"libvirt_domain\" \"r1\" {\n  network_interface {\n    " + reference +
              "\n    wait_for_lease = true\n  }\n}\n"},
         {"networks.tf", network}})));
}

} // namespace

TEST_CASE("source: backends, cloud and import blocks are refused, with file and line", "[source]") {
    CHECK(
        refused(
            {{"a.tf", "terraform {\n  required_version = \"1\"\n  backend \"local\" {\n    path = \"x\"\n  }\n}\n"}}) ==
        Places{"a.tf:3"});
    CHECK(
        refused(
            {{"a.tf", "terraform {\r\n  backend \"s3\" {}\r\n}\r\n"},
             {"b.tf", "\n\nterraform {\n cloud {\n }\n}\nimport {\n  id = 1\n}\n"}}) ==
        Places{"a.tf:2", "b.tf:4", "b.tf:7"});
    CHECK(
        refused({{"a.tofu", "import {}\n"}, {"x_override.tf", "terraform {\n  backend \"http\" {}\n}\n"}}) ==
        Places{"a.tofu:1", "x_override.tf:2"});
    CHECK(
        refused({{"a.tofu.json", "{\n  \"import\": [{\"to\": \"a.b\", \"id\": \"c\"}]\n}\n"}}) ==
        Places{"a.tofu.json:2"});
    CHECK(
        refused(
            {{"main.tf.json",
              "{\"terraform\":\n {\"backend\":\n  {\"local\": {\"path\": \"../all.tfstate\"}}},\n\"import\": "
              "[\n{\"id\": 1}]}"}}) == Places{"main.tf.json:4", "main.tf.json:3"});
    CHECK(
        refused_blocks(blocks_of({{"a.tf", "terraform {\n  backend \"s3\" {}\n}\n"}}))
            .at(0)
            .message.find("backend \"s3\" is refused") == 0);
}

TEST_CASE("source: a state that stays in the working directory is not refused", "[source]") {
    CHECK(refused({{"a.tf", R"(
terraform {
  required_providers { libvirt = { source = "dmacvicar/libvirt" } }
  backend "local" {}
}
# backend "s3" {}
/* import {} */
variable "backend" { default = "import {}" }
locals { cloud = { a = 1 } }
)"}}).empty());
    CHECK(
        refused({{"a.tf", "terraform {\n  backend \"local\" {\n    path = \"terraform.tfstate\"\n  }\n}\n"}}).empty());
    CHECK(refused({{"a.tf", "not terraform"}, {"b.tf.json", "{"}, {"c.tf.json", "[1]"}, {"modules/x.tf", "import {}"}})
              .empty());
    const TemporaryFolder folder;
    write_files(folder.path(), {{"main.tf", "\nimport {\n}\n"}});
    CHECK_THROWS_WITH(require_own_state_only(folder.path()), Contains("main.tf:2: an import block is refused"));
}

TEST_CASE("source: names that all students share", "[source]") {
    CHECK(
        shared("resource \"libvirt_network\" \"lan\" {\n  name = \"lan\"\n  bridge = \"labbr0\"\n}\n") ==
        Places{"main.tf:2", "main.tf:3"});
    CHECK(
        shared("variable \"site\" {\n  default = \"x\"\n}\nlocals {\n  p = \"${var.site}-${var.lab}\"\n}\nresource "
               "\"libvirt_volume\" \"v\" {\n  name = \"${local.p}.qcow2\"\n}\n") == Places{"main.tf:8"});
    CHECK(
        shared("resource \"libvirt_pool\" \"p\" {\n  name = \"p\"\n  type = \"dir\"\n  target {\n    path = "
               "\"/srv/pool\"\n  }\n}\n") == Places{"main.tf:2", "main.tf:5"});
    CHECK(shared("resource \"libvirt_cloudinit_disk\" \"c\" {\n  name = \"ci.iso\"\n}\n") == Places{"main.tf:2"});
    CHECK(
        shared("resource \"libvirt_volume\" \"v\" {\n  count = 2\n  name = \"v${count.index}\"\n}\n") ==
        Places{"main.tf:3"});
    CHECK(
        shared("resource \"libvirt_volume\" \"v\" {\n  for_each = toset([\"a\"])\n  name = "
               "\"${each.key}.${terraform.workspace}\"\n}\n") == Places{"main.tf:3"});
    CHECK(
        shared(
            "locals {\n  a = local.b\n  b = local.a\n}\nresource \"libvirt_volume\" \"v\" {\n  name = local.a\n}\n") ==
        Places{"main.tf:6"});
    // A text that looks like a reference, and an escaped template.
    CHECK(
        shared("resource \"libvirt_volume\" \"v\" {\n  name = \"var.user-id $${var.user-id} \\\" .x\"\n}\n") ==
        Places{"main.tf:2"});
}

TEST_CASE("source: addresses that all students share, on networks that libvirt routes", "[source]") {
    const auto network = [](const std::string& rest) {
        return "resource \"libvirt_network\" \"n\" {\n  name = var.user-id\n" + rest + "\n}\n";
    };
    CHECK(shared(network("  addresses = [\"10.17.3.0/24\"]")) == Places{"main.tf:3"});
    CHECK(shared(network("  mode = \"nat\"\n  addresses = [\n    \"10.17.3.0/24\",\n  ]")) == Places{"main.tf:4"});
    CHECK(
        shared(
            network("  mode = \"route\"\n  addresses = [local.net]") +
            "locals {\n  net = cidrsubnet(\"10.0.0.0/8\", 8, 3)\n}\n") == Places{"main.tf:4"});
    CHECK(shared(network("  addresses = [var.net]")).empty());
    CHECK(shared(network("  mode = \"bridge\"\n  bridge = \"br0\"")).empty());
    CHECK(shared(network("  mode = \"none\"\n  bridge = \"${var.instance}-lan\"")).empty());
}

TEST_CASE("source: names that differ from student to student, or depend on what the file does not say", "[source]") {
    for (const auto* name :
         {"\"${var.user-id}-lan\"",
          "var.student",
          "local.deep",
          "format(\"%s-x\", var.seed)",
          "\"x-${upper(\"${var.instance}\")}\"",
          "\"${random_id.r.hex}-x\"",
          "module.names.lan",
          "data.external.x.result",
          "local.unknown",
          "basename(path.cwd)",
          "uuid()",
          "null"}) {
        INFO(name);
        CHECK(shared(fmt::format(
                         "locals {{\n  deep = \"${{local.p}}-x\"\n  p = var.user-id\n}}\nresource \"libvirt_volume\" "
                         "\"v\" {{\n  name = {}\n}}\n",
                         name))
                  .empty());
    }
    CHECK(shared("resource \"libvirt_volume\" \"v\" {\n  pool = libvirt_pool.p.name\n  name = \"disk\"\n}\n").empty());
    CHECK(shared("resource \"libvirt_volume\" \"v\" {\n  for_each = toset([var.user-id])\n  name = each.key\n}\n")
              .empty());
    CHECK(shared("data \"libvirt_network\" \"v\" {\n  name = \"default\"\n}\nresource \"null_resource\" \"n\" {\n  "
                 "name = \"x\"\n}\n")
              .empty());
}

TEST_CASE("source: wait_for_lease on a network without DHCP", "[source]") {
    const auto network = [](const std::string& rest) {
        return "resource \"libvirt_network\" \"lan\" {\n" + rest + "\n}\n";
    };
    CHECK(waits(network("  mode = \"none\"")) == Places{"main.tf:4"});
    CHECK(waits(network("  name = \"nat by default\"")) == Places{"main.tf:4"});
    CHECK(waits(network("  addresses = [\"10.1.0.0/24\"]\n  dhcp {\n    enabled = false\n  }")) == Places{"main.tf:4"});
    CHECK(waits(network("  mode = \"none\""), "network_name = libvirt_network.lan.name") == Places{"main.tf:4"});
    CHECK(waits(network("  mode = \"none\""), "network_id = libvirt_network.lan[0].id") == Places{"main.tf:4"});
    CHECK(waits(network("  addresses = [\"10.1.0.0/24\"]")).empty());
    CHECK(waits(network("  mode = \"none\"\n  addresses = [var.net]\n  dhcp {\n    enabled = true\n  }")).empty());
    CHECK(waits(network("  mode = \"bridge\"")).empty());
    CHECK(waits(network("  mode = var.mode")).empty());
    CHECK(waits(network("  mode = \"none\""), "network_name = \"default\"").empty());
    CHECK(
        places(waits_without_dhcp(blocks_of(
            {{"main.tf.json",
              "{\"resource\": {\"libvirt_network\": {\"lan\": {\"mode\": \"none\"}},\n\"libvirt_domain\": {\"r\": "
              "{\"network_interface\": [\n{\"network_id\": \"${libvirt_network.lan.id}\",\n\"wait_for_lease\": "
              "true}]}}}}"}}))) == Places{"main.tf.json:4"});
}
