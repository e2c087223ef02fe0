#pragma once

#include "lib/provider/provider.hpp"

#include <filesystem>
#include <map>
#include <set>
#include <string>

namespace crocum {

/// The Terraform state in a working directory, read without Terraform.
struct StateFile {
    bool readable = false;                         ///< false also when there is none: it is in a backend, or lost
    bool has_resources = false;                    ///< at least one
    std::map<ResourceName, std::string> resources; ///< those on libvirt, with UUID or key
    std::set<std::string> others; ///< addresses of resources outside of libvirt: see others_in_state_file
};

/// Never throws: an unreadable state counts as none.
[[nodiscard]] StateFile state_in(const std::filesystem::path& folder) noexcept;

} // namespace crocum
