#pragma once

#include <string>

namespace crocum {

/// A time of a stored document (ISO 8601), for texts: in the zone of this host, "2026-12-01 23:59 CET". A text that is
/// no time is returned without control characters, because documents can be damaged.
[[nodiscard]] std::string local_time(const std::string& iso);

} // namespace crocum
