#pragma once

#include "lib/session/context.hpp"
#include "lib/session/instance/destroy.hpp"
#include "lib/session/instance/instance_record.hpp"
#include "lib/session/instance/step.hpp"

#include <map>
#include <string>
#include <vector>

namespace crocum {

/// What the steps of down share. All references have to outlive it.
struct DownWork {
    Context& context;
    InstanceRecord& record;
    DownResult result = {};
    std::vector<MachineUse> uses = {};                 ///< by the machines of the instance, before the removal
    std::map<ResourceName, std::string> existing = {}; ///< recorded resources that existed before the removal
    Phase earlier = Phase::ready;                      ///< the phase before the removal

    /// Writes the record if the disk has room: an old record still names all resources, and their removal frees space.
    void persist();
};

using DownSteps = std::vector<Step<DownWork>>;

/// find, terraform destroy, remove. Afterwards the result says what is left.
[[nodiscard]] DownSteps down_steps();

} // namespace crocum
