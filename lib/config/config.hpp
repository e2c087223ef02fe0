#pragma once

#include <chrono>
#include <cstdint>
#include <filesystem>
#include <string>
#include <vector>

namespace crocum {

/// Settings of a host or a teacher, not of a lab. Each setting has a default that suits a host prepared with
/// labs/setup, can be set in a TOML file, and can be overridden by an environment variable.
struct Config {
    std::filesystem::path state;             ///< instances, attempts, locks
    std::vector<std::filesystem::path> labs; ///< folders in which a LAB given by name is searched
    std::string libvirt_uri;
    std::string domain_type;                      ///< "kvm" or "qemu" (emulation)
    std::filesystem::path image;                  ///< guest image with links resolved; need not exist
    std::filesystem::path providers;              ///< Terraform provider mirror; need not exist
    std::string terraform;                        ///< program name or path; empty: terraform, else tofu
    std::chrono::seconds terraform_timeout{1800}; ///< for one apply or destroy; Terraform is stopped after this time
    std::filesystem::path python;                 ///< for collection on the host
    std::uint64_t memory_limit = 0;               ///< MiB for all running machines together; 0: the memory of the host
    unsigned applies = 0; ///< Terraform processes at a time; 0, also for the next two: chosen by the host's size
    unsigned boots = 0;   ///< machines that boot at a time
    unsigned checks = 0;  ///< machines whose suites run at a time
    std::string database; ///< "postgresql://…"; empty: SQLite in the state directory
    std::string timezone; ///< "Europe/Berlin": of times that people type and read; empty: the zone of the host
};

/// Defaults, then /etc/crocum/config.toml, then $XDG_CONFIG_HOME/crocum/config.toml (or the one file CROCUM_CONFIG),
/// then CROCUM_STATE, CROCUM_LABS (colons between folders), CROCUM_LIBVIRT_URI, CROCUM_DOMAIN_TYPE, CROCUM_IMAGE,
/// CROCUM_PROVIDERS, CROCUM_TERRAFORM, CROCUM_TERRAFORM_TIMEOUT, CROCUM_PYTHON, CROCUM_MEMORY_LIMIT, CROCUM_APPLIES,
/// CROCUM_BOOTS, CROCUM_CHECKS, CROCUM_DATABASE and TZ. Throws UsageError naming file and line for a malformed file, an
/// unknown key or a wrong type.
[[nodiscard]] Config load_config();

} // namespace crocum
