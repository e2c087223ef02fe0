#include "lib/session/batch/check.hpp"

#include "lib/base/clock.hpp"
#include "lib/base/error.hpp"
#include "lib/base/interrupt.hpp"
#include "lib/base/scope_exit.hpp"
#include "lib/base/text.hpp"
#include "lib/check/check.hpp"
#include "lib/session/batch/deadline_checkpoint.hpp"
#include "lib/session/batch/memory_rotation.hpp"
#include "lib/session/batch/skip_graded.hpp"
#include "lib/session/batch/view_guard.hpp"
#include "lib/session/capacity/concurrency.hpp"
#include "lib/session/instance/agent_connections.hpp"
#include "lib/session/instance/freeze.hpp"
#include "lib/store/freeze_mark.hpp"
#include "lib/store/grading.hpp"
#include "lib/store/instance.hpp"
#include "lib/store/lateness.hpp"

#include <algorithm>
#include <map>
#include <mutex>

namespace crocum {

namespace {

/// "srv: agent_silent: no agent runs in srv": the first reason why a check was not measured, and the number of others.
void explain(BatchRow& row, const std::vector<CheckResult>& results) {
    std::map<std::string, std::size_t> reasons;
    for (const auto& result : results) {
        if (result.verdict != Verdict::ungraded) {
            continue;
        }
        const auto fault = agent_fault(result.reason);
        row.retryable = row.retryable || (fault && is_transient(*fault));
        if (row.detail.empty()) {
            row.detail = sanitize_line(result.check.machine + ": " + result.reason + ": " + result.message, 200);
        }
        ++reasons[result.reason];
    }
    if (reasons.size() > 1) {
        row.detail += fmt::format(" (and {})", plural(reasons.size() - 1, "other reason"));
    }
}

class Grader {
public:
    Grader(
        const Context& context,
        const Lab& lab,
        const PreparedChecks& checks,
        const BatchCheckOptions& options,
        std::optional<MemoryRotation>& rotation)
        : lab_(lab), checks_(checks), options_(options), before_(context, checks, options),
          instances_(context.config.state), marks_(context.config.state), begun_(context.begun),
          counted_(context.begun), rotation_(rotation) {}

    BatchRow grade(Context& context, const Target& target, bool is_retry) {
        BatchRow row;
        const InstanceId id{lab_.id, target.student};
        const auto instance = instances_.find(id);
        if (!instance) {
            return refused(row, Outcome::no_instance, "", "crocum lab up " + lab_.id + " -s " + target.student);
        }
        if (instance->phase != Phase::ready) {
            return refused(
                row,
                Outcome::not_ready,
                instance->broken.empty() ? fmt::format("not created completely ({})", to_string(instance->phase))
                                         : sanitize_line(instance->broken, 200),
                fmt::format("\"crocum lab up {} -s {}\" goes on", lab_.id, target.student));
        }
        const bool nothing_to_do = passed_over(row, *instance);
        const auto late = lateness_of(*instance); // While it is frozen.
        if (nothing_to_do) {
            if (options_.freeze) {
                thaw(context, id);
            }
            marks_.remove(id);
            return row;
        }
        try {
            if (options_.freeze) {
                thaw(context, id);
            }
            if (is_retry) {
                wait_for_boot(context, *instance);
            }
            measure_into(row, context, target, late);
            tell_unfrozen(row, target);
        } catch (...) {
            // Also after Ctrl-C: work after the deadline must not count as work before it.
            refreeze_if_asked(context, id);
            throw;
        }
        if (row.score->final()) {
            marks_.remove(id);
        } else {
            refreeze_if_asked(context, id);
            row.hint = sanitize_line(describe_freeze(context, *instance));
        }
        return row;
    }

    [[nodiscard]] std::string oldest() const { return oldest_; }

    /// Students whose machines could not be frozen, with the reason: their rows say so.
    void not_frozen(std::map<std::string, std::string> reasons) { not_frozen_ = std::move(reasons); }

