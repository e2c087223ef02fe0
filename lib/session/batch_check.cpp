#include "lib/session/batch_check.hpp"

#include "lib/base/interrupt.hpp"
#include "lib/base/text.hpp"
#include "lib/session/batch_record.hpp"
#include "lib/session/freeze.hpp"
#include "lib/session/limits.hpp"
#include "lib/session/machines.hpp"
#include "lib/session/waves.hpp"

#include <algorithm>
#include <map>
#include <mutex>

namespace crocum {

namespace {

std::map<std::string, std::string> digests_of(const PreparedChecks& checks) {
    std::map<std::string, std::string> digests;
    for (const auto& entry : checks.all) {
        digests[entry.suite.machine] = entry.suite.digest;
    }
    return digests;
}

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
        const Session& session,
        const Lab& lab,
        const PreparedChecks& checks,
        const BatchCheckOptions& options,
        Waves* waves)
        : lab_(lab), checks_(checks), options_(options), digests_(digests_of(checks)), attempts_(session.config.state),
          waves_(waves) {}

    BatchRow grade(Session& session, const Target& target, bool again) {
        BatchRow row;
        const InstanceId id{lab_.id, target.student};
        const auto instance = Instances(session.config.state).find(id);
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
        if (passed_over(row, *instance)) {
            return row;
        }
        if (options_.freeze) {
            thaw(session, id);
        }
        if (again) {
            wait_a_while(session, *instance);
        }
        const auto outcome = waves_ ? in_turn(session, target) : check(session, lab_, target.student, checks_);
        const Grading grading{outcome.attempt, {}, {}};
        row.attempt = outcome.attempt.name;
        row.score = grading.score();
        if (!row.score->settled()) {
            explain(row, outcome.attempt.results);
            if (options_.freeze) {
                freeze_again(session, id);
            }
            row.exit = Exit::ungraded;
            row.outcome = "ungraded";
        } else {
            row.outcome = checks_.partial ? "partial" : "graded";
            note_low(row);
        }
        return row;
    }

    [[nodiscard]] std::string oldest() const { return oldest_; }

private:
    /// A machine that was just started or reset may be booting still.
    void wait_a_while(Session& session, const Instance& instance) const {
        constexpr Seconds a_while{30};
        try {
            wait_for_agents(link(instance.machines), std::min(a_while, lab_.timeouts.boot), session.observer);
        } catch (const Error&) {
            // The check tells of it, suite by suite.
        }
    }

    CheckOutcome in_turn(Session& session, const Target& target) {
        waves_->bring_in(session, target);
        try {
            auto outcome = check(session, lab_, target.student, checks_);
            waves_->give_back(session, target);
            return outcome;
        } catch (...) {
            waves_->give_back(session, target);
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

    static Clock::duration age(const Attempt& attempt) {
        return std::chrono::system_clock::now() - from_iso(attempt.started);
    }

    /// What was asked for in part never makes a grade, so there is none that could be there already.
    bool passed_over(BatchRow& row, const Instance& instance) {
        if (options_.force || checks_.partial) {
            return false;
        }
        const auto standing = attempts_.standing(instance.id);
        if (!standing || !standing->complete() || standing->measured.instance != instance.mark) {
            return false;
        }
        const auto& measured = standing->measured;
        const auto deadline = measured.lateness ? measured.lateness->deadline : "";
        if (checks_.lateness && deadline != checks_.lateness->deadline) {
            return false; // What somebody has done up to the deadline counts.
        }
        const bool still_good =
            options_.not_graded_since ? age(measured) < *options_.not_graded_since : measured.suite_digests == digests_;
        if (!still_good) {
            return false;
        }
        row.outcome = "graded before";
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
    const std::map<std::string, std::string> digests_;
    const Attempts attempts_;
    Waves* waves_; ///< null: what is off stays off
    std::mutex mutex_;
    std::string oldest_;
};

/// From when on everybody's attempt counts.
BatchRecord begin_record(
    Session& session,
    const Lab& lab,
    const TargetSelection& who,
    const std::vector<Target>& targets,
    const BatchCheckOptions& options) {
    if (options.freeze) {
        wait_until(session, *options.deadline);
    }
    BatchRecord record(session, lab.id, who, to_iso(*options.deadline));
    if (record.resumed()) {
        session.observer.note("going on with the run of " + to_iso(record.started()) + ", which counts for everybody");
    }
    if (options.freeze && !record.frozen()) {
        record.set_frozen(freeze(session, lab.id, targets));
    }
    return record;
}

} // namespace

BatchCheckResult batch_check(
    Session& session,
    const Lab& lab,
    const TargetSelection& who,
    const std::vector<Target>& targets,
    const BatchCheckOptions& options,
    BatchObserver& observer) {
    auto checks = prepare_checks(session, lab, options.selection);
    std::optional<BatchRecord> record;
    if (options.deadline) {
        record = begin_record(session, lab, who, targets, options);
        checks.lateness = lateness(*options.deadline, record->counted(), lab.late);
    }
    std::optional<Waves> waves;
    if (options.waves) {
        waves.emplace(session, lab, targets);
    }
    Grader grader(session, lab, checks, options, waves ? &*waves : nullptr);
    Batch batch;
    batch.targets = targets;
    batch.jobs = options.jobs.value_or(check_jobs(session.config, machines_in(checks)));
    batch.work = [&](Session& own, const Target& target, bool again) { return grader.grade(own, target, again); };
    BatchCheckResult result;
    result.rows = run_batch(session, batch, observer);
    result.oldest = grader.oldest();
    if (waves) {
        result.saved = waves->bring_back(session);
    }
    if (record && interrupt_signal() == 0) {
        record->close();
    }
    return result;
}

} // namespace crocum
