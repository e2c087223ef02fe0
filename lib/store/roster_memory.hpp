#pragma once

#include "lib/roster/roster_columns.hpp"
#include "lib/store/database.hpp"

#include <string>

namespace crocum {

/// The columns that a teacher chose for the rosters of a class. They are removed with their class.
class RosterMemory {
public:
    /// The database has to outlive this object.
    explicit RosterMemory(Database& database) : database_(database) {}

    /// Empty when nothing is remembered.
    [[nodiscard]] RosterColumns of(const std::string& class_name);

    /// Replaces earlier ones; empty columns forget. The class has to exist.
    void remember(const std::string& class_name, const RosterColumns& columns);

private:
    Database& database_;
};

} // namespace crocum
