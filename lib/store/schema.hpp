#pragma once

#include <string>
#include <vector>

namespace crocum {

/// The schema's history: what each version did to the one before, in SQL that SQLite and PostgreSQL both take. Versions
/// count from 1; a step that was released is never changed.
[[nodiscard]] const std::vector<std::vector<std::string>>& migrations();

} // namespace crocum
