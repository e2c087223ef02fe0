#include "lib/session/batch/scheduler.hpp"

#include "lib/base/clock.hpp"
#include "lib/base/interrupt.hpp"
#include "lib/base/parallel.hpp"
#include "lib/base/text.hpp"
#include "lib/check/check.hpp"
#include "lib/session/batch/view_guard.hpp"

#include <algorithm>
#include <deque>
#include <mutex>

namespace crocum {

namespace {

/// What a use case tells of one student, handed to the batch's thread.
class Relay : public Observer {
public:
    Relay(const Target& target, BatchObserver& observer, const Post& post)
        : target_(target), observer_(observer), post_(post) {}

    void step(const std::string& text) override { doing(text); }

    void detail(const std::string& text) override {
        post_([this, text] { observer_.detail(target_, text); });
    }

    void note(const std::string& text) override {
        post_([this, text] { observer_.note(target_, text); });
    }

    void machine(const std::string& name, const std::string& state, double /*seconds*/) override {
        doing(name + " " + state);
    }

    void checking(const std::string& /*name*/, std::size_t checks) override {
        checks_ += checks;
        count();
    }

    void finished(const CheckResult& /*result*/) override {
        ++finished_;
        count();
    }

private:
    void doing(const std::string& what) {
        post_([this, what] { observer_.doing(target_, what); });
    }

    void count() { doing(fmt::format("{} of {}", std::min(finished_, checks_), plural(checks_, "check"))); }

    const Target& target_;
    BatchObserver& observer_;
    const Post& post_;
    std::size_t checks_ = 0;
    std::size_t finished_ = 0;
};

/// Everybody's first turn, then the second turns.
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

    /// Nothing when there is nobody left, or a signal has arrived.
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

private:
    std::mutex mutex_;
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
    } catch (const Interrupted&) {
        row = plain_row(target, Outcome::interrupted, Exit::ungraded);
    } catch (const std::exception& error) {
        row = row_of(target, error);
    }
    row.seconds = watch.seconds();
    return row;
}

Outcome outcome_of(Exit exit) {
    switch (exit) {
    case Exit::locked:
        return Outcome::locked;
    case Exit::leftovers:
        return Outcome::left_over;
    case Exit::ungraded:
        return Outcome::unreachable;
    default:
        return Outcome::failed;
    }
}

} // namespace

std::string BatchRow::outcome_text() const {
    const std::string text = to_string(outcome);
    return waits_for.empty() ? text : fmt::format("{}: {}", text, waits_for);
}

BatchRow row_of(const Target& target, const std::exception& error) {
    const auto exit = error_exit(error);
    const auto chain = error_chain(error);
    // A usage error of one student is a failure of that student: the command line named a class.
    auto row = plain_row(target, outcome_of(exit), exit == Exit::usage ? Exit::failed : exit);
    row.detail = sanitize_line(join(chain, ": "));
    if (const auto what = error_waits_for(error); !what.empty()) {
        row.outcome = Outcome::waiting;
        row.waits_for = what;
        row.detail = sanitize_line(chain.back()); // The same for everybody who waits.
    }
    row.retryable = row.outcome == Outcome::unreachable || row.outcome == Outcome::locked;
    row.hint = sanitize_line(error_hint(error));
    return row;
}

std::vector<BatchRow> run_batch(const Context& context, const Batch& batch, BatchObserver& observer) {
    std::vector<BatchRow> rows;
    for (const auto& target : batch.targets) {
        rows.push_back(plain_row(target, Outcome::not_begun, Exit::ungraded));
    }
    WorkQueue turns(batch.targets.size());
    const auto worker = [&](const Post& post) {
        while (const auto turn = turns.next()) {
            const auto& target = batch.targets[turn->index];
            post([&observer, &target] { observer.began(target); });
            // What it posts may come to be run after its turn.
            const auto relay = std::make_shared<Relay>(target, observer, post);
            Context own = context.with(*relay);
            auto row = carry_out(batch, own, target, turn->is_retry);
            const bool once_more = !turn->is_retry && interrupt_signal() == 0 && batch.second_turns && row.retryable;
            row.is_retry = turn->is_retry;
            rows[turn->index] = row;
            post([&observer, relay, row, once_more] { observer.finished(row, !once_more); });
            if (once_more) {
                turns.put_back(turn->index);
            }
        }
    };
    const auto threads = std::clamp<std::size_t>(batch.jobs, 1, std::max<std::size_t>(1, batch.targets.size()));
    run_parallel(std::vector<std::function<void(const Post&)>>(threads, worker), [&] { observer.tick(); });
    for (const auto& row : rows) {
        if (row.outcome == Outcome::not_begun) {
            observer.finished(row, true);
        }
    }
    return rows;
}

std::vector<BatchRow> run_guarded_batch(const Context& context, const Batch& batch, BatchObserver& observer) {
    ViewGuard view(observer);
    auto rows = run_batch(context, batch, view);
    view.rethrow();
    return rows;
}

Exit exit_of(const std::vector<BatchRow>& rows) {
    for (const auto exit : {Exit::locked, Exit::leftovers, Exit::failed, Exit::ungraded}) {
        if (std::any_of(rows.begin(), rows.end(), [&](const BatchRow& row) { return row.exit == exit; })) {
            return exit;
        }
    }
    return Exit::done;
}

} // namespace crocum
