#pragma once

#include <string>
#include <vector>

namespace crocum {

/// The schema's history: the changes of each version, in SQL for both SQLite and PostgreSQL. Versions count from 1; a
/// released step never changes.
[[nodiscard]] const std::vector<std::vector<std::string>>& migrations();

} // namespace crocum
