#pragma once

#include "lib/guest/guest.hpp"
#include "lib/session/context.hpp"
#include "lib/store/instance.hpp"

#include <string>

namespace crocum {

/// Runs one command in a machine, with the parameters of the instance in its environment, as a setup script gets them.
/// Takes no lock, because it does not disturb other commands. Throws AgentError.
[[nodiscard]] GuestResult exec(
    Context& context, const InstanceId& id, const std::string& machine, GuestCommand command);

} // namespace crocum
