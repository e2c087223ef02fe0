#pragma once

#include "lib/lab/lab.hpp"
#include "lib/session/context.hpp"
#include "lib/store/instance.hpp"

#include <string>

namespace crocum {

struct UpOptions {
    /// First remove an orphaned earlier instance of the same student and lab, instead of failing because of it.
    bool replace_leftovers = false;
};

struct UpResult {
    Instance instance;
    bool made = false;    ///< false when it was already ready
    bool started = false; ///< machines that were off have been started
    double seconds = 0;
};

/// Creates the instance, or continues where an earlier `up` ended, or starts machines that are off. Afterwards every
/// agent answers and every setup script has run. Throws LeftoverError when objects of another owner have names of this
/// instance.
[[nodiscard]] UpResult up(Context& context, const Lab& lab, const std::string& student, const UpOptions& options);

} // namespace crocum
