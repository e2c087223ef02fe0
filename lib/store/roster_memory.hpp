#pragma once

#include "lib/roster/roster_columns.hpp"

#include <filesystem>
#include <string>

namespace crocum {

/// The columns that a teacher chose for the rosters of a class: a file for each class in the state directory.
class RosterMemory {
public:
    explicit RosterMemory(const std::filesystem::path& state) : folder_(state / "rosters") {}

    /// Empty when nothing is remembered. Throws Error when the file cannot be read.
    [[nodiscard]] RosterColumns of(const std::string& class_name) const;

    /// Empty columns forget.
    void remember(const std::string& class_name, const RosterColumns& columns) const;

private:
    [[nodiscard]] std::filesystem::path file(const std::string& class_name) const;

    std::filesystem::path folder_;
};

} // namespace crocum
