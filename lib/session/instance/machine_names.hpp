#pragma once

#include "lib/store/instance.hpp"

#include <set>
#include <string>
#include <vector>

namespace crocum {

/// The machines that the domains of an instance are, and what is wrong with the names of the domains.
struct MachineNaming {
    std::set<std::string> machines;
    std::vector<std::string> errors;
    std::vector<std::string> warnings;
};

[[nodiscard]] MachineNaming name_machines(const InstanceId& id, const std::vector<std::string>& domains);

} // namespace crocum
