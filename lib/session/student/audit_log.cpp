#include "lib/session/student/audit_log.hpp"

#include "lib/base/files.hpp"
#include "lib/base/text.hpp"

#include <fmt/format.h>

namespace crocum {

namespace {

/// The log is rotated, so that a student cannot fill the disk. So many files are kept that it would take days of typing
/// to push an entry out.
constexpr std::uintmax_t largest_log = std::uintmax_t{16} << 20U;
constexpr int older_logs = 9;

void rotate(const Context& context, const std::filesystem::path& log) {
    std::error_code absent;
    const auto is_large = [&] {
        const auto size = std::filesystem::file_size(log, absent);
        return !absent && size > largest_log;
    };
    const auto lock =
        is_large() ? Lock::try_take(context.config.state / "console" / "@log", context.command) : std::nullopt;
    if (!lock || !is_large()) { // Another process rotates the log, or has done so.
        return;
    }
    for (int i = older_logs; i > 1; --i) {
        std::filesystem::rename(
            fmt::format("{}.{}", log.string(), i - 1), fmt::format("{}.{}", log.string(), i), absent);
    }
    std::filesystem::rename(log, log.string() + ".1", absent);
}

} // namespace

void write_audit_log(const Context& context, const std::string& student, const std::string& what) {
    make_folders(context.config.state);
    const auto log = context.config.state / "console.log";
    rotate(context, log);
    AppendFile file(log);
    file.write(fmt::format("{} {} {}\n", to_iso(current_time()), student, sanitize_line(what, 200)));
}

} // namespace crocum
