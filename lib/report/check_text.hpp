#pragma once

#include "lib/check/check.hpp"
#include "lib/report/style.hpp"

#include <map>
#include <string>
#include <vector>

namespace crocum {

/// "1.2 Address on eth0": with its number in the task, if it has one.
[[nodiscard]] std::string full_title(const Check& check);

/// One check as it finishes: "[ PASS ]  2/2  srv  Address on eth0".
[[nodiscard]] std::string trace_line(const CheckResult& result, const Style& style);

/// The output of the check, indented below its line; empty when there is none.
[[nodiscard]] std::string trace_output(const CheckResult& result);

/// The messages of failed checks by machine, each with the missing points. Empty when no check failed.
[[nodiscard]] std::string left_to_do(const std::vector<CheckResult>& results, const Style& style);

/// The ungraded checks, by machine and reason. Empty when there are none.
[[nodiscard]] std::string not_measured(const std::vector<CheckResult>& results, const Style& style);

/// "Score: 4 of 10 points (40 %)", or the reason why there is none.
[[nodiscard]] std::string score_line(const std::vector<CheckResult>& results, bool partial, const Style& style);

/// "Measured with suite srv 1a2b3c4d5e6f": the versions of the suites, by machine.
[[nodiscard]] std::string suites_line(const std::map<std::string, std::string>& digests, const Style& style);

} // namespace crocum
