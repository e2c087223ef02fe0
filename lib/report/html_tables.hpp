#pragma once

#include "lib/report/gradebook.hpp"

#include <string>
#include <vector>

namespace crocum {

// The tables of the page that html.cpp writes, as HTML.

/// "2.1", or the position among the checks: the short name of a check.
[[nodiscard]] std::string sign_of(const Gradebook& book, std::size_t place);

[[nodiscard]] std::string score_of(const GradebookRow& row);

/// Sorted by the share of passes, lowest first, with the most frequent messages.
[[nodiscard]] std::string checks_table(const Gradebook& book);

/// Checks by students; `names` has the name of each row, as HTML.
[[nodiscard]] std::string matrix(const Gradebook& book, const std::vector<std::string>& names);

} // namespace crocum
