#pragma once

#include "lib/base/clock.hpp"
#include "lib/session/context.hpp"
#include "lib/session/observer.hpp"

#include <string>

namespace crocum {

/// The context of one run of crocum, with every provider of this build. This is the only place that names them. Throws
/// as make_context does.
[[nodiscard]] Context open_context(Observer& observer, std::string command, Seconds lock_patience = Seconds(0));

} // namespace crocum
