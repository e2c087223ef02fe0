#pragma once

#include "lib/config/config.hpp"

#include <cstddef>
#include <filesystem>
#include <string>

namespace crocum {

struct LabSummary {
    std::string id;
    std::string title;
    std::filesystem::path folder;
    std::size_t machines = 0;
    std::size_t checks = 0;
    double points = 0;
    std::string error; ///< why it could not be read; the rest is empty then
};

/// Collects the checks of the lab in this folder. Throws Interrupted.
[[nodiscard]] LabSummary lab_summary(const std::filesystem::path& folder, const Config& config);

} // namespace crocum
