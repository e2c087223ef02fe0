#pragma once

#include "lib/guest/guest.hpp"
#include "lib/session/context.hpp"
#include "lib/store/instance.hpp"

#include <string>

namespace crocum {

/// Runs one command in a machine. Takes no lock, because it does not disturb other commands. Throws AgentError.
[[nodiscard]] GuestResult exec(
    Context& context, const InstanceId& id, const std::string& machine, const GuestCommand& command);

} // namespace crocum
