#include "lib/session/batch/scheduler.hpp"

#include "lib/base/clock.hpp"
#include "lib/base/interrupt.hpp"
#include "lib/base/parallel.hpp"
#include "lib/session/observer_guard.hpp"

#include <algorithm>
#include <deque>
#include <mutex>
#include <set>

namespace crocum {

namespace {

/// Adds the student to the events of a turn, and hands them to the thread of the batch.
class TurnObserver : public Observer {
public:
    TurnObserver(const Target& target, Observer& observer, const Post& post)
        : student_(target.student), observer_(observer), post_(post) {}

    void on(const Event& event) override {
        // The event can be delivered after this turn: it holds its own data.
        post_([&observer = observer_, own = Event{student_, event.data}] { observer.on(own); });
    }

private:
    const std::string& student_;
    Observer& observer_;
    const Post& post_;
};

/// The first turns of all students, then the second turns.
class WorkQueue {
public:
    explicit WorkQueue(std::size_t count) {
        for (std::size_t i = 0; i < count; ++i) {
            first_.push_back(i);
        }
    }

    struct Turn {
        std::size_t index;
        bool is_retry;
    };

    /// Returns nothing when no turn is left, or after a signal.
    [[nodiscard]] std::optional<Turn> next() {
        const std::lock_guard guard(mutex_);
        auto& queue = first_.empty() ? second_ : first_;
        if (queue.empty() || interrupt_signal() != 0) {
            return std::nullopt;
        }
        const Turn turn{queue.front(), first_.empty()};
        queue.pop_front();
        return turn;
    }

    void put_back(std::size_t index) {
        const std::lock_guard guard(mutex_);
        second_.push_back(index);
    }

    /// The turns that did not begin, in the order of the students.
    [[nodiscard]] std::set<std::size_t> remaining() const {
        const std::lock_guard guard(mutex_);
        std::set<std::size_t> all(first_.begin(), first_.end());
        all.insert(second_.begin(), second_.end());
        return all;
    }

private:
    mutable std::mutex mutex_;
    std::deque<std::size_t> first_;
    std::deque<std::size_t> second_;
};

BatchRow plain_row(const Target& target, Outcome outcome, Exit exit) {
    BatchRow row;
    row.target = target;
    row.outcome = outcome;
    row.exit = exit;
    return row;
}

BatchRow carry_out(const Batch& batch, Context& context, const Target& target, bool is_retry) {
    const Stopwatch watch;
    BatchRow row;
    try {
        row = batch.work(context, target, is_retry);
        row.target = target;
    } catch (const std::exception&) {
        row = row_of(target, std::current_exception());
    }
    row.seconds = watch.seconds();
    return row;
}

/// A second turn that ended without an attempt does not hide the attempt of the first turn.
void keep_attempt(BatchRow& retry, const BatchRow& first) {
    if (retry.score || !first.score) {
        return;
    }
    retry.attempt = first.attempt;
    retry.score = first.score;
    retry.detail =
        fmt::format("{}; second turn: {}", first.detail, retry.detail.empty() ? retry.outcome_text() : retry.detail);
    if (retry.outcome == Outcome::interrupted) {
        return;
    }
    retry.outcome = first.outcome;
    retry.exit = first.exit;
}

} // namespace

std::vector<BatchRow> run_batch(const Context& context, const Batch& batch) {
    auto& observer = context.observer;
    std::vector<BatchRow> rows;
    rows.reserve(batch.targets.size());
    for (const auto& target : batch.targets) {
        rows.push_back(plain_row(target, Outcome::not_started, Exit::ungraded));
    }
    observer.on({"", BatchEvent{batch.targets}});
    WorkQueue turns(batch.targets.size());
    const auto worker = [&](const Post& post) {
        while (const auto turn = turns.next()) {
            const auto& target = batch.targets[turn->index];
            TurnObserver events(target, observer, post);
            events.on({"", TurnEvent{turn->is_retry}});
            Context own = context.with(events);
            auto row = carry_out(batch, own, target, turn->is_retry);
            const bool once_more = !turn->is_retry && interrupt_signal() == 0 && batch.second_turns && row.retryable;
            row.is_retry = turn->is_retry;
            if (row.is_retry) {
                keep_attempt(row, rows[turn->index]);
            }
            rows[turn->index] = row;
            events.on({"", RowEvent{row, !once_more}});
            if (once_more) {
                turns.put_back(turn->index);
            }
        }
    };
    const auto threads = std::clamp<std::size_t>(batch.jobs, 1, std::max<std::size_t>(1, batch.targets.size()));
    run_parallel(std::vector<std::function<void(const Post&)>>(threads, worker), [&] { observer.tick(); });
    // After a signal: students who still wait for a first or second turn.
    for (const auto index : turns.remaining()) {
        observer.on({rows[index].target.student, RowEvent{rows[index], true}});
    }
    return rows;
}

std::vector<BatchRow> run_guarded_batch(Context& context, const Batch& batch) {
    ObserverGuard guard(context.observer);
    auto rows = run_batch(context.with(guard), batch);
    guard.rethrow();
    return rows;
}

} // namespace crocum
