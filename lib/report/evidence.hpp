#pragma once

#include "lib/report/style.hpp"
#include "lib/store/evidence.hpp"
#include "lib/store/grading.hpp"

#include <filesystem>
#include <map>
#include <string>

namespace crocum {

/// The inputs of an attempt: times, lab, parameters, machines, and whether its records match; with `all` also versions,
/// digests, addresses and counts. All texts here and below are sanitised, because other users can write the file.
[[nodiscard]] std::string judged_with(
    const Attempt& attempt, const std::map<std::string, Evidence>& records, bool all, const Style& style);

/// Every check in effect: its line, its reason and message, and a decision on it; with `all` its id and output too.
[[nodiscard]] std::string checks_in_effect(const Grading& grading, bool all, const Style& style);

/// Decisions and regrades in chronological order; empty when there are none.
[[nodiscard]] std::string afterwards(const Grading& grading, const Style& style);

} // namespace crocum
