#pragma once

#include "lib/base/json.hpp"
#include "lib/check/collect.hpp"

namespace crocum {

/// The collected checks and errors of a suite as the runtime reports them, without the cache (collect.py). `more`:
/// members of the request. A suite that takes too long is an error of the result. Throws Error when Python cannot be
/// run.
[[nodiscard]] Json run_collection(const Suite& suite, const Collector& collector, const Json& more = Json::object());

} // namespace crocum
