#include "lib/session/student/throttle.hpp"

#include "lib/base/error.hpp"
#include "lib/base/files.hpp"
#include "lib/base/interrupt.hpp"
#include "lib/session/capacity/concurrency.hpp"

#include <condition_variable>
#include <csignal>
#include <mutex>
#include <thread>

namespace crocum {

namespace {

constexpr unsigned most_sessions = 8;
/// Between the checks of one student: without a pause, a student could keep the host busy and the instance locked.
constexpr Seconds pause{60};
constexpr Milliseconds console_poll_interval{200};
constexpr Seconds yield_patience{30};

std::filesystem::path folder_of(const Context& context) {
    return context.config.state / "console";
}

/// The first free one of `count` locks: "name.0", "name.1", …
std::optional<Lock> free_one(const Context& context, const std::string& name, unsigned count) {
    for (unsigned i = 0; i < count; ++i) {
        if (auto lock = Lock::try_take(folder_of(context) / fmt::format("{}.{}", name, i), context.command)) {
            return lock;
        }
    }
    return std::nullopt;
}

Lock take_turn(const Context& context, const std::string& student) {
    auto lock = Lock::try_take(folder_of(context) / (student + ".check"), context.command);
    if (!lock) {
        throw StudentError("your previous check is still running");
    }
    return std::move(*lock);
}

} // namespace

Lock begin_session(const Context& context, const std::string& student) {
    auto lock = free_one(context, student + ".session", most_sessions);
    if (!lock) {
        throw with_hint(StudentError("you already have {} sessions", most_sessions), "End one of them first");
    }
    return std::move(*lock);
}

RateLimit::RateLimit(const Context& context, const std::string& student)
    : lock_(take_turn(context, student)), mark_(folder_of(context) / (student + ".checked")) {
    if (const auto last = read_file_if_present(mark_)) {
        const auto left = from_iso(*last) + pause - current_time();
        if (left > Clock::duration(0) && left <= pause) {
            throw StudentError("your last check was a moment ago: you can check again in {}", format_duration(left));
        }
    }
    mark(); // Also counts when this process is killed.
}

RateLimit::~RateLimit() {
    try {
        mark();
    } catch (const std::exception&) {
        // The start is recorded already; a full disk is reported elsewhere.
    }
}

void RateLimit::mark() const {
    write_file_atomic(mark_, to_iso(current_time()));
}

Lock wait_for_place(const Context& context, std::size_t machines, const std::function<void()>& waiting) {
    const auto places = check_jobs(context.config, machines);
    bool notified = false;
    while (true) {
        // "@" is in no student's id.
        if (auto lock = free_one(context, "@place", places)) {
            return std::move(*lock);
        }
        if (!notified) {
            waiting();
            notified = true;
        }
        wait_a_moment(console_poll_interval);
        check_interrupt();
    }
}

struct PreemptionWatch::Watch {
    std::mutex mutex;
    std::condition_variable changed;
    bool over = false;
    bool came = false;
    std::thread thread;
};

PreemptionWatch::PreemptionWatch(const Lock& lock, Seconds longest, std::function<void()> stuck)
    : watch_(std::make_unique<Watch>()) {
    watch_->thread = std::thread([&watch = *watch_, &lock, longest, stuck = std::move(stuck)] {
        Deadline end(longest);
        std::unique_lock guard(watch.mutex);
        while (!watch.changed.wait_for(guard, console_poll_interval, [&] { return watch.over; })) {
            if (end.passed()) {
                return stuck();
            }
            if (!watch.came && lock.is_requested()) {
                watch.came = raise_interrupt(SIGTERM);
                end = end.within(yield_patience);
            }
        }
    });
}

PreemptionWatch::~PreemptionWatch() {
    end();
}

bool PreemptionWatch::end() {
    {
        const std::lock_guard guard(watch_->mutex);
        watch_->over = true;
    }
    watch_->changed.notify_all();
    if (watch_->thread.joinable()) {
        watch_->thread.join();
    }
    return watch_->came;
}

} // namespace crocum
