#include "cmd/student_completion.hpp"

#include "lib/base/table.hpp"
#include "lib/base/text.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <set>

namespace crocum {

namespace {

/// A screen full, and a bound for the output of a key.
constexpr std::size_t most_shown = 100;

void add_labs(std::set<std::string>& choices, const MachineNames& names) {
    for (const auto& [lab, machines] : names) {
        choices.insert(lab);
    }
}

/// What can come after the words `before`.
std::set<std::string> choices_after(const std::vector<std::string>& before, const MachineNames& names) {
    if (before.empty()) {
        return {"check", "console", "help", "machines", "quit", "task", "todo"};
    }
    std::set<std::string> choices;
    const auto& verb = before[0];
    if (before.size() == 1 && (verb == "check" || verb == "task" || verb == "todo")) {
        add_labs(choices, names);
    } else if (before.size() == 1 && verb == "console") {
        add_labs(choices, names);
        if (names.size() == 1) {
            choices.insert(names.begin()->second.begin(), names.begin()->second.end());
        }
    } else if (before.size() == 2 && verb == "console") {
        if (const auto lab = names.find(before[1]); lab != names.end()) {
            choices.insert(lab->second.begin(), lab->second.end());
        }
    }
    return choices;
}

std::string common_begin(const std::vector<std::string>& sorted) {
    const auto& first = sorted.front();
    const auto& last = sorted.back();
    const auto end = std::mismatch(first.begin(), first.end(), last.begin(), last.end()).first;
    return {first.begin(), end};
}

} // namespace

Completion complete_line(std::string_view line, const MachineNames& names) {
    auto before = words(line);
    std::string begin;
    if (!line.empty() && line.back() != ' ' && !before.empty()) {
        begin = before.back();
        before.pop_back();
    }
    Completion result;
    for (const auto& choice : choices_after(before, names)) {
        if (choice.starts_with(begin)) {
            result.words.push_back(choice);
        }
    }
    if (result.words.empty()) {
        return result;
    }
    result.added = common_begin(result.words).substr(begin.size()) + (result.words.size() == 1 ? " " : "");
    if (!result.added.empty()) {
        result.words.clear();
    }
    return result;
}

std::string in_columns(const std::vector<std::string>& words, std::size_t width) {
    const auto shown = std::min(words.size(), most_shown);
    std::size_t widest = 0;
    for (std::size_t i = 0; i < shown; ++i) {
        widest = std::max(widest, display_width(words[i]));
    }
    const auto columns = std::max<std::size_t>(1, width / (widest + 2));
    std::vector<std::vector<std::string>> rows;
    for (std::size_t i = 0; i < shown; i += columns) {
        const auto end = std::min(shown, i + columns);
        rows.emplace_back(
            words.begin() + static_cast<std::ptrdiff_t>(i), words.begin() + static_cast<std::ptrdiff_t>(end));
    }
    return (rows.empty() ? "" : table(rows)) +
           (shown == words.size() ? "" : fmt::format("and {} more\n", words.size() - shown));
}

} // namespace crocum
