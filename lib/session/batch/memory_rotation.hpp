#pragma once

#include "lib/lab/lab.hpp"
#include "lib/session/batch/scheduler.hpp"
#include "lib/store/instance.hpp"

#include <condition_variable>
#include <functional>
#include <map>
#include <mutex>
#include <optional>
#include <set>
#include <string>
#include <vector>

namespace crocum {

/// Lets a class be graded on a host that has memory for some of its machines only: starts a student's machines for the
/// turn, and saves others to disk to make room for them. Thread-safe.
class MemoryRotation {
public:
    /// Asks the providers which machines run. Machines that another command froze stay as they are, unless `freeze`:
    /// the caller froze these itself. Throws UnreachableError.
    MemoryRotation(const Context& context, const Lab& lab, const std::vector<Target>& targets, bool freeze = false);

    /// From here to release(), other turns do not save the student's machines. Waits for a save in progress. Returns
    /// false for machines that crocum does not start. Throws Interrupted.
    bool begin_turn(const Target& target);

    /// Begins the turn, starts the student's machines and waits for their agents. When memory is short, saves the
    /// machines of other students of the batch, or waits for one whose turn is in progress to release its memory.
    /// Throws WaitingError when no other student can release memory.
    void acquire(Context& context, const Target& target);

    /// Ends the student's turn: machines that did not run before the batch are saved again. When this fails, a note
    /// reports it, and the machines keep running. Throws nothing.
    void release(Context& context, const Target& target) noexcept;

    /// Starts the machines that ran before the batch and were saved. To be called when all turns have ended. The
    /// machines of the students in `frozen` are given to `pause` as soon as they run. Returns the students whose
    /// machines stay saved, with the reasons.
    [[nodiscard]] std::map<std::string, std::string> restore_all(
        Context& context,
        const std::set<std::string>& frozen = {},
        const std::function<void(const std::string& student)>& pause = {});

private:
    struct Place {
        bool ran = false;     ///< at least one machine did, before the batch
        bool saved = false;   ///< by us
        bool saving = false;  ///< just now
        bool at_work = false; ///< its turn is in progress
        bool begun = false;   ///< its turn may have started machines
        bool holds = false;   ///< its turn has the requested memory
        bool done = false;
        std::optional<unsigned> locked_at; ///< the value of released_ when another command held its instance
    };

    [[nodiscard]] Instance record(const std::string& student) const;
    /// Returns false where all machines run already.
    bool start_machines(Context& context, const std::string& student);
    /// Waits until the agents of started machines answer, and sets the clocks. A silent agent is left to the check.
    void wait_for_agents_of(Context& context, const std::string& student);
    /// Starts the machines for a turn; saves those of other students when memory is short. Throws WaitingError when
    /// there is nothing left to save.
    void start_turn(Context& context, const std::string& student);
    void save(Context& context, const std::string& student);
    [[nodiscard]] bool make_room(Context& context);
    /// Waits with the mutex held. Throws Interrupted.
    template <typename Condition>
    void wait_for(std::unique_lock<std::mutex>& lock, Condition condition);
    /// Whether memory has been released since `seen`; false when no student is left that could release memory.
    [[nodiscard]] bool wait_for_release(unsigned seen);

    const Lab& lab_;
    const Instances instances_;
    std::mutex mutex_;
    std::condition_variable changed_;
    std::map<std::string, Place> places_;
    unsigned trying_ = 0;   ///< turns that are asking for memory
    unsigned holders_ = 0;  ///< turns that have it
    unsigned released_ = 0; ///< how often memory was released
};

} // namespace crocum
