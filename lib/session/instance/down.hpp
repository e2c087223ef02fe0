#pragma once

#include "lib/session/context.hpp"
#include "lib/session/instance/destroy.hpp"
#include "lib/store/instance.hpp"

#include <string>
#include <vector>

namespace crocum {

/// Destroys the instance: first with Terraform, then by removing the recorded names that the provider still knows.
/// Needs no lab folder. Attempts are kept. Machines that are marked as part of the instance and are not on record are
/// kept and named. Throws LeftoverError when there is no record, but a Terraform state with resources.
[[nodiscard]] DownResult down(Context& context, const InstanceId& id);

/// Removes orphaned instances of a lab, by the marks of their domains; only those of `student` if it is not empty.
/// Throws UsageError when there are several and `all` is not set.
[[nodiscard]] std::vector<DownResult> down_orphans(
    Context& context, const std::string& lab, const std::string& student, bool all);

} // namespace crocum
