#pragma once

#include "lib/lab/lab.hpp"
#include "lib/session/context.hpp"
#include "lib/session/instance/up_steps.hpp"
#include "lib/store/instance.hpp"

#include <string>

namespace crocum {

struct UpResult {
    Instance instance;
    bool made = false;    ///< false when it was already ready
    bool started = false; ///< machines that were off have been started
    double seconds = 0;
};

/// Creates the instance, or continues where an earlier `up` ended, or starts machines that are off. Afterwards every
/// agent answers and every setup script has run. Throws LeftoverError when objects of another owner have names of this
/// instance.
/// `steps` can be replaced, for other ways to create machines.
[[nodiscard]] UpResult up(
    Context& context,
    const Lab& lab,
    const std::string& student,
    const UpOptions& options,
    const UpSteps& steps = up_steps());

} // namespace crocum
