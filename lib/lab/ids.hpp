#pragma once

#include <string>
#include <string_view>

namespace crocum {

/// Ids of labs and students are `[a-z0-9][a-z0-9-]{0,30}`: they are parts of file names, domain names and host names,
/// and need no quotes.
[[nodiscard]] bool is_id(std::string_view text);

/// Names the suite across all machines of a lab where a machine's name would stand.
inline constexpr const char* across_machines = "lab";

/// Whether a machine can have this name: that of an id, also with capitals (R1, SW1), and not "lab". No two machines of
/// a lab have names that differ only in capitals, because host names are equal then.
[[nodiscard]] bool is_machine_name(std::string_view text);

/// The rule, for messages.
inline constexpr const char* machine_name_rule = "letters a-z, A-Z, digits, \"-\"; at most 31 characters; not \"lab\"";

/// a-z for A-Z.
[[nodiscard]] std::string lower_case(std::string_view text);

/// Throws UsageError that shows the rule; `what` is "lab" or "student".
void require_id(std::string_view what, const std::string& text);

} // namespace crocum
