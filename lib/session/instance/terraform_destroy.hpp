#pragma once

#include "lib/session/context.hpp"
#include "lib/session/instance/instance_record.hpp"

namespace crocum {

/// Lets Terraform destroy the resources in its state. Throws Error, and changes nothing, when the state has resources
/// that are not on record, or when a machine of another owner uses one of them.
void terraform_destroy(Context& context, InstanceRecord& record);

} // namespace crocum
