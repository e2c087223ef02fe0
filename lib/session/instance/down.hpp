#pragma once

#include "lib/session/context.hpp"
#include "lib/session/instance/destroy.hpp"
#include "lib/store/instance.hpp"

#include <string>
#include <vector>

namespace crocum {

/// Takes the instance down: terraform first, then whatever of the recorded names the provider still knows.
/// Needs no lab folder. Attempts are kept. Machines that say that they are the instance's and are on no record are
/// left, and named. Throws LeftoverError where nothing is on record and Terraform's state says that something stands.
[[nodiscard]] DownResult down(Context& context, const InstanceId& id);

/// Removes makings of a lab whose records were lost, by what their domains say of themselves; of one student where
/// `student` is not empty. Throws UsageError where there are several and `all` is not set.
[[nodiscard]] std::vector<DownResult> down_orphans(
    Context& context, const std::string& lab, const std::string& student, bool all);

} // namespace crocum
