#pragma once

#include "lib/session/context.hpp"

#include <string>

namespace crocum {

/// The ID number of the grade item in another system (Moodle) for a lab: `given`, else the remembered one of the class.
/// `class_name` can be empty. Throws UsageError when there is neither, or the given one cannot be an ID number.
[[nodiscard]] std::string grade_item(
    const Context& context, const std::string& lab, const std::string& class_name, const std::string& given);

/// Keeps the grade item with the class, for the next report. A database that cannot be written is only noted, because
/// the report itself is complete.
void remember_grade_item(
    const Context& context, const std::string& lab, const std::string& class_name, const std::string& item);

} // namespace crocum
