#pragma once

#include <string>

namespace crocum {

/// The id (lib/lab/ids.hpp) of the student whom a roster calls `external`, which may be anything: an e-mail address, a
/// name in Cyrillic, a number with blanks. It depends on `external` alone, so that it stays the same whatever becomes
/// of the roster. What is an id already stays as it is; others get a readable beginning and six digits of a digest:
/// "Ivan.Petrov@example.org" is ivan-petrov-1b2c3d.
[[nodiscard]] std::string student_id(const std::string& external);

} // namespace crocum
