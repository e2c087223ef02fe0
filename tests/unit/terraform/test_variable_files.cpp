#include "lib/terraform/variable_files.hpp"
#include "tests/unit/tree.hpp"

#include <catch2/catch.hpp>
#include <fmt/format.h>

using namespace crocum;

namespace {

using Names = std::vector<std::string>;

Names assigned(const Files& files) {
    const TemporaryFolder folder;
    write_files(folder.path(), files);
    Names found;
    for (const auto& one : assigned_variables(folder.path())) {
        found.push_back(fmt::format("{}:{} {}", one.file.filename().string(), one.line, one.name));
    }
    return found;
}

} // namespace

TEST_CASE("variable files: what the files that Terraform reads by itself set", "[variable_files]") {
    CHECK(
        assigned(
            {{"terraform.tfvars", "# instance = 1\n\ninstance = \"00000001\"\nuser-id=\"x\" // y\nlist = [\n  1,\n]\n"},
             {"a.auto.tfvars", "libvirt_uri = <<X\nseed = 1\nX\nlab = 1\r\n"},
             {"b.auto.tfvars.json", "{\n  \"image\": \"/i\",\n  \"kernel\": {\"initrd\": 1}\n}\n"},
             {"terraform.tfvars.json", "{\"seed\": 1}"},
             {"other.tfvars", "seed = 2\n"},
             {"below/terraform.tfvars", "seed = 2\n"},
             {"main.tf", "variable \"seed\" {}\n"}}) == Names{
                                                            "a.auto.tfvars:1 libvirt_uri",
                                                            "a.auto.tfvars:4 lab",
                                                            "b.auto.tfvars.json:2 image",
                                                            "b.auto.tfvars.json:3 kernel",
                                                            "terraform.tfvars:3 instance",
                                                            "terraform.tfvars:4 user-id",
                                                            "terraform.tfvars:5 list",
                                                            "terraform.tfvars.json:1 seed"});
    CHECK(assigned({{"terraform.tfvars", "} no"}, {"x.auto.tfvars.json", "{"}, {"y.auto.tfvars", ""}}).empty());
}

TEST_CASE("variable files: a file that cannot be parsed may set any variable that it names", "[variable_files]") {
    const TemporaryFolder folder;
    const std::map<std::string, std::string> own{{"instance", "1"}, {"seed", "2"}, {"user-id", "3"}};
    CHECK(contested_variables(folder.path(), own).empty());
    write_files(
        folder.path(),
        {{"main.tf", "seed"},
         {"terraform.tfvars", "} /* */ instance /* */ = \"x\""},
         {"z.auto.tfvars.json", "{\"user-id\": 1"}});
    CHECK(
        contested_variables(folder.path(), own) ==
        std::map<std::string, std::string>{{"instance", "1"}, {"user-id", "3"}});
}
