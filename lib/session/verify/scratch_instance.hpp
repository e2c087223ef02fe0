#pragma once

#include "lib/lab/lab.hpp"
#include "lib/session/context.hpp"
#include "lib/store/instance.hpp"

#include <functional>

namespace crocum {

/// Creates a scratch instance of the lab (student verify-XXXXXX), runs `work` on it, and destroys it: also when `work`
/// fails or a signal ends it. A second signal ends the removal, and the existing resources are reported. Attempts are
/// not kept. With `keep` the instance is kept, and a note says how to destroy it. Throws the exceptions of `work`, and
/// LeftoverError when resources could not be removed.
void on_scratch_instance(Context& context, const Lab& lab, bool keep, const std::function<void(const Instance&)>& work);

} // namespace crocum
