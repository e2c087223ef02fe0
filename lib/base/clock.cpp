#include "lib/base/clock.hpp"

#include "lib/base/error.hpp"
#include "lib/base/pattern.hpp"
#include "lib/base/text.hpp"

#include <fmt/chrono.h>

#include <algorithm>
#include <atomic>
#include <cctype>
#include <cstdio>
#include <cstring>
#include <ctime>
#include <map>
#include <optional>

namespace crocum {

namespace {

std::atomic<Clock::duration> clock_offset{Clock::duration(0)};

/// A time of the local zone. With the abbreviation that to_local() prints, it is clear also when clocks are set back;
/// nothing for an abbreviation that the zone does not have at this time.
std::optional<Time> in_local_zone(std::tm parts, const std::string& abbreviation) {
    if (abbreviation.empty()) {
        parts.tm_isdst = -1;
        return std::chrono::system_clock::from_time_t(::mktime(&parts));
    }
    for (const int summer : {0, 1}) {
        auto one = parts;
        one.tm_isdst = summer;
        const auto seconds = ::mktime(&one);
        if (one.tm_hour == parts.tm_hour && one.tm_min == parts.tm_min && abbreviation == one.tm_zone) {
            return std::chrono::system_clock::from_time_t(seconds);
        }
    }
    return std::nullopt;
}

} // namespace

Time current_time() noexcept {
    return std::chrono::system_clock::now() + std::chrono::duration_cast<Time::duration>(clock_offset.load());
}

Clock::time_point steady_time() noexcept {
    return Clock::now() + clock_offset.load();
}

void set_clock_offset(Clock::duration offset) noexcept {
    clock_offset = offset;
}

Milliseconds Deadline::left() const {
    const auto left = std::chrono::duration_cast<Milliseconds>(end_ - steady_time());
    return std::max(left, Milliseconds(0));
}

Deadline Deadline::within(Clock::duration budget) const {
    Deadline nearer(budget);
    nearer.end_ = std::min(nearer.end_, end_);
    return nearer;
}

double Stopwatch::seconds() const {
    return std::chrono::duration<double>(steady_time() - start_).count();
}

std::string to_iso(Time time) {
    return fmt::format("{:%Y-%m-%dT%H:%M:%SZ}", fmt::gmtime(std::chrono::system_clock::to_time_t(time)));
}

Time from_iso(const std::string& text) {
    std::tm parts{};
    const char* rest = ::strptime(text.c_str(), "%Y-%m-%dT%H:%M:%SZ", &parts);
    if (rest == nullptr || *rest != '\0') {
        throw Error("\"{}\" is not a time of the form 2026-11-23T18:30:00Z", text);
    }
    return std::chrono::system_clock::from_time_t(::timegm(&parts));
}

std::string to_stamp(Time time) {
    const auto since = std::chrono::duration_cast<std::chrono::microseconds>(time.time_since_epoch());
    const auto whole = std::chrono::floor<Seconds>(since);
    return fmt::format(
        "{:%Y-%m-%dT%H%M%S}.{:06}Z",
        fmt::gmtime(std::chrono::system_clock::to_time_t(Time(whole))),
        (since - whole).count());
}

Time from_stamp(const std::string& text) {
    std::tm parts{};
    const char* rest = ::strptime(text.c_str(), "%Y-%m-%dT%H%M%S", &parts);
    unsigned micros = 0;
    char end = '\0';
    if (rest == nullptr || std::strlen(rest) != 8 || std::sscanf(rest, ".%6u%c", &micros, &end) != 2 || end != 'Z') {
        throw Error("\"{}\" is not a time of the form 2026-11-23T183000.123456Z", text);
    }
    return std::chrono::system_clock::from_time_t(::timegm(&parts)) + std::chrono::microseconds(micros);
}

std::string to_local(Time time) {
    return fmt::format("{:%Y-%m-%d %H:%M %Z}", fmt::localtime(std::chrono::system_clock::to_time_t(time)));
}

std::string from_now(Time time, Time now) {
    return time >= now ? "in " + format_duration(time - now) : format_duration(now - time) + " ago";
}

std::string format_duration(Clock::duration duration) {
    const auto seconds = std::chrono::round<Seconds>(duration).count();
    if (seconds < 120) {
        return fmt::format("{} s", seconds);
    }
    if (seconds < 2 * 3600) {
        return fmt::format("{} min", seconds / 60);
    }
    if (seconds < 2 * 86400) {
        return fmt::format("{} h", seconds / 3600);
    }
    return fmt::format("{} days", seconds / 86400);
}

Time time_from(const std::string& given, const std::string& what) {
    constexpr int last_year = 2200; // A count of nanoseconds ends in 2262.
    constexpr std::size_t date = 10;
    const auto refuse = [&] {
        return with_hint(
            UsageError("invalid time for {}: {}", what, sanitize_line(given, 60)),
            "Write it as \"2026-12-01 23:59\" or 2026-12-01T23:59+03:00; without a zone, it is in the zone of TZ, of "
            "the "
            "setting timezone, or of this host");
    };
    // strptime accepts years of any length, and the 30th of February.
    static const Pattern form(
        R"((2\d{3}-\d\d-\d\d)[T ](\d\d:\d\d(?::[0-5]\d)?)(?:(Z|[+-]\d\d:\d\d)| ([A-Za-z]{2,6}|[+-]\d\d(?:\d\d)?))?)");
    const auto match = form.match(given);
    std::tm parts{};
    const auto text = match ? match->groups[1] + "T" + match->groups[2] : "";
    const char* rest = ::strptime(text.c_str(), "%Y-%m-%dT%H:%M", &parts);
    if (rest != nullptr && *rest == ':') {
        rest = ::strptime(rest, ":%S", &parts);
    }
    if (rest == nullptr || *rest != '\0') {
        throw refuse();
    }
    auto day = parts;
    const auto utc_seconds = ::timegm(&day);
    if (day.tm_mday != parts.tm_mday) {
        throw UsageError("{}: there is no such day as {}", what, text.substr(0, date));
    }
    if (parts.tm_year + 1900 > last_year) {
        throw UsageError("{}: {} is too far away", what, text.substr(0, date));
    }
    const auto utc = std::chrono::system_clock::from_time_t(utc_seconds);
    const auto& zone = match->groups[3];
    const auto& abbreviation = match->groups[4];
    if (zone == "Z" || abbreviation == "UTC") {
        return utc;
    }
    if (zone.empty()) {
        const auto time = in_local_zone(parts, abbreviation);
        if (!time) {
            throw refuse();
        }
        return *time;
    }
    unsigned hours = 0;
    unsigned minutes = 0;
    if (std::sscanf(zone.c_str() + 1, "%2u:%2u", &hours, &minutes) != 2 || hours > 14 || minutes > 59) {
        throw refuse();
    }
    const auto offset = std::chrono::hours(hours) + std::chrono::minutes(minutes);
    return zone[0] == '+' ? utc - offset : utc + offset;
}

Seconds duration_from(const std::string& text, const std::string& what) {
    constexpr long longest = 10 * 365 * 86400L;
    const std::map<char, long> units{{'s', 1}, {'m', 60}, {'h', 3600}, {'d', 86400}};
    long total = 0;
    std::size_t at = 0;
    while (at < text.size()) {
        long count = 0;
        const auto begin = at;
        while (at < text.size() && std::isdigit(static_cast<unsigned char>(text[at])) != 0 && count < longest) {
            count = count * 10 + (text[at++] - '0');
        }
        const auto unit = at < text.size() ? units.find(text[at]) : units.end();
        if (at == begin || unit == units.end() || count * unit->second > longest) {
            total = 0;
            break;
        }
        total += count * unit->second;
        ++at;
    }
    if (total <= 0 || total > longest) {
        throw UsageError("{} has to be a time such as 90s, 30m, 2h or 1d", what);
    }
    return Seconds(total);
}

Time moment_from(const std::string& text, const std::string& what, Time now) {
    return text.find('-') == std::string::npos ? now - duration_from(text, what) : time_from(text, what);
}

} // namespace crocum
