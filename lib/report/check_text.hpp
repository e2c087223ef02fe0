#pragma once

#include "lib/check/check.hpp"
#include "lib/report/style.hpp"

#include <map>
#include <string>
#include <vector>

namespace crocum {

/// One check as it finishes: "[ PASS ]  2/2  srv  Address on eth0".
[[nodiscard]] std::string trace_line(const CheckResult& result, const Style& style);

/// What the check printed, indented below its line; empty when it printed nothing.
[[nodiscard]] std::string trace_output(const CheckResult& result);

/// What the student still has to do: by machine, each message with what it is worth. Empty when nothing is left.
[[nodiscard]] std::string left_to_do(const std::vector<CheckResult>& results, const Style& style);

/// What could not be measured, by machine and reason. Empty when everything was.
[[nodiscard]] std::string not_measured(const std::vector<CheckResult>& results, const Style& style);

/// "Score: 4 of 10 points (40 %)", or why there is none.
[[nodiscard]] std::string score_line(const std::vector<CheckResult>& results, bool partial, const Style& style);

/// "Measured with suite srv 1a2b3c4d5e6f": which version of the checks a score comes from, by machine.
[[nodiscard]] std::string suites_line(const std::map<std::string, std::string>& digests, const Style& style);

} // namespace crocum
