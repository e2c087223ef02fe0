#pragma once

#include "lib/lab/lab.hpp"
#include "lib/session/batch/scheduler.hpp"
#include "lib/session/context.hpp"
#include "lib/store/instance.hpp"

#include <condition_variable>
#include <map>
#include <mutex>
#include <string>
#include <vector>

namespace crocum {

/// Lets instances be graded that the host has no room for all at once: machines that are off are started for their
/// turn, and those of others are saved to disk (with all that runs in them) to make room, and brought back. Nobody's
/// work is lost, whenever this ends: what is saved, "up" starts. Thread-safe.
class MemoryRotation {
public:
    MemoryRotation(const Context& context, const Lab& lab, const std::vector<Target>& targets);

    /// Makes the machines of an instance run and waits for their agents; saves others of the batch, or waits for those
    /// at work, until there is room. Throws WaitingError where nobody is left who could make room.
    void acquire(Context& context, const Target& target);

    /// Its turn is over, however it went: what did not run before is saved again.
    void release(Context& context, const Target& target);

    /// Everybody's turn is over: what ran before and was saved runs again. Returns whose machines stay saved.
    [[nodiscard]] std::vector<std::string> restore_all(Context& context);

private:
    struct Place {
        bool ran = false;    ///< before the batch
        bool saved = false;  ///< by us
        bool saving = false; ///< just now, to make room
        bool at_work = false;
        bool done = false;
    };

    [[nodiscard]] Instance record(const std::string& student) const;
    void start(Context& context, const std::string& student);
    void save(Context& context, const std::string& student);
    bool make_room(Context& context);
    bool wait_for_others();

    const Lab& lab_;
    const Instances instances_;
    std::mutex mutex_;
    std::condition_variable changed_;
    std::map<std::string, Place> places_;
    int active_ = 0; ///< students who have their memory, or are just asking for it
};

} // namespace crocum
