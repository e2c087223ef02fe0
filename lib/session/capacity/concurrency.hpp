#pragma once

#include "lib/config/config.hpp"

#include <cstddef>
#include <memory>

namespace crocum {

/// The default number of parallel tasks: enough to keep the host's processors busy. More tasks would make each one
/// slower, until agents miss their deadlines. The settings applies, boots and checks override it.

/// The number of students with this many machines each. Suites mostly wait for their machines.
[[nodiscard]] unsigned check_jobs(const Config& config, std::size_t machines);

/// A booting machine uses a whole processor of the host; an emulated machine does so for longer.
[[nodiscard]] unsigned up_jobs(const Config& config, std::size_t machines);

/// Terraform and libvirt have little to do.
[[nodiscard]] unsigned down_jobs(const Config& config);

/// Waits until fewer Terraform processes than the limit run in this process, because each uses a processor and 100 MiB.
/// The result's destructor frees the place. Throws Interrupted.
[[nodiscard]] std::shared_ptr<void> take_apply_place(const Config& config);

} // namespace crocum
