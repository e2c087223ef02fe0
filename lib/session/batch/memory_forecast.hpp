#pragma once

#include "lib/session/capacity/reservation.hpp"
#include "lib/session/context.hpp"
#include "lib/store/instance.hpp"

#include <atomic>
#include <cstddef>
#include <mutex>
#include <optional>
#include <string>

namespace crocum {

/// How many more instances of a lab the host's memory takes, in a batch that creates them. Thread-safe.
class MemoryForecast {
public:
    explicit MemoryForecast(std::size_t students) : left_(students) {}

    /// A student's turn begins. A second turn is not counted again.
    void begin_turn(bool is_retry);

    /// Throws WaitingError where it is known that another instance does not fit. Sets nothing aside.
    void require_memory(const Context& context) const;

    /// Learns from the first instance that is ready how much memory one takes, and notes where the host has too little
    /// for the students to come. Where that cannot be found out, a note says so: the instance is ready all the same.
    void learn(Context& context, const Instance& instance);

private:
    void forecast(Context& context, const Instance& instance);

    /// What one instance takes, and on which provider.
    struct Known {
        std::string uri;
        Demand demand;
    };

    [[nodiscard]] std::optional<Known> known() const;

    std::atomic<std::size_t> left_; ///< students whose first turn has not come
    mutable std::mutex mutex_;
    std::optional<Known> known_;
};

} // namespace crocum
