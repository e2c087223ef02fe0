#pragma once

#include "lib/terraform/terraform.hpp"

#include <filesystem>
#include <string>

namespace crocum {

/// What `terraform init` left in the first instance of a lab, for all others: with a provider from a registry it is a
/// download of tens of megabytes each. To be used under the init lock.
class InitCache {
public:
    /// `root`: a folder on the file system of the instances. The cache is for one lab as it is now, one engine, one set
    /// of providers.
    InitCache(const std::filesystem::path& root, const Terraform::Settings& settings, const std::string& cli_config);

    /// Makes the working directory as init would. False where nothing is kept, or it could not be taken over.
    [[nodiscard]] bool restore(const std::filesystem::path& working) const;

    /// After an init of the working directory. Nothing is kept of a lab with a backend of its own, nor where the disk
    /// has no room.
    void keep(const std::filesystem::path& working) const;

private:
    std::filesystem::path root_;
    std::filesystem::path folder_;
};

} // namespace crocum
