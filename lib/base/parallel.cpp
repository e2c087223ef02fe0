#include "lib/base/parallel.hpp"

#include "lib/base/clock.hpp"

#include <condition_variable>
#include <deque>
#include <exception>
#include <mutex>
#include <system_error>
#include <thread>

namespace crocum {

void run_parallel(const std::vector<std::function<void(const Post&)>>& tasks, const std::function<void()>& tick) {
    std::mutex mutex;
    std::condition_variable changed;
    std::deque<std::function<void()>> posted;
    std::size_t running = tasks.size();
    std::exception_ptr first_error;

    const Post post = [&](std::function<void()> closure) {
        const std::lock_guard guard(mutex);
        posted.push_back(std::move(closure));
        changed.notify_one();
    };
    const auto keep_first = [&](std::exception_ptr error) {
        const std::lock_guard guard(mutex);
        if (!first_error) {
            first_error = std::move(error);
        }
    };
    std::vector<std::jthread> threads;
    threads.reserve(tasks.size());
    for (const auto& task : tasks) {
        // Not a copy: a posted closure may use the task's variables, and runs after the task.
        const auto work = [&, &task = task] {
            try {
                task(post);
            } catch (...) {
                keep_first(std::current_exception());
            }
            const std::lock_guard guard(mutex);
            --running;
            changed.notify_one();
        };
        try {
            threads.emplace_back(work);
        } catch (const std::system_error&) {
            // The tasks that have a thread go on to their end.
            keep_first(std::current_exception());
            const std::lock_guard guard(mutex);
            --running;
        }
    }

    std::unique_lock lock(mutex);
    while (true) {
        const bool something =
            changed.wait_for(lock, Milliseconds(250), [&] { return running == 0 || !posted.empty(); });
        if (something && posted.empty()) {
            break;
        }
        auto closure = tick;
        if (something) {
            closure = std::move(posted.front());
            posted.pop_front();
        }
        if (!closure) {
            continue;
        }
        lock.unlock();
        try {
            closure();
        } catch (...) {
            keep_first(std::current_exception());
        }
        lock.lock();
    }
    lock.unlock();
    threads.clear();
    if (first_error) {
        std::rethrow_exception(first_error);
    }
}

} // namespace crocum
