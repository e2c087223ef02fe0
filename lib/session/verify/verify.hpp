#pragma once

#include "lib/session/context.hpp"
#include "lib/session/validate/validate.hpp"
#include "lib/session/verify/result_matrix.hpp"

#include <filesystem>

namespace crocum {

struct VerifyOptions {
    int repeat = 1;    ///< how many times each state is graded
    bool keep = false; ///< leave the scratch instances standing
};

struct Verification {
    Validation validation;
    std::optional<ResultMatrix> proof; ///< nothing where the validation found errors
    double seconds = 0;
};

/// Proves the checks of a lab with real machines: grades a scratch instance as it is made, solves it
/// (solution/MACHINE.sh, in all machines at the same time, as root; each may take as long as a setup script), grades it
/// again; then a fresh one for each partial solution. Throws UsageError where the lab's machines are not made by
/// Terraform, Error with its output where a script fails, and what up, check and down throw.
[[nodiscard]] Verification verify(Context& context, const std::filesystem::path& folder, const VerifyOptions& options);

} // namespace crocum
