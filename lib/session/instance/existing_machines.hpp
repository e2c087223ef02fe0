#pragma once

#include "lib/lab/lab.hpp"
#include "lib/session/context.hpp"
#include "lib/session/instance/instance_record.hpp"
#include "lib/session/target.hpp"

#include <vector>

namespace crocum {

/// The machines of lab.yaml, which crocum does not create.

/// Throws UsageError when one of these students has a machine that is also another student's: one of these, or one with
/// an instance on record, of any lab. Machines with `shared: true` are left out, and labs with Terraform, whose
/// machines claim() keeps apart.
void require_own_machines(const Context& context, const Lab& lab, const std::vector<Target>& targets);

/// Writes the student's machines into the record. Throws UsageError like require_own_machines(), also when two students
/// get the same machine at the same time; then nothing is written.
void claim_existing_machines(const Context& context, const Lab& lab, InstanceRecord& record);

} // namespace crocum
