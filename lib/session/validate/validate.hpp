#pragma once

#include "lib/session/context.hpp"
#include "lib/session/validate/diagnostics.hpp"

#include <filesystem>
#include <string>
#include <vector>

namespace crocum {

/// What a look at a lab folder says, without a machine and without a student.
struct Validation {
    std::string lab;
    std::filesystem::path folder;
    std::size_t machines = 0;
    std::size_t checks = 0;
    double points = 0;
    std::vector<Diagnostic> diagnostics; ///< all of them, by file and line

    [[nodiscard]] std::size_t errors() const;

    [[nodiscard]] std::size_t warnings() const { return diagnostics.size() - errors(); }

    /// From here on every warning is an error.
    void be_strict();
};

/// Reads lab.yaml, collects the suites, has Terraform validate its files in a copy, and has the interpreters of the
/// scripts read them; nothing of the lab runs but the import of its suites. Throws UsageError where the folder is no
/// lab.
[[nodiscard]] Validation validate(Context& context, const std::filesystem::path& folder);

} // namespace crocum
