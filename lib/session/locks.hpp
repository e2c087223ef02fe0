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

/// Who works on an instance just now, if anybody does.
[[nodiscard]] std::optional<Holder> holder_of(const Context& context, const InstanceId& id);

/// Batches that hold their lock just now.
[[nodiscard]] std::vector<Holder> batches_at_work(const Context& context);

/// Who runs a batch of this lab and class, kept out while this one holds the lock. Throws LockedError.
[[nodiscard]] Lock lock_batch(const Context& context, const std::string& lab, const TargetSelection& selection);

} // namespace crocum
