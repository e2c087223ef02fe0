#pragma once

#include "lib/guest/guest.hpp"
#include "lib/session/context.hpp"
#include "lib/store/instance.hpp"

#include <string>

namespace crocum {

/// Runs one command in a machine. Takes no lock: it disturbs nobody. Throws AgentError.
[[nodiscard]] GuestResult exec(
    Context& context, const InstanceId& id, const std::string& machine, const GuestCommand& command);

} // namespace crocum
