#include "lib/session/capacity/reservation_files.hpp"

#include "lib/base/digest.hpp"
#include "lib/base/files.hpp"
#include "lib/base/json.hpp"
#include "lib/base/system.hpp"

#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include <limits>

namespace crocum {

namespace fs = std::filesystem;

namespace {

constexpr const char* list_lock = "lock";
constexpr Seconds list_lock_patience{60};
constexpr std::size_t longest_record = std::size_t{64} << 10U;

std::mutex& threads_mutex() {
    static std::mutex mutex;
    return mutex;
}

Lock lock_list(const fs::path& folder) {
    return in_context("cannot reserve memory and disk space", [&] {
        return Lock::take(
            folder / list_lock, "crocum reserving memory and disk space", list_lock_patience, [](const Holder&) {});
    });
}

timespec to_timespec(Time time) {
    const auto since_epoch = std::chrono::duration_cast<std::chrono::nanoseconds>(time.time_since_epoch());
    const auto seconds = std::chrono::duration_cast<Seconds>(since_epoch);
    return {seconds.count(), (since_epoch - seconds).count()};
}

Time from_timespec(const timespec& time) {
    return Time(
        std::chrono::duration_cast<Time::duration>(Seconds(time.tv_sec) + std::chrono::nanoseconds(time.tv_nsec)));
}

/// Saturates, because a sum of damaged numbers must not become small.
void add_up(std::uint64_t& sum, std::uint64_t amount) {
    sum += std::min(amount, std::numeric_limits<std::uint64_t>::max() - sum);
}

std::uint64_t amount_from(const Json& value) {
    if (!value.is_number_unsigned()) {
        throw Error("an amount has to be a number of bytes");
    }
    return value.get<std::uint64_t>();
}

std::string to_record(const std::string& uri, const Amounts& amounts) {
    return to_line({{"uri", uri}, {"memory", amounts.memory}, {"disk", amounts.disk}, {"pid", ::getpid()}}) + "\n";
}

/// Throws for a record that is damaged.
std::pair<std::string, Amounts> read_record(const fs::path& file) {
    const auto document = parse_json(read_file(file, longest_record), file.string());
    std::pair<std::string, Amounts> record(document.at("uri").get<std::string>(), {});
    record.second.memory = amount_from(document.at("memory"));
    for (const auto& [pool, bytes] : document.at("disk").items()) {
        record.second.disk[pool] = amount_from(bytes);
    }
    return record;
}

/// Whether the process of the reservation still has it. This takes the lock for a moment, so only the owner of the
/// list's lock may call it.
bool is_held(const Fd& file) {
    return ::flock(file.get(), LOCK_SH | LOCK_NB) != 0 && errno == EWOULDBLOCK;
}

enum class FileState { current, ended, forgotten };

FileState state_of(const fs::path& path, Time since) {
    const Fd file(::open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK));

    struct stat status {};

    if (!file && errno != ENOENT && errno != ELOOP) {
        throw system_error("cannot open the reservation {}", path.string()); // It may be held.
    }
    if (!file || ::fstat(file.get(), &status) != 0) {
        return FileState::forgotten;
    }
    if (is_held(file)) {
        return FileState::current;
    }
    const auto now = current_time();
    const auto ended = from_timespec(status.st_mtim);
    // After now: the clock was set back.
    if (ended > now || now - ended > ReservationFiles::kept) {
        return FileState::forgotten;
    }
    return ended > since ? FileState::current : FileState::ended;
}

} // namespace

ReservationFiles::ReservationFiles(const fs::path& state)
    : folder_(state / "locks" / "reservations"), threads_(threads_mutex()), lock_(lock_list(folder_)) {}

Amounts ReservationFiles::reserved(const std::string& uri, Time since) const {
    Amounts sum;
    for (const auto& name : entries_of(folder_)) {
        const auto path = folder_ / name;
        std::error_code ignored;
        if (name.rfind(list_lock, 0) == 0) {
            continue;
        }
        const auto state = state_of(path, since);
        if (state == FileState::forgotten) {
            fs::remove(path, ignored);
        }
        if (state != FileState::current) {
            continue;
        }
        try {
            const auto [at, amounts] = read_record(path);
            if (at != uri) {
                continue;
            }
            add_up(sum.memory, amounts.memory);
            for (const auto& [pool, bytes] : amounts.disk) {
                add_up(sum.disk[pool], bytes);
            }
        } catch (const std::exception&) {
            // Damaged: the amount is unknown, and the machines will soon count by themselves. Once no process
            // holds it, it is removed with the others.
        }
    }
    return sum;
}

Fd ReservationFiles::add(const std::string& uri, const Amounts& amounts) const {
    constexpr std::size_t random_bytes = 8;
    const auto path = folder_ / random_hex(random_bytes);
    Fd file(::open(path.c_str(), O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, 0666));
    if (!file) {
        throw system_error("cannot write the reservation {}", path.string());
    }
    const auto record = to_record(uri, amounts);
    const bool held = ::flock(file.get(), LOCK_EX | LOCK_NB) == 0;
    const auto written = held ? ::write(file.get(), record.data(), record.size()) : -1;
    if (written != static_cast<ssize_t>(record.size())) {
        errno = written < 0 ? errno : ENOSPC;
        const auto error = system_error("cannot write the reservation {}", path.string());
        ::unlink(path.c_str());
        throw error;
    }
    return file;
}

void ReservationFiles::end(const Fd& reservation) noexcept {
    const auto now = to_timespec(current_time());
    const timespec times[] = {now, now};
    ::futimens(reservation.get(), times);
    // Not only closed: a child that was just forked has the descriptor, too.
    ::flock(reservation.get(), LOCK_UN);
}

} // namespace crocum
