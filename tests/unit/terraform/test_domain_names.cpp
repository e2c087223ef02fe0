#include "lib/terraform/domain_names.hpp"
#include "tests/unit/tree.hpp"

#include <catch2/catch.hpp>

using namespace crocum;

namespace {

std::optional<std::string> expression(const Files& files) {
    const TemporaryFolder folder;
    write_files(folder.path(), files);
    return domain_names_expression(folder.path());
}

std::optional<std::string> expression(const std::string& text) {
    return expression(Files{{"main.tf", text}});
}

} // namespace

TEST_CASE("domain names: one machine, several files, other resources", "[domain_names]") {
    CHECK(
        expression(Files{
            {"a.tf",
             "resource \"libvirt_domain\" \"r1\" {\n  name = \"${var.user-id}-r1\" # its name\n  memory = 1\n}\n"},
            {"b.tf",
             "resource libvirt_domain r2 { name = local.r2 }\nresource \"libvirt_network\" \"n\" {\n name = \"n\"\n}"},
            {"README.md", "module"}}) == "flatten([[\"${var.user-id}-r1\"], [local.r2]])");
    CHECK(expression("variable \"lab\" {}\n") == "flatten([])");
    CHECK(expression("") == "flatten([])");
}

TEST_CASE("domain names: for_each and count", "[domain_names]") {
    CHECK(
        expression(
            "resource \"libvirt_domain\" \"m\" {\n  for_each = local.machines\n  name = \"${local.p}-${each.key}-"
            "${each.value.x}\"\n}\n") == "flatten([[for crocum_key, crocum_value in (local.machines) : "
                                         "\"${local.p}-${crocum_key}-${crocum_value.x}\"]])");
    CHECK(
        expression("resource \"libvirt_domain\" \"m\" {\n  count = 2\n  name = \"x-r${count.index + 1}\"\n}\n") ==
        "flatten([[for crocum_index in range(2) : \"x-r${crocum_index + 1}\"]])");
}

TEST_CASE("domain names: other text around them is skipped", "[domain_names]") {
    CHECK(expression(R"(
# resource "libvirt_domain" "no" { name = "no" }
// {
/* { " */
locals {
  text   = "a } \" ${join("}", ["{", "\"}"])} %{ if true }x%{ endif } $${not} b"
  nested = { a = [1, { b = "}" }], c = 1 }
  here   = <<-EOT
    } "unbalanced {
    EOT
  multi = [
    1, # }
    2,
  ]
}
resource "libvirt_domain" "r1" {
  dynamic "network_interface" {
    for_each = [1]
    content {
      name = "not this"
    }
  }
  disk { volume_id = 1 }
  name = "r1" // not this "
}
)") == "flatten([[\"r1\"]])");
}

TEST_CASE("domain names: nothing is said where the files do not say it plainly", "[domain_names]") {
    CHECK_FALSE(expression("module \"m\" {\n  source = \"./m\"\n}\n"));
    CHECK_FALSE(expression(Files{{"main.tf", ""}, {"more.tf.json", "{}"}}));
    CHECK_FALSE(expression(Files{{"main.tf", ""}, {"x_override.tf", "locals {}\n"}}));
    CHECK_FALSE(expression("resource \"libvirt_domain\" \"r1\" {\n  memory = 1\n}\n"));
    CHECK_FALSE(expression("resource \"libvirt_domain\" \"r1\" {\n  name = join(\"-\", [\n    \"a\",\n  ])\n}\n"));
    // Not Terraform, or cut short.
    for (const auto* text :
         {"}",
          "{",
          "resource",
          "resource \"a",
          "locals {",
          "locals { a = <<X\n",
          "locals { a = [ ",
          "locals { a = \"${",
          "a = 1",
          "locals {\n \"x\" = 1\n}",
          "/* ",
          "locals { a = \"x\n\" }"}) {
        INFO(text);
        const auto found = expression(text);
        CHECK((!found || found == "flatten([])"));
    }
}
