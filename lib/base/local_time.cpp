#include "lib/base/local_time.hpp"

#include "lib/base/clock.hpp"
#include "lib/base/error.hpp"
#include "lib/base/text.hpp"

#include <cstdlib>
#include <ctime>
#include <filesystem>
#include <system_error>

namespace crocum {

namespace {

constexpr std::size_t longest_zone = 60;

} // namespace

void use_timezone(const std::string& zone) {
    const char* given = ::getenv("TZ");
    if (zone.empty() || (given != nullptr && *given != '\0')) {
        return;
    }
    const auto file = std::filesystem::path("/usr/share/zoneinfo") / zone;
    std::error_code error;
    if (zone.front() == '/' || zone.find("..") != std::string::npos || !std::filesystem::is_regular_file(file, error)) {
        throw with_hint(
            UsageError("timezone is \"{}\", which this host does not know", sanitize_line(zone, longest_zone)),
            "Write it as Europe/Berlin; \"timedatectl list-timezones\" shows all, and the package tzdata has them");
    }
    ::setenv("TZ", zone.c_str(), 1);
    ::tzset();
}

std::string local_time(const std::string& iso) {
    try {
        return to_local(from_iso(iso));
    } catch (const Error&) {
        constexpr std::size_t most = 40;
        return sanitize_line(iso, most);
    }
}

} // namespace crocum
