#pragma once

#include "lib/session/context.hpp"
#include "lib/session/validate/validate.hpp"
#include "lib/session/verify/result_matrix.hpp"

#include <filesystem>

namespace crocum {

struct VerifyOptions {
    int repeat = 1;    ///< how many times each state is graded
    bool keep = false; ///< do not destroy the scratch instances
};

struct Verification {
    Validation validation;
    std::optional<ResultMatrix> proof; ///< nothing if the validation found errors
    double seconds = 0;
};

/// Tests the checks of a lab with real machines: grades an untouched scratch instance, solves it (solution/MACHINE.sh,
/// in all machines at the same time, as root; each may take as long as a setup script), and grades it again. Each
/// partial solution gets a new instance. Throws UsageError when Terraform does not create the lab's machines, Error
/// with the output of a script that fails, and the exceptions of up, check and down.
[[nodiscard]] Verification verify(Context& context, const std::filesystem::path& folder, const VerifyOptions& options);

} // namespace crocum
