#pragma once

#include <filesystem>
#include <string>
#include <vector>

namespace crocum {

/// Why `terraform init` failed.
struct InitCause {
    std::string provider; ///< as Terraform names it: dmacvicar/libvirt; empty when it is about something else
    std::string hint;     ///< the way out

    bool operator==(const InitCause&) const = default;
};

/// The errors in what init printed, in Terraform's own words, without its progress and its general advice. An error
/// begins with "Error: " and is followed by an empty line.
[[nodiscard]] std::string init_errors(const std::string& out, const std::string& err);

/// The known causes in init's errors, without duplicates. `mirror`: the folder of providers that crocum uses first.
[[nodiscard]] std::vector<InitCause> init_causes(const std::string& errors, const std::filesystem::path& mirror);

/// Removes the providers of the mirror from the lock file in a working directory. There is one build of each, and its
/// checksum is not that of a build from the registry, which another host may have recorded.
void unlock_mirrored_providers(const std::filesystem::path& working, const std::filesystem::path& mirror);

} // namespace crocum
