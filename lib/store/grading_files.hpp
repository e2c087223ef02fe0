#pragma once

#include "lib/store/grading.hpp"

#include <filesystem>
#include <vector>

namespace crocum {

/// decisions.json and regrades.json are beside an attempt's attempt.json, which never changes.

[[nodiscard]] Json to_json(const std::vector<Decision>& decisions);
[[nodiscard]] Json to_json(const std::vector<Regrade>& regrades);

/// The attempt in `folder` with its decisions and regrades. Throws Error that names a damaged file: a decision is never
/// ignored.
[[nodiscard]] Grading read_grading(Attempt measured, const std::filesystem::path& folder);

/// Synced to the disk before they return. Call them with the instance's lock held since the files were read.
void keep_decisions(const std::filesystem::path& folder, const std::vector<Decision>& decisions);
void keep_regrades(const std::filesystem::path& folder, const std::vector<Regrade>& regrades);

/// Whether the attempt in `folder` has decisions.
[[nodiscard]] bool has_decisions(const std::filesystem::path& folder);

} // namespace crocum
