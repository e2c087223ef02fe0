#pragma once

#include <map>
#include <string>
#include <string_view>
#include <vector>

namespace crocum {

/// What Tab does to a line of the student's prompt.
struct Completion {
    std::string added;              ///< to be added at the end of the line; empty: nothing is certain
    std::vector<std::string> words; ///< what the last word can become, sorted; when nothing is added
};

/// The machines of a student by lab.
using MachineNames = std::map<std::string, std::vector<std::string>>;

/// Completes the last word of `line`: a command, a lab of the student, or a machine.
[[nodiscard]] Completion complete_line(std::string_view line, const MachineNames& names);

/// Words in columns for a terminal of this width; of many words only the first ones.
[[nodiscard]] std::string in_columns(const std::vector<std::string>& words, std::size_t width);

} // namespace crocum
