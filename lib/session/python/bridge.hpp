#pragma once

#include "lib/session/context.hpp"
#include "lib/store/instance.hpp"

#include <filesystem>

namespace crocum {

/// Sends commands of crocum_runtime/bridge.py to the machines of an instance (lib/check/command_bridge.hpp) until
/// `from` ends; first sends the names of the machines. Takes no lock, because it does not disturb other commands.
void serve_machines(Context& context, const InstanceId& id, int from, int to);

/// A folder with crocum's Python package, for PYTHONPATH. `program` is the path of this crocum.
[[nodiscard]] std::filesystem::path python_path(const Context& context, const std::filesystem::path& program);

} // namespace crocum
