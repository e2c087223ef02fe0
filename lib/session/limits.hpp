#pragma once

#include "lib/session/prepared.hpp"

#include <cstddef>
#include <string>

namespace crocum {

/// How many students a batch takes at a time where the command line does not say it: as many as keep the host's
/// processors at work. More of them would only make each slower, until agents miss their deadlines.

/// Machines that an attempt has to do with.
[[nodiscard]] std::size_t machines_in(const PreparedChecks& checks);

/// Suites mostly wait for their machines.
[[nodiscard]] unsigned check_jobs(std::size_t machines);

/// A machine that boots takes a processor of the host for itself; where it is emulated, for longer.
[[nodiscard]] unsigned up_jobs(std::size_t machines, bool emulated);

/// Terraform and libvirt have little to do.
[[nodiscard]] unsigned down_jobs();

} // namespace crocum
