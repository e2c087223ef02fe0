#pragma once

#include "lib/lab/lab.hpp"
#include "lib/session/context.hpp"
#include "lib/store/instance.hpp"

#include <string>

namespace crocum {

struct UpOptions {
    /// Remove what is provably an earlier making of the same instance instead of stopping before it.
    bool replace_leftovers = false;
};

struct UpResult {
    Instance instance;
    bool made = false;    ///< false when it was ready before
    bool started = false; ///< machines that were off have been started
    double seconds = 0;
};

/// Makes the instance, or goes on where an earlier `up` ended, or starts what is off. Afterwards every agent answers
/// and every setup script has run. Throws LeftoverError when something that is not this instance's stands under its
/// names.
[[nodiscard]] UpResult up(Context& context, const Lab& lab, const std::string& student, const UpOptions& options);

} // namespace crocum
