#pragma once

#include "lib/lab/lab.hpp"
#include "lib/session/context.hpp"
#include "lib/session/instance/agent_connections.hpp"
#include "lib/store/instance.hpp"

namespace crocum {

/// Runs setup/<machine>.sh once in every machine that has one, all at the same time, through the agents. Each machine
/// that is done is recorded at once. Throws Error with the script's output when one fails; the instance is `broken`
/// then and the next call goes on there.
void run_setup(
    Context& context,
    const Lab& lab,
    Instance& instance,
    const Instances& instances,
    const std::vector<MachineLink>& links);

/// Notes scripts in setup/ and suites in checks/ whose machine the instance does not have: they would be left out
/// without a word.
void warn_unknown_machines(Context& context, const Lab& lab, const Instance& instance);

} // namespace crocum
