#pragma once

#include "lib/session/context.hpp"
#include "lib/session/validate/diagnostics.hpp"

#include <filesystem>
#include <string>
#include <vector>

namespace crocum {

/// The result of validating a lab folder, without machines and without a student.
struct Validation {
    std::string lab;
    std::filesystem::path folder;
    std::size_t machines = 0;
    std::size_t checks = 0;
    double points = 0;
    std::vector<Diagnostic> diagnostics; ///< all of them, by file and line

    [[nodiscard]] std::size_t errors() const;

    [[nodiscard]] std::size_t warnings() const { return diagnostics.size() - errors(); }

    /// Turns every warning into an error.
    void be_strict();
};

/// Reads lab.yaml, collects the suites, validates the Terraform files in a copy, and parses the scripts with their
/// interpreters. The only code of the lab that runs is the import of its suites. Throws UsageError when the folder is
/// not a lab.
[[nodiscard]] Validation validate(Context& context, const std::filesystem::path& folder);

} // namespace crocum
