#pragma once

#include "cmd/output.hpp"
#include "lib/roster/roster.hpp"
#include "lib/store/classes.hpp"

#include <string>

namespace crocum {

/// What `class import` shows: the columns that it took, and the students who changed.
struct ImportView {
    const std::string& class_name;
    const Roster& roster;
    const ImportResult& result;
    bool dry_run = false;

    void show(const Output& output) const;
    [[nodiscard]] Json to_json() const;
};

} // namespace crocum
