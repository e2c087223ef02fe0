#pragma once

#include "lib/lab/lab.hpp"
#include "lib/session/context.hpp"
#include "lib/session/instance/agent_connections.hpp"
#include "lib/session/instance/instance_record.hpp"
#include "lib/store/instance.hpp"

namespace crocum {

/// Runs setup/<machine>.sh once in every machine that has one, all at the same time, through the agents. Each finished
/// machine is recorded at once. Throws Error with the script's output when a script fails; the instance is then
/// `broken`, and the next call runs the remaining scripts.
void run_setup(Context& context, const Lab& lab, InstanceRecord& record, const std::vector<MachineLink>& links);

/// Notes scripts in setup/ and suites in checks/ whose machine the instance does not have: they would be ignored
/// silently.
void warn_unknown_machines(Context& context, const Lab& lab, const Instance& instance);

} // namespace crocum
