#pragma once

#include "lib/report/style.hpp"
#include "lib/store/evidence.hpp"
#include "lib/store/grading.hpp"

#include <filesystem>
#include <map>
#include <string>

namespace crocum {

/// What an attempt was judged with: when, by which crocum, on which machines, with which suites, and whether its
/// records fit. Everything in it is sanitised, as in all below: the file is not crocum's alone.
[[nodiscard]] std::string judged_with(
    const Attempt& attempt, const std::map<std::string, Evidence>& records, const Style& style);

/// Every check in effect: its line, its reason and message, and a decision on it; with `all` its id and output too.
[[nodiscard]] std::string checks_in_effect(const Grading& grading, bool all, const Style& style);

/// Decisions and regrades in the order in which they were made; empty where there are none.
[[nodiscard]] std::string afterwards(const Grading& grading, const Style& style);

} // namespace crocum
