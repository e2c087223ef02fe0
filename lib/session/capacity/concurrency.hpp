#pragma once

#include "lib/config/config.hpp"

#include <cstddef>
#include <memory>

namespace crocum {

/// How much is done at a time where the command line does not say it: as much as keeps the host's processors at work.
/// More of it would only make each thing slower, until agents miss their deadlines. The settings applies, boots and
/// checks say otherwise.

/// Students, with so many machines each. Suites mostly wait for their machines.
[[nodiscard]] unsigned check_jobs(const Config& config, std::size_t machines);

/// A machine that boots takes a processor of the host for itself; where it is emulated, for longer.
[[nodiscard]] unsigned up_jobs(const Config& config, std::size_t machines);

/// Terraform and libvirt have little to do.
[[nodiscard]] unsigned down_jobs(const Config& config);

/// Waits until fewer Terraforms than that are at work in this process: each takes a processor and 100 MiB. The place is
/// free again when the result is destroyed. Throws Interrupted.
[[nodiscard]] std::shared_ptr<void> take_apply_place(const Config& config);

} // namespace crocum
