#pragma once

#include "lib/check/command_bridge.hpp"
#include "lib/check/run.hpp"

#include <filesystem>

namespace crocum {

/// Runs a suite on the host; each of its commands goes to a machine. The guest sees commands, never the tests, and
/// needs only a shell. Always one result per check, as run_in_guest. `machines`: the machines that the suite may use.
/// The number of agent calls is added to `calls`. The observer is called by one thread at a time, not always by the
/// caller's thread. Throws only Interrupted.
[[nodiscard]] std::vector<CheckResult> run_on_host(
    Bridge::Machines machines,
    const RunOrder& order,
    const std::filesystem::path& python,
    const RunObserver& observer,
    std::uint64_t& calls);

} // namespace crocum
