#pragma once

#include "lib/session/context.hpp"
#include "lib/session/targets.hpp"
#include "lib/store/instance.hpp"

#include <optional>
#include <string>
#include <vector>

namespace crocum {

/// Takes the lock of one instance. Throws LockedError.
[[nodiscard]] Lock lock_instance(const Context& context, const InstanceId& id);

/// The command that works on an instance at the moment, if there is one.
[[nodiscard]] std::optional<Holder> holder_of(const Context& context, const InstanceId& id);

/// The batches that hold a lock at the moment.
[[nodiscard]] std::vector<Holder> batches_at_work(const Context& context);

/// Takes the lock of a batch, which excludes other batches for the same lab and class. Throws LockedError.
[[nodiscard]] Lock lock_batch(const Context& context, const std::string& lab, const TargetSelection& selection);

} // namespace crocum
