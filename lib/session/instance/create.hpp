#pragma once

#include "lib/lab/lab.hpp"
#include "lib/session/context.hpp"
#include "lib/session/instance/instance_record.hpp"

namespace crocum {

/// Plans, records the names, refuses names that belong to others, applies, and records the result. With
/// `replace_leftovers`, first removes an orphaned earlier instance of the same student and lab.
void create_resources(Context& context, const Lab& lab, InstanceRecord& record, bool replace_leftovers);

} // namespace crocum
