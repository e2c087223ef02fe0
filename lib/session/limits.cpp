#include "lib/session/limits.hpp"

#include <algorithm>
#include <thread>

namespace crocum {

namespace {

std::size_t cores() {
    return std::max(1U, std::thread::hardware_concurrency());
}

/// `machines_at_once` in students, each with so many machines.
unsigned students(std::size_t machines_at_once, std::size_t machines) {
    const auto each = std::max<std::size_t>(1, machines);
    return static_cast<unsigned>(std::clamp<std::size_t>(machines_at_once / each, 1, 32));
}

} // namespace

std::size_t machines_in(const PreparedChecks& checks) {
    return static_cast<std::size_t>(std::count_if(
        checks.all.begin(), checks.all.end(), [](const auto& entry) { return entry.suite.machine != "lab"; }));
}

unsigned check_jobs(std::size_t machines) {
    return students(2 * cores(), machines);
}

unsigned up_jobs(std::size_t machines, bool emulated) {
    return students(emulated ? cores() : 2 * cores(), machines);
}

unsigned down_jobs() {
    return students(cores(), 1);
}

} // namespace crocum
