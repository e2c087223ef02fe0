#pragma once

#include "lib/store/soci.hpp"

#include <map>
#include <string>

namespace crocum {

/// Id of a roster in normal form C -> id of the student.
using StudentIds = std::map<std::string, std::string>;

/// The ids that the students of all other classes have. An earlier version made them from the roster's id in the form
/// in which the file had it, so that they are not always those of student_id(). Of several ids of a student, that of a
/// class that the student has not left; of these, the one of student_id().
[[nodiscard]] StudentIds ids_in_other_classes(soci::session& sql, const std::string& class_name);

} // namespace crocum
