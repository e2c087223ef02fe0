#pragma once

#include <filesystem>
#include <string>
#include <vector>

namespace crocum {

/// The program that applies Terraform files: HashiCorp's Terraform or OpenTofu. Their states and lock files are not
/// interchangeable, so an instance stays with the engine that created it.
struct Engine {
    std::string name; ///< "terraform" or "tofu"
    std::filesystem::path program;
    std::string version;
};

/// This process's environment without TF_*, so that variables of a shell do not influence the engine.
[[nodiscard]] std::vector<std::string> environment_for_engine();

/// `configured` is a program's name or path; when it is empty, terraform and then tofu are searched on PATH. `made_by`
/// is the name of the engine that created the instance, or empty. Throws Error when there is no engine, when the
/// program is neither of the two or older than 1.0, and when it is not the engine that created the instance.
[[nodiscard]] Engine find_engine(const std::string& configured, const std::string& made_by);

} // namespace crocum
