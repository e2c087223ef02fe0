#pragma once

#include "lib/session/context.hpp"

#include <string>

namespace crocum {

/// What receives the scores of a lab in another system, and whose class it is.
struct GradeItemKey {
    std::string lab;
    std::string class_name; ///< empty: nothing is remembered
    std::string system;     ///< "moodle" or "canvas"
};

/// What names the grade item: in Moodle its ID number, in Canvas the number of the assignment. `given`, else the
/// remembered one of the class. Canvas can do without one: empty. Throws UsageError when there is none for Moodle, or
/// the given one cannot be one.
[[nodiscard]] std::string grade_item(const Context& context, const GradeItemKey& key, const std::string& given);

/// Keeps the grade item with the class, for the next report. A database that cannot be written is only noted, because
/// the report itself is complete.
void remember_grade_item(const Context& context, const GradeItemKey& key, const std::string& item);

} // namespace crocum
