#pragma once

#include "lib/lab/lab.hpp"
#include "lib/session/context.hpp"
#include "lib/session/instance/agent_connections.hpp"
#include "lib/session/instance/instance_record.hpp"
#include "lib/session/instance/step.hpp"

#include <vector>

namespace crocum {

struct UpOptions {
    /// First remove an orphaned earlier instance of the same student and lab, instead of failing because of it.
    bool replace_leftovers = false;
};

/// What the steps of up share. All references have to outlive it.
struct UpWork {
    Context& context;
    const Lab& lab;
    const UpOptions& options;
    InstanceRecord& record;
    std::vector<MachineLink> links = {}; ///< of all machines, once they are started
    bool started = false;                ///< machines that were off have been started

    void persist() { record.save(); }
};

using UpSteps = std::vector<Step<UpWork>>;

/// provision, resume, boot, wait for agents, set up. Afterwards the instance is ready.
[[nodiscard]] UpSteps up_steps();

} // namespace crocum