    /// The time from which attempts count, but those of frozen instances.
    void count_from(Time time) { counted_ = time; }

    /// Machines that the rotation restored run again.
    void refreeze_ungraded(Context& context, const std::vector<Target>& targets) const {
        for (const auto& student : to_freeze(targets)) {
            try {
                refreeze(context, {lab_.id, student});
            } catch (const Error& error) {
                context.observer.note(fmt::format("{} could not be frozen again: {}", student, error.what()));
            }
        }
    }

    /// Students that this run grades and a freeze is for.
    [[nodiscard]] std::vector<std::string> to_freeze(const std::vector<Target>& targets) const {
        std::vector<std::string> students;
        for (const auto& target : targets) {
            try {
                const auto instance = instances_.find({lab_.id, target.student});
                if (instance && instance->phase == Phase::ready && !before_.of(*instance)) {
                    students.push_back(target.student);
                }
            } catch (const Error&) {
                // A record that cannot be read has a row that says so.
            }
        }
        return students;
    }

private:
    void measure_into(BatchRow& row, Context& context, const Target& target, const std::optional<Lateness>& late) {
        const auto outcome =
            rotation_ ? in_turn(context, target, late) : check(context, lab_, target.student, checks_, late);
        const Grading grading{outcome.attempt, {}, {}};
        row.attempt = outcome.attempt.name;
        row.score = grading.score();
        if (row.score->settled()) {
            row.outcome = checks_.partial ? Outcome::partial : Outcome::graded;
            note_low(row);
            return;
        }
        explain(row, outcome.attempt.results);
        row.exit = Exit::ungraded;
        row.outcome = Outcome::ungraded;
    }

    void tell_unfrozen(BatchRow& row, const Target& target) const {
        if (const auto found = not_frozen_.find(target.student); found != not_frozen_.end()) {
            row.detail +=
                fmt::format("{}not frozen at the deadline: {}", row.detail.empty() ? "" : "; ", found->second);
        }
    }

    void refreeze_if_asked(Context& context, const InstanceId& id) const {
        if (!options_.freeze) {
            return;
        }
        try {
            refreeze(context, id);
        } catch (const std::exception& error) {
            context.observer.note("could not be frozen again: " + sanitize_line(error.what()));
        }
    }

    /// A machine that was just started or reset may be booting still.
    void wait_for_boot(Context& context, const Instance& instance) const {
        constexpr Seconds a_while{30};
        try {
            wait_for_agents(
                connect_machines(*context.providers, instance.machines),
                std::min(a_while, lab_.timeouts.boot),
                context.observer);
        } catch (const Error&) {
            // The check tells of it, suite by suite.
        }
    }

    /// The work of a frozen instance counts from when it was frozen.
    std::optional<Lateness> lateness_of(const Instance& instance) const {
        if (!options_.deadline) {
            return std::nullopt;
        }
        if (not_frozen_.count(instance.id.student) != 0) {
            return lateness(*options_.deadline, std::chrono::system_clock::now(), lab_.late);
        }
        const auto mark = marks_.of(instance);
        const bool frozen = mark && mark->deadline == to_iso(*options_.deadline);
        if (!frozen) {
            return lateness(*options_.deadline, counted_, lab_.late);
        }
        // Machines that are not known to be frozen have run until now.
        const auto counted = mark->state == FreezeState::frozen ? mark->at : std::chrono::system_clock::now();
        return lateness(*options_.deadline, counted, lab_.late);
    }

    CheckOutcome in_turn(Context& context, const Target& target, const std::optional<Lateness>& late) {
        const ScopeExit turn([&] { rotation_->release(context, target); });
        rotation_->acquire(context, target);
        return check(context, lab_, target.student, checks_, late);
    }

    static BatchRow refused(BatchRow& row, Outcome outcome, std::string why, std::string hint) {
        row.outcome = outcome;
        row.exit = Exit::ungraded;
        row.detail = std::move(why);
        row.hint = std::move(hint);
        return row;
    }

