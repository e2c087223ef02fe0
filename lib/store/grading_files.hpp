#pragma once

#include "lib/store/grading.hpp"

#include <filesystem>
#include <vector>

namespace crocum {

/// regrades.json is beside an attempt's attempt.json, which never changes.

[[nodiscard]] Json to_json(const std::vector<Regrade>& regrades);

/// Throws Error that names a damaged file.
[[nodiscard]] std::vector<Regrade> read_regrades(const std::filesystem::path& folder);

/// Synced to the disk before it returns. Call it with the instance's lock held since the file was read.
void keep_regrades(const std::filesystem::path& folder, const std::vector<Regrade>& regrades);

} // namespace crocum
