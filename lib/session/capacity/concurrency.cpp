#include "lib/session/capacity/concurrency.hpp"

#include "lib/base/interrupt.hpp"

#include <algorithm>
#include <condition_variable>
#include <mutex>
#include <thread>

namespace crocum {

namespace {

constexpr std::size_t most_students = 32;

std::size_t cores() {
    return std::max(1U, std::thread::hardware_concurrency());
}

/// The number of tasks at a time, from the setting, else from the host.
std::size_t chosen(unsigned setting, std::size_t otherwise) {
    return setting == 0 ? otherwise : setting;
}

/// `machines_at_once` converted to a number of students with several machines each.
unsigned students(std::size_t machines_at_once, std::size_t machines) {
    const auto each = std::max<std::size_t>(1, machines);
    return static_cast<unsigned>(std::clamp<std::size_t>(machines_at_once / each, 1, most_students));
}

struct Places {
    std::mutex mutex;
    std::condition_variable freed;
    std::size_t taken = 0;
};

Places& apply_places() {
    static Places places;
    return places;
}

std::size_t applies(const Config& config) {
    return chosen(config.applies, std::max<std::size_t>(2, cores()));
}

} // namespace

unsigned check_jobs(const Config& config, std::size_t machines) {
    return students(chosen(config.checks, 2 * cores()), machines);
}

unsigned up_jobs(const Config& config, std::size_t machines) {
    return students(chosen(config.boots, config.domain_type == "kvm" ? 2 * cores() : cores()), machines);
}

unsigned down_jobs(const Config& config) {
    return students(applies(config), 1);
}

std::shared_ptr<void> take_apply_place(const Config& config) {
    auto& places = apply_places();
    std::unique_lock lock(places.mutex);
    while (places.taken >= applies(config)) {
        check_interrupt();
        places.freed.wait_for(lock, Milliseconds(200));
    }
    ++places.taken;
    return {nullptr, [](void*) {
                auto& all = apply_places();
                const std::lock_guard guard(all.mutex);
                --all.taken;
                all.freed.notify_one();
            }};
}

} // namespace crocum
