#pragma once

#include "lib/report/gradebook.hpp"

#include <string>
#include <vector>

namespace crocum {

// The tables of the page that html.cpp writes, as HTML.

/// "2.1", or its place among the checks: what stands for a check where there is little room.
[[nodiscard]] std::string sign_of(const Gradebook& book, std::size_t place);

[[nodiscard]] std::string score_of(const GradebookRow& row);

/// The hardest first, with what they said most often.
[[nodiscard]] std::string checks_table(const Gradebook& book);

/// Checks by students; `names` are those of the rows, as HTML.
[[nodiscard]] std::string matrix(const Gradebook& book, const std::vector<std::string>& names);

} // namespace crocum
