#pragma once

#include <filesystem>
#include <map>
#include <string>
#include <vector>

namespace crocum {

/// Terraform's variable files in a lab folder: terraform.tfvars, *.auto.tfvars, and both with .json. Terraform reads
/// them by itself, and prefers their values to those of the environment.

/// A variable that such a file sets.
struct AssignedVariable {
    std::filesystem::path file;
    int line = 0;
    std::string name;
};

/// The variables that the files at the folder's top set, by file and line. A file that cannot be read is left out:
/// Terraform reports it.
[[nodiscard]] std::vector<AssignedVariable> assigned_variables(const std::filesystem::path& folder);

/// Those of `variables` whose names occur anywhere in these files, which may therefore set them.
[[nodiscard]] std::map<std::string, std::string> contested_variables(
    const std::filesystem::path& folder, const std::map<std::string, std::string>& variables);

} // namespace crocum
