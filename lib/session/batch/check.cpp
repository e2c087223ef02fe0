#include "lib/session/batch/check.hpp"

#include "lib/base/clock.hpp"
#include "lib/base/error.hpp"
#include "lib/base/interrupt.hpp"
#include "lib/base/text.hpp"
#include "lib/check/check.hpp"
#include "lib/session/batch/deadline_checkpoint.hpp"
#include "lib/session/batch/memory_rotation.hpp"
#include "lib/session/batch/skip_graded.hpp"
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

/// "agent_silent: no agent runs in srv (4 checks)": the first reason why something was not measured, and how many more.
void explain(BatchRow& row, const std::vector<CheckResult>& results) {
    std::map<std::string, std::size_t> reasons;
    for (const auto& result : results) {
        if (result.verdict != Verdict::ungraded) {
            continue;
        }
        if (row.detail.empty()) {
            row.passing = result.reason == "agent_silent" || result.reason == "transport";
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
        MemoryRotation* waves)
        : lab_(lab), checks_(checks), options_(options), before_(context, checks, options),
          instances_(context.config.state), marks_(context.config.state), begun_(context.begun),
          counted_(context.begun), waves_(waves) {}

    BatchRow grade(Context& context, const Target& target, bool again) {
        BatchRow row;
        const InstanceId id{lab_.id, target.student};
        const auto instance = instances_.find(id);
        if (!instance) {
            return refused(row, "no instance", "", "crocum lab up " + lab_.id + " -s " + target.student);
        }
        if (instance->phase != Phase::ready) {
            return refused(
                row,
                "not ready",
                instance->broken.empty() ? fmt::format("not made to its end ({})", to_string(instance->phase))
                                         : sanitize_line(instance->broken, 200),
                fmt::format("\"crocum lab up {} -s {}\" goes on", lab_.id, target.student));
        }
        const bool nothing_to_do = passed_over(row, *instance);
        const auto late = lateness_of(*instance); // As long as it stands still.
        if (options_.freeze) {
            thaw(context, id);
        }
        if (nothing_to_do) {
            marks_.remove(id);
            return row;
        }
        try {
            if (again) {
                wait_a_while(context, *instance);
            }
            measure_into(row, context, target, late);
        } catch (...) {
            // Ctrl-C too: what it did after the deadline must not count as done before.
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

    /// When everybody's work counts, unless it was frozen.
    void count_from(Time time) { counted_ = time; }

    /// What the waves brought back runs.
    void refreeze_ungraded(Context& context, const std::vector<Target>& targets) const {
        for (const auto& student : wanting(targets)) {
            try {
                refreeze(context, {lab_.id, student});
            } catch (const Error& error) {
                context.observer.note(fmt::format("{} could not be frozen again: {}", student, error.what()));
            }
        }
    }

    /// Those whom a freeze is for.
    [[nodiscard]] std::vector<std::string> wanting(const std::vector<Target>& targets) const {
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
            waves_ ? in_turn(context, target, late) : check(context, lab_, target.student, checks_, late);
        const Grading grading{outcome.attempt, {}, {}};
        row.attempt = outcome.attempt.name;
        row.score = grading.score();
        if (row.score->settled()) {
            row.outcome = checks_.partial ? "partial" : "graded";
            note_low(row);
            return;
        }
        explain(row, outcome.attempt.results);
        row.exit = Exit::ungraded;
        row.outcome = "ungraded";
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
    void wait_a_while(Context& context, const Instance& instance) const {
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

    /// A frozen machine's time stands still as well.
    std::optional<Lateness> lateness_of(const Instance& instance) const {
        if (!options_.deadline) {
            return std::nullopt;
        }
        const auto mark = marks_.of(instance);
        const bool frozen = mark && mark->deadline == to_iso(*options_.deadline);
        // One that could not be stopped again has gone on until now.
        const auto counted = !frozen ? counted_ : mark->stands ? mark->at : std::chrono::system_clock::now();
        return lateness(*options_.deadline, counted, lab_.late);
    }

    CheckOutcome in_turn(Context& context, const Target& target, const std::optional<Lateness>& late) {
        waves_->acquire(context, target);
        try {
            auto outcome = check(context, lab_, target.student, checks_, late);
            waves_->release(context, target);
            return outcome;
        } catch (...) {
            waves_->release(context, target);
            throw;
        }
    }

    static BatchRow refused(BatchRow& row, const char* outcome, std::string why, std::string hint) {
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
        row.outcome = "graded before";
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
    MemoryRotation* waves_; ///< null: what is off stays off
    std::mutex mutex_;
    std::string oldest_;
};

/// From when on everybody's attempt counts.
BatchRecord begin_record(Context& context, const Lab& lab, const TargetSelection& who, Time deadline) {
    BatchRecord record(context, lab.id, who, to_iso(deadline));
    if (record.resumed()) {
        context.observer.note("going on with the run of " + to_iso(record.started()) + ", which counts for everybody");
    }
    return record;
}

} // namespace

BatchCheckResult batch_check(
    Context& context,
    const Lab& lab,
    const TargetSelection& who,
    const std::vector<Target>& targets,
    const BatchCheckOptions& options,
    BatchObserver& observer) {
    const auto checks = prepare_checks(context, lab, options.selection);
    std::optional<BatchRecord> record;
    if (options.freeze) {
        wait_until(context, *options.deadline);
    } else if (options.deadline) {
        record = begin_record(context, lab, who, *options.deadline);
    }
    std::optional<MemoryRotation> waves;
    if (options.waves) {
        waves.emplace(context, lab, targets);
    }
    Grader grader(context, lab, checks, options, waves ? &*waves : nullptr);
    if (options.freeze) {
        freeze(context, lab.id, grader.wanting(targets), *options.deadline);
    } else if (record) {
        grader.count_from(record->started());
    }
    Batch batch;
    batch.targets = targets;
    batch.jobs = options.jobs.value_or(check_jobs(context.config, machines_in(checks)));
    batch.work = [&](Context& own, const Target& target, bool again) { return grader.grade(own, target, again); };
    BatchCheckResult result;
    result.rows = run_batch(context, batch, observer);
    result.oldest = grader.oldest();
    if (waves) {
        result.saved = waves->restore_all(context);
        if (options.freeze) {
            grader.refreeze_ungraded(context, targets);
        }
    }
    if (record && interrupt_signal() == 0) {
        record->close();
    }
    return result;
}

} // namespace crocum
