#pragma once

#include <string>
#include <string_view>

namespace crocum {

/// Ids of labs, students and machines are `[a-z0-9][a-z0-9-]{0,30}`: they are parts of file names, domain names and
/// host names, and need no quotes.
[[nodiscard]] bool is_id(std::string_view text);

/// Names the suite across all machines of a lab where a machine's name would stand.
inline constexpr const char* across_machines = "lab";

/// Whether a machine can have this name.
[[nodiscard]] bool is_machine_name(std::string_view text);

/// Throws UsageError that shows the rule; `what` is "lab", "student" or "machine".
void require_id(std::string_view what, const std::string& text);

} // namespace crocum
