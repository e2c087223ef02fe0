#pragma once

#include "lib/provider/provider.hpp"

#include <filesystem>
#include <map>
#include <set>
#include <string>

namespace crocum {

/// What the Terraform state in a working directory says, read without Terraform.
struct StateFile {
    bool readable = false;                         ///< false where there is none, too: a state kept elsewhere, or lost
    bool has_resources = false;                    ///< at least one
    std::map<ResourceName, std::string> resources; ///< those on libvirt, with UUID or key
    std::set<std::string> others; ///< addresses of what it has elsewhere than on libvirt: see others_in_state_file
};

/// Never throws: what cannot be read counts as none.
[[nodiscard]] StateFile state_in(const std::filesystem::path& folder) noexcept;

} // namespace crocum
