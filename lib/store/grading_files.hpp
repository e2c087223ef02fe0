#pragma once

#include "lib/store/grading.hpp"

#include <filesystem>
#include <vector>

namespace crocum {

/// decisions.json and regrades.json lie beside an attempt's attempt.json, which stays as it was measured.

[[nodiscard]] Json to_json(const std::vector<Decision>& decisions);
[[nodiscard]] Json to_json(const std::vector<Regrade>& regrades);

/// The attempt that was read from `folder`, with what lies beside it. Throws Error that names the file where that is
/// damaged: a decision is never passed over.
[[nodiscard]] Grading read_grading(Attempt measured, const std::filesystem::path& folder);

/// Written through to the disk before they return. To be called with the instance's lock held, over what was read
/// under it.
void keep_decisions(const std::filesystem::path& folder, const std::vector<Decision>& decisions);
void keep_regrades(const std::filesystem::path& folder, const std::vector<Regrade>& regrades);

/// Whether anybody decided anything about the attempt in `folder`.
[[nodiscard]] bool has_decisions(const std::filesystem::path& folder);

} // namespace crocum
