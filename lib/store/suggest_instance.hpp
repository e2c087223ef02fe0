#pragma once

#include "lib/store/instance.hpp"

#include <string>

namespace crocum {

/// 'Did you mean "hello -s demo"?' when an instance differs from `id` by a typing mistake in the student or in the lab;
/// otherwise empty.
[[nodiscard]] std::string did_you_mean(const Instances& instances, const InstanceId& id);

} // namespace crocum
