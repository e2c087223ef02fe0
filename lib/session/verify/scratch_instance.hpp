#pragma once

#include "lib/lab/lab.hpp"
#include "lib/session/context.hpp"
#include "lib/store/instance.hpp"

#include <functional>

namespace crocum {

/// Makes an instance of the lab for nobody (student verify-XXXXXX), runs `work` on it, and takes it down: also when
/// that fails, and when a signal ends it; a second signal then ends the removal, and what stands is told. Its attempts
/// are not kept. With `keep` it is left standing, and how to take it down is told.
/// Throws what `work` throws, and LeftoverError where something of it still stands that should not.
void on_scratch_instance(Context& context, const Lab& lab, bool keep, const std::function<void(const Instance&)>& work);

} // namespace crocum
