#pragma once

#include "lib/base/clock.hpp"
#include "lib/check/suite.hpp"
#include "lib/config/config.hpp"

#include <filesystem>
#include <vector>

namespace crocum {

/// How collection is done on this host.
struct Collector {
    std::filesystem::path python;
    std::filesystem::path cache; ///< a folder for what was collected, by digest of suite and runtime
    Seconds timeout{60};
};

[[nodiscard]] Collector collector_for(const Config& config);

/// The checks of a suite, read from the host's copy: ids and points, hence the denominator. Nothing of it runs.
/// Throws Error with file, line and reason when the suite does not import, skips itself, or misuses a marker.
[[nodiscard]] std::vector<Check> collect(const Suite& suite, const Collector& collector);

} // namespace crocum