    void note_low(BatchRow& row) const {
        if (options_.fail_under && row.score->percent() < *options_.fail_under) {
            row.exit = Exit::failed;
            row.detail = fmt::format("under {} %", number(*options_.fail_under));
        }
    }

    bool passed_over(BatchRow& row, const Instance& instance) {
        const auto standing = before_.of(instance);
        if (!standing) {
            return false;
        }
        const auto& measured = standing->measured;
        const auto started = from_iso(measured.started);
        row.outcome = Outcome::graded_before;
        row.detail =
            fmt::format("graded {} ago", humane(std::max(Clock::duration(0), Clock::duration(begun_ - started))));
        row.attempt = measured.name;
        row.score = standing->score();
        note_low(row);
        const std::lock_guard guard(mutex_);
        oldest_ = oldest_.empty() ? measured.started : std::min(oldest_, measured.started);
        return true;
    }

    const Lab& lab_;
    const PreparedChecks& checks_;
    const BatchCheckOptions& options_;
    const SkipGraded before_;
    const Instances instances_;
    const FreezeMarks marks_;
    const Time begun_;
    Time counted_;
    std::optional<MemoryRotation>& rotation_; ///< nothing: machines that are off stay off
    std::map<std::string, std::string> not_frozen_;
    std::mutex mutex_;
    std::string oldest_;
};

/// From when on everybody's attempt counts.
DeadlineCheckpoint begin_checkpoint(Context& context, const Lab& lab, const TargetSelection& who, Time deadline) {
    DeadlineCheckpoint record(context, lab.id, who, to_iso(deadline));
    if (record.resumed()) {
        context.observer.note("going on with the run of " + to_iso(record.started()) + ", which counts for everybody");
    }
    return record;
}

} // namespace

BatchCheckResult batch_check(
    Context& caller,
    const Lab& lab,
    const TargetSelection& who,
    const std::vector<Target>& targets,
    const BatchCheckOptions& options,
    BatchObserver& observer) {
    // An output that fails (a full disk) ends no batch: the command fails when everything is done.
    ObserverGuard progress(caller.observer);
    ViewGuard view(observer);
    auto context = caller.with(progress);
    const auto checks = prepare_checks(context, lab, options.selection);
    std::optional<MemoryRotation> rotation;
    Grader grader(context, lab, checks, options, rotation);
    std::optional<DeadlineCheckpoint> record;
    if (options.freeze) {
        // Now, and not at the deadline, when nobody may be there to read it.
        require_freezable(context, lab.id, grader.to_freeze(targets));
        wait_until(context, *options.deadline);
    } else if (options.deadline) {
        record = begin_checkpoint(context, lab, who, *options.deadline);
        grader.count_from(record->started());
    }
    if (options.waves) {
        rotation.emplace(context, lab, targets);
    }
    if (options.freeze) {
        grader.not_frozen(freeze(context, lab.id, grader.to_freeze(targets), *options.deadline));
    }
    Batch batch;
    batch.targets = targets;
    batch.jobs = options.jobs.value_or(check_jobs(context.config, machines_in(checks)));
    batch.work = [&](Context& own, const Target& target, bool is_retry) { return grader.grade(own, target, is_retry); };
    BatchCheckResult result;
    result.rows = run_batch(context, batch, view);
    result.oldest = grader.oldest();
    if (rotation) {
        if (options.freeze) {
            // Ungraded students are frozen again at once: their machines do not run while others are restored.
            const auto ungraded = grader.to_freeze(targets);
            result.saved =
                rotation->restore_all(context, {ungraded.begin(), ungraded.end()}, [&](const std::string& student) {
                    refreeze(context, {lab.id, student});
                });
            grader.refreeze_ungraded(context, targets);
        } else {
            result.saved = rotation->restore_all(context);
        }
    }
    if (record && interrupt_signal() == 0) {
        record->close();
    }
    progress.rethrow();
    view.rethrow();
    return result;
}

} // namespace crocum
