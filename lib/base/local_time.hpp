#pragma once

#include <string>

namespace crocum {

/// From now on, local times are in this zone ("Europe/Berlin"), also in programs that this process starts. To be called
/// before there are other threads. When TZ is set, it is used as it is. Throws UsageError for a zone that this host
/// does not know.
void use_timezone(const std::string& zone);

/// A time of a stored document (ISO 8601), for texts: as to_local(), "2026-12-01 23:59 CET". A text that is not a
/// time is returned without control characters, because documents can be damaged.
[[nodiscard]] std::string local_time(const std::string& iso);

} // namespace crocum
