#pragma once

#include <string>

namespace crocum {

/// The id (lib/lab/ids.hpp) of the student with the roster id `external`, which may be any text: an e-mail address, a
/// name in Cyrillic, a number with blanks. It depends on `external` alone, so that it stays the same when the roster
/// changes. A valid id is kept; any other text becomes a readable beginning and six digits of a digest:
/// "Ivan.Petrov@example.org" is ivan-petrov-1b2c3d.
[[nodiscard]] std::string student_id(const std::string& external);

} // namespace crocum
