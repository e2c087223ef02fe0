#include "lib/base/error.hpp"
#include "lib/base/files.hpp"
#include "lib/config/config.hpp"
#include "lib/config/host.hpp"

#include <catch2/catch.hpp>

#include <cstdlib>

using namespace crocum;
using Catch::Contains;

namespace {

/// A clean slate: no configuration but the given file.
struct Environment {
    explicit Environment(const std::string& toml) {
        for (const auto* name :
             {"CROCUM_STATE",
              "CROCUM_LABS",
              "CROCUM_LIBVIRT_URI",
              "CROCUM_DOMAIN_TYPE",
              "CROCUM_IMAGE",
              "CROCUM_TERRAFORM_TIMEOUT"}) {
            ::unsetenv(name);
        }
        write_file_atomic(folder.path() / "config.toml", toml);
        ::setenv("CROCUM_CONFIG", (folder.path() / "config.toml").c_str(), 1);
    }

    Environment(const Environment&) = delete;
    Environment& operator=(const Environment&) = delete;

    ~Environment() {
        ::unsetenv("CROCUM_CONFIG");
        ::unsetenv("CROCUM_LIBVIRT_URI");
    }

    TemporaryFolder folder;
};

} // namespace

TEST_CASE("config: a file sets, the environment overrides", "[config]") {
    const Environment environment("state = '/srv/state'\nlibvirt_uri = 'test:///default'\nlabs = '/a:/b'\n");
    CHECK(load_config().state == "/srv/state");
    CHECK(load_config().libvirt_uri == "test:///default");
    CHECK(load_config().labs == std::vector<std::filesystem::path>{"/a", "/b"});
    ::setenv("CROCUM_LIBVIRT_URI", "qemu:///session", 1);
    CHECK(load_config().libvirt_uri == "qemu:///session");
}

TEST_CASE("config: mistakes name file and line", "[config]") {
    {
        const Environment environment("\nstaet = 'x'\n");
        CHECK_THROWS_WITH(load_config(), Contains("config.toml:2") && Contains("staet"));
    }
    {
        const Environment environment("state = 3\n");
        CHECK_THROWS_WITH(load_config(), Contains("state has to be a text"));
    }
    {
        const Environment environment("state = \n");
        CHECK_THROWS_WITH(load_config(), Contains("config.toml:1:"));
    }
    {
        const Environment environment("domain_type = 'xen'\n");
        CHECK_THROWS_WITH(load_config(), Contains("kvm or qemu"));
    }
}

TEST_CASE("config: an image is known by the file behind its link", "[config]") {
    const Environment environment("image = '/proc/self/exe'\n");
    CHECK(load_config().image != "/proc/self/exe");
}

TEST_CASE("config: a missing image is known by its name: down and list do without it", "[config]") {
    const Environment environment("image = '/no/such/image'\n");
    CHECK(load_config().image == "/no/such/image");
}

TEST_CASE("config: how long Terraform may take", "[config]") {
    {
        const Environment environment("");
        CHECK(load_config().terraform_timeout == std::chrono::minutes(30));
    }
    {
        const Environment environment("terraform_timeout = '90'\n");
        CHECK(load_config().terraform_timeout == std::chrono::seconds(90));
    }
    {
        const Environment environment("terraform_timeout = '0'\n");
        CHECK_THROWS_WITH(load_config(), Contains("terraform_timeout is 0"));
    }
    {
        const Environment environment("terraform_timeout = '30m'\n");
        CHECK_THROWS_WITH(load_config(), Contains("terraform_timeout is \"30m\""));
    }
}
