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

constexpr Milliseconds look_again{200};
constexpr Seconds orphan_patience{300};
constexpr Seconds giving_way_takes{60};

std::filesystem::path wish_for(const std::filesystem::path& file) {
    return file.string() + ".wanted";
}

struct flock whole_file(short type = F_WRLCK) {
    struct flock range {};

    range.l_type = type;
    range.l_whence = SEEK_SET;
    return range;
}

/// When a process started, in the kernel's own unit since boot; empty where there is no such process. A pid alone can
/// be another process's by now.
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
    // Not recorded by an earlier version; not to be read where /proc is hidden.
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
        who.gives_way = document.value("gives_way", false);
        who.alive = is_running(who.pid, document.value("start", ""));
    } catch (const std::exception&) {
        // The holder is just about to write, or wrote something else: it is still a holder.
        who = {};
        who.command = "another process";
        who.alive = true;
    }
    return who;
}

LockedError refusal(const std::filesystem::path& file, const Holder& who, Seconds patience) {
    std::string hint = "Wait for it, or give --wait (or --wait=SECONDS): crocum waits then";
    if (!who.alive) {
        // Or what that Terraform started in the background: it has the lock's file open too.
        hint = fmt::format("fuser -v {} shows which process that is: end it, or wait for it", file.string());
    } else if (patience.count() > 0) {
        hint = fmt::format("It was waited for, {} s", patience.count());
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

std::optional<Lock> Lock::try_take(const std::filesystem::path& file, const std::string& command, Manner manner) {
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
    std::filesystem::remove(wish_for(file), none); // It has come true, or whoever had it is gone.
    const Json self{
        {"pid", ::getpid()},
        {"start", start_of(::getpid())},
        {"command", command},
        {"since", to_iso(std::chrono::system_clock::now())},
        {"gives_way", manner == Manner::gives_way}};
    const auto text = to_line(self) + "\n";
    // On a full disk the lock is held all the same, by a holder without a name: what frees space needs it too.
    if (::ftruncate(fd.get(), 0) != 0 ||
        (::pwrite(fd.get(), text.data(), text.size(), 0) < 0 && errno != ENOSPC && errno != EDQUOT)) {
        throw system_error("cannot write the lock {}", file.string());
    }
    return Lock(std::move(fd), wish_for(file));
}

Lock Lock::take(
    const std::filesystem::path& file,
    const std::string& command,
    Seconds patience,
    const std::function<void(const Holder&)>& waiting,
    Manner manner) {
    const Deadline deadline(patience);
    const Deadline giving_way_deadline(std::max(patience, giving_way_takes));
    const Deadline orphan_deadline(std::max(patience, orphan_patience));
    bool told = false;
    while (true) {
        if (auto lock = try_take(file, command, manner)) {
            return std::move(*lock);
        }
        const auto who = read_holder(file);
        const bool gives_way = who.gives_way && manner == Manner::insists;
        const auto& end = !who.alive ? orphan_deadline : gives_way ? giving_way_deadline : deadline;
        if (end.passed()) {
            throw refusal(file, who, patience);
        }
        if (gives_way) {
            write_file_atomic(wish_for(file), "");
        }
        if (!told) {
            waiting(who);
            told = true;
        }
        wait_a_moment(look_again);
        check_interrupt();
    }
}

bool Lock::wanted() const {
    std::error_code unknown;
    return std::filesystem::exists(wish_, unknown);
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
    const auto age = humane(std::chrono::system_clock::now() - from_iso(since));
    if (alive) {
        return fmt::format("\"{}\" (process {}, for {})", command, pid, age);
    }
    return fmt::format(
        "a terraform that an interrupted \"{}\" left at work (process {} is gone, begun {} ago)", command, pid, age);
}

} // namespace crocum
