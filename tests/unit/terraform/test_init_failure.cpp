#include "lib/terraform/init_failure.hpp"
#include "tests/unit/tree.hpp"

#include <catch2/catch.hpp>

using namespace crocum;
using Catch::Contains;

namespace {

/// A mirror with one version of the libvirt provider.
struct Mirror {
    Mirror() {
        make_folders(folder.path() / "registry.terraform.io" / "dmacvicar" / "libvirt" / "0.8.3" / "linux_amd64");
    }

    [[nodiscard]] std::vector<InitCause> causes(const std::string& errors) const {
        return init_causes(errors, folder.path());
    }

    /// The hint of an error with one cause.
    [[nodiscard]] std::string hint(const std::string& errors) const {
        const auto all = causes(errors);
        return all.size() == 1 ? all[0].hint : std::to_string(all.size()) + " causes";
    }

    TemporaryFolder folder;
};

/// Terraform 1.11's texts, which it wraps at 78 columns.
constexpr const char* checksum = R"(Error: Failed to install provider

Error while installing dmacvicar/libvirt v0.8.3: the local package for
registry.terraform.io/dmacvicar/libvirt 0.8.3 doesn't match any of the
checksums previously recorded in the dependency lock file (this might be
because the available checksums are for packages targeting different
platforms); for more information:
https://developer.hashicorp.com/terraform/language/files/dependency-lock#checksum-verification
)";
constexpr const char* locked_version = R"(Error: Failed to query available provider packages

Could not retrieve the list of available versions for provider
dmacvicar/libvirt: locked provider registry.terraform.io/dmacvicar/libvirt
0.7.6 does not match configured version constraint 0.8.3; must use terraform
init -upgrade to allow selection of new versions
)";
constexpr const char* no_version = R"(Error: Failed to query available provider packages

Could not retrieve the list of available versions for provider
dmacvicar/libvirt: no available releases match the given constraints ~> 0.7.0
)";

std::string unreachable(const std::string& provider) {
    return "Error: Failed to query available provider packages\n\nCould not retrieve the list of available versions "
           "for "
           "provider\n" +
           provider +
           ": could not connect to registry.terraform.io: failed to\nrequest discovery document: Get\n"
           "\"https://registry.terraform.io/.well-known/terraform.json\": dial tcp: lookup\nno such host\n";
}

} // namespace

TEST_CASE("init failure: a hint for each cause", "[init_failure]") {
    const Mirror mirror;
    CHECK_THAT(mirror.hint(checksum), Contains("remove that file from the lab folder"));
    CHECK_THAT(mirror.hint(locked_version), Contains("remove that file from the lab folder"));
    CHECK_THAT(mirror.hint(no_version), Contains("which has 0.8.3: write version = \"0.8.3\" in required_providers"));
    CHECK_THAT(
        mirror.hint(unreachable("dmacvicar/libvirt")), Contains("installs the libvirt provider without the registry"));
    CHECK_THAT(mirror.hint(unreachable("hashicorp/libvirt")), Contains("source = \"dmacvicar/libvirt\""));
    CHECK_THAT(
        mirror.hint(unreachable("hashicorp/random")),
        Contains("The provider hashicorp/random comes from its registry, which this host cannot reach") &&
            Contains(mirror.folder.path().string()) && !Contains("labs/setup/provider"));
    CHECK_THAT(
        mirror.hint("Error: Failed to query available provider packages\n\nCould not retrieve the list of available\n"
                    "versions for provider hashicorp/random: no available releases match the given constraints 99.0\n"),
        Contains("No registry has this version of hashicorp/random"));
    CHECK_THAT(
        mirror.hint(
            "Error: Error accessing remote module registry\n\n  on main.tf line 1:\n   1: module \"m\" { source = "
            "\"a/b/c\" }\n\nFailed to retrieve available versions for module \"m\" (main.tf:1)\n"),
        Contains("copy the module into the lab folder"));
    CHECK(mirror.causes(checksum).at(0).provider == "dmacvicar/libvirt");
}

TEST_CASE("init failure: several causes, each once; none for a mistake in the lab's own files", "[init_failure]") {
    const Mirror mirror;
    const auto causes =
        mirror.causes(unreachable("hashicorp/random") + "\n" + no_version + "\n" + unreachable("hashicorp/random"));
    CHECK(causes.size() == 2);
    CHECK(causes.at(0).provider == "hashicorp/random");
    CHECK(causes.at(1).provider == "dmacvicar/libvirt");
    CHECK(mirror.causes("Error: Invalid expression\n\n  on main.tf line 3:\n   3: x = \n").empty());
    CHECK(mirror.causes("").empty());
}

TEST_CASE("init failure: Terraform's own words, without its progress and its advice", "[init_failure]") {
    CHECK(
        init_errors(
            "Initializing provider plugins...\n",
            std::string("\n") + no_version +
                "\nTo see which modules are currently depending on dmacvicar/libvirt and what\nversions are specified, "
                "run "
                "the following command:\n    terraform providers\n\nError: another\n\nits detail\n\n") ==
        std::string(no_version) + "\nError: another\n\nits detail");
    CHECK(init_errors("only here\n", "\n") == "only here");
}

TEST_CASE("init failure: the lock file keeps the providers that do not come from the mirror", "[init_failure]") {
    const Mirror mirror;
    const TemporaryFolder work;
    const auto file = work.path() / ".terraform.lock.hcl";
    unlock_mirrored_providers(work.path(), mirror.folder.path());
    CHECK_FALSE(std::filesystem::exists(file));
    const std::string head = "# This file is maintained automatically\n\n";
    const std::string random =
        "provider \"registry.terraform.io/hashicorp/random\" {\n  version = \"3.5.1\"\n  hashes = [\n    "
        "\"h1:x\",\n  ]\n}\n";
    write_file_atomic(
        file,
        head +
            "provider \"registry.terraform.io/dmacvicar/libvirt\" {\n  version = \"0.7.6\"\n  hashes = [\n    "
            "\"h1:y\",\n  "
            "]\n}\n" +
            random);
    unlock_mirrored_providers(work.path(), mirror.folder.path());
    CHECK(read_file(file) == head + random);
    unlock_mirrored_providers(work.path(), "/no/such/folder");
    CHECK(read_file(file) == head + random);
}
