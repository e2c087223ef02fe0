#include "lib/base/lock.hpp"

#include "lib/base/files.hpp"
#include "lib/base/interrupt.hpp"
#include "lib/base/json.hpp"
#include "lib/base/system.hpp"
#include "lib/base/text.hpp"

#include <fcntl.h>
#include <poll.h>
#include <sys/file.h>

#include <algorithm>
#include <csignal>

namespace crocum {

namespace {

constexpr Milliseconds look_again{200};
constexpr Seconds orphan_patience{300};

} // namespace

std::optional<Lock> Lock::try_take(const std::filesystem::path& file, const std::string& command) {
    make_folders(file.parent_path());
    Fd fd(::open(file.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0666));
    if (!fd) {
        throw system_error("cannot open the lock {}", file.string());
    }
    if (::flock(fd.get(), LOCK_EX | LOCK_NB) != 0) {
        if (errno != EWOULDBLOCK) {
            throw system_error("cannot lock {}", file.string());
        }
        return std::nullopt;
    }
    const Json self{{"pid", ::getpid()}, {"command", command}, {"since", to_iso(std::chrono::system_clock::now())}};
    const auto text = to_line(self) + "\n";
    if (::ftruncate(fd.get(), 0) != 0 || ::pwrite(fd.get(), text.data(), text.size(), 0) < 0) {
        throw system_error("cannot write the lock {}", file.string());
    }
    return Lock(std::move(fd));
}

Lock Lock::take(
    const std::filesystem::path& file,
    const std::string& command,
    Seconds patience,
    const std::function<void(const Holder&)>& waiting) {
    const Deadline deadline(patience);
    const Deadline orphan_deadline(orphan_patience);
    bool told = false;
    while (true) {
        if (auto lock = try_take(file, command)) {
            return std::move(*lock);
        }
        const auto who = holder(file);
        if (who.alive ? deadline.passed() : orphan_deadline.passed()) {
            throw with_hint(
                LockedError(
                    "it is in use by \"{}\" (process {}, since {}{})",
                    who.command,
                    who.pid,
                    who.since,
                    who.alive ? "" : ", gone, but a terraform that it started still works"),
                "Wait for it, or give --wait");
        }
        if (!told) {
            waiting(who);
            told = true;
        }
        pollfd interrupt{interrupt_fd(), POLLIN, 0};
        ::poll(&interrupt, 1, static_cast<int>(look_again.count()));
        check_interrupt();
    }
}

Holder Lock::holder(const std::filesystem::path& file) {
    Holder who;
    try {
        const auto document = parse_json(read_file(file), file.string());
        who.pid = document.at("pid");
        who.command = sanitize_line(document.at("command").get<std::string>());
        who.since = sanitize_line(document.at("since").get<std::string>());
    } catch (const std::exception&) {
        // The holder is just about to write, or wrote something else: it is still a holder.
        who.command = "another process";
        who.alive = true;
        return who;
    }
    who.alive = ::kill(who.pid, 0) == 0 || errno == EPERM;
    return who;
}

} // namespace crocum
