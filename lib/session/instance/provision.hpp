#pragma once

#include "lib/lab/lab.hpp"
#include "lib/session/context.hpp"
#include "lib/session/instance/instance_record.hpp"

namespace crocum {

/// Creates the machines of an instance with Terraform, or records the existing machines that lab.yaml names. On failure
/// the record says why, and names all resources that may exist; if nothing was created because memory or disk is short,
/// the record is removed.
void provision(Context& context, const Lab& lab, InstanceRecord& record, bool replace_leftovers);

} // namespace crocum
