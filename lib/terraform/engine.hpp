#pragma once

#include <filesystem>
#include <string>
#include <vector>

namespace crocum {

/// The program that carries out Terraform files: HashiCorp's Terraform or OpenTofu. Their states and lock files are not
/// interchangeable, so an instance stays with the one that made it.
struct Engine {
    std::string name; ///< "terraform" or "tofu"
    std::filesystem::path program;
    std::string version;
};

/// This process's environment without TF_*: nothing that a shell exports decides what an engine does.
[[nodiscard]] std::vector<std::string> environment_for_engine();

/// `configured` is a program's name or path; where it is empty, terraform and then tofu are looked for on PATH.
/// `made_by` is the name of the engine that made the instance, or empty. Throws Error where there is no engine, where
/// the program is neither of the two or older than 1.0, and where it is not the one that made the instance.
[[nodiscard]] Engine find_engine(const std::string& configured, const std::string& made_by);

} // namespace crocum
