#pragma once

#include "lib/terraform/terraform.hpp"

#include <filesystem>
#include <string>

namespace crocum {

/// Keeps the result of `terraform init` in the first instance of a lab for all others, because a provider from a
/// registry is a download of tens of megabytes. Use it with the init lock held.
class InitCache {
public:
    /// `root`: a folder on the file system of the instances. The cache is valid for one version of the lab, one engine
    /// and one set of providers.
    InitCache(const std::filesystem::path& root, const Terraform::Settings& settings, const std::string& cli_config);

    /// Prepares the working directory like init. False when the cache is empty or cannot be used.
    [[nodiscard]] bool restore(const std::filesystem::path& working) const;

    /// Call it after init in the working directory. Nothing is kept for a lab with a backend of its own, or when the
    /// disk is full.
    void keep(const std::filesystem::path& working) const;

private:
    std::filesystem::path root_;
    std::filesystem::path folder_;
};

} // namespace crocum
