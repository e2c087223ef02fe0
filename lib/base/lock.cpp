#include "lib/base/lock.hpp"

#include "lib/base/files.hpp"
#include "lib/base/interrupt.hpp"
#include "lib/base/json.hpp"
#include "lib/base/system.hpp"
#include "lib/base/text.hpp"

#include <fcntl.h>
#include <fmt/format.h>
#include <unistd.h>

#include <algorithm>
#include <csignal>

namespace crocum {

namespace {

constexpr Milliseconds poll_interval{200};
constexpr Seconds orphan_patience{300};
constexpr Seconds yield_patience{60};

/// The names of locks contain ids, which cannot have a "~".
std::filesystem::path request_file(const std::filesystem::path& file) {
    return file.string() + "~requested";
}

struct flock whole_file(short type = F_WRLCK) {
    struct flock range {};

    range.l_type = type;
    range.l_whence = SEEK_SET;
    return range;
}

/// The start time of a process in clock ticks since boot; empty if there is no such process. The pid alone may have
/// been given to another process.
std::string start_of(int pid) {
    try {
        const auto status = read_file(fmt::format("/proc/{}/stat", pid));
        // The second field is the program's name in brackets, with any characters. The start is field 22.
        const auto fields = words(status.substr(std::min(status.rfind(')'), status.size() - 1) + 1));
        constexpr std::size_t start_after_name = 19;
        return fields.size() > start_after_name ? fields[start_after_name] : "";
    } catch (const Error&) {
        return "";
    }
}

bool is_running(int pid, const std::string& start) {
    const bool there = ::kill(pid, 0) == 0 || errno == EPERM;
    // Earlier versions did not record the start, and a hidden /proc does not show it.
    const auto now = there && !start.empty() ? start_of(pid) : "";
    return there && (now.empty() || now == start);
}

Holder read_holder(const std::filesystem::path& file) {
    Holder who;
    try {
        const auto document = parse_json(read_file(file), file.string());
        who.pid = document.at("pid");
        who.command = sanitize_line(document.at("command").get<std::string>());
        const std::string since = document.at("since");
        static_cast<void>(from_iso(since));
        who.since = since;
        who.yields = document.value("gives_way", false);
        who.alive = is_running(who.pid, document.value("start", ""));
    } catch (const std::exception&) {
        // The holder has not written its record yet, or the record is damaged: the lock is held all the same.
        who = {};
        who.command = "another process";
        who.alive = true;
    }
    return who;
}

LockedError refusal(const std::filesystem::path& file, const Holder& who, Seconds patience) {
    std::string hint = "Try again later, or give --wait (or --wait=SECONDS) to wait for it";
    if (!who.alive) {
        // Or a process that this Terraform started in the background: it has the lock's file open, too.
        hint = fmt::format("\"fuser -v {}\" shows the process: end it, or wait for its end", file.string());
    } else if (patience.count() > 0) {
        hint = fmt::format("crocum waited for {} s", patience.count());
    }
    return with_hint(LockedError("it is in use by {}", who.describe()), hint);
}

} // namespace

Lock::~Lock() {
    if (fd_) {
        auto whole = whole_file(F_UNLCK);
        ::fcntl(fd_.get(), F_OFD_SETLK, &whole);
    }
}

std::optional<Lock> Lock::try_take(const std::filesystem::path& file, const std::string& command, Priority priority) {
    make_folders(file.parent_path());
    Fd fd(::open(file.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0666));
    if (!fd) {
        throw system_error("cannot open the lock {}", file.string());
    }
    auto whole = whole_file();
    if (::fcntl(fd.get(), F_OFD_SETLK, &whole) != 0) {
        if (errno != EAGAIN && errno != EACCES) {
            throw system_error("cannot lock {}", file.string());
        }
        return std::nullopt;
    }
    std::error_code none;
    std::filesystem::remove(request_file(file), none); // It is granted, or of an earlier holder.
    const Json self{
        {"pid", ::getpid()},
        {"start", start_of(::getpid())},
        {"command", command},
        {"since", to_iso(current_time())},
        {"gives_way", priority == Priority::yields}};
    const auto text = to_line(self) + "\n";
    // On a full disk the lock is held all the same, by a holder without a name: "lab down", which frees space, needs
    // it.
    if (::ftruncate(fd.get(), 0) != 0 ||
        (::pwrite(fd.get(), text.data(), text.size(), 0) < 0 && errno != ENOSPC && errno != EDQUOT)) {
        throw system_error("cannot write the lock {}", file.string());
    }
    return Lock(std::move(fd), request_file(file));
}

/// Asks a holder that yields for the lock. On a full disk it keeps the lock until it ends.
void request(const std::filesystem::path& file) {
    try {
        write_file_atomic(request_file(file), "");
    } catch (const Error&) {
    }
}

Lock Lock::take(
    const std::filesystem::path& file,
    const std::string& command,
    Seconds patience,
    const std::function<void(const Holder&)>& waiting,
    Priority priority) {
    const Deadline deadline(patience);
    const Deadline yield_deadline(std::max(patience, yield_patience));
    const Deadline orphan_deadline(std::max(patience, orphan_patience));
    bool notified = false;
    while (true) {
        if (auto lock = try_take(file, command, priority)) {
            return std::move(*lock);
        }
        const auto who = read_holder(file);
        const bool yields = who.yields && priority == Priority::normal;
        const auto& end = !who.alive ? orphan_deadline : yields ? yield_deadline : deadline;
        if (end.passed()) {
            throw refusal(file, who, patience);
        }
        if (yields) {
            request(file);
        }
        if (!notified) {
            waiting(who);
            notified = true;
        }
        wait_a_moment(poll_interval);
        check_interrupt();
    }
}

bool Lock::is_requested() const {
    std::error_code unknown;
    return std::filesystem::exists(request_, unknown);
}

std::optional<Holder> Lock::holder(const std::filesystem::path& file) {
    const Fd fd(::open(file.c_str(), O_RDONLY | O_CLOEXEC));
    auto whole = whole_file();
    if (!fd || ::fcntl(fd.get(), F_OFD_GETLK, &whole) != 0 || whole.l_type == F_UNLCK) {
        return std::nullopt;
    }
    return read_holder(file);
}

std::string Holder::describe() const {
    if (since.empty()) {
        return command;
    }
    const auto age = format_duration(current_time() - from_iso(since));
    if (alive) {
        return fmt::format("\"{}\" (process {}, for {})", command, pid, age);
    }
    return fmt::format(
        "a Terraform that an interrupted \"{}\" left running (process {} has ended, started {} ago)",
        command,
        pid,
        age);
}

} // namespace crocum
