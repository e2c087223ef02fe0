#include "lib/session/batch/grader.hpp"

#include "lib/base/error.hpp"
#include "lib/base/scope_exit.hpp"
#include "lib/base/text.hpp"
#include "lib/session/batch/check_row.hpp"
#include "lib/session/grade_rules.hpp"
#include "lib/session/instance/agent_connections.hpp"
#include "lib/session/instance/thaw.hpp"
#include "lib/session/locks.hpp"
#include "lib/store/grading.hpp"

#include <algorithm>

namespace crocum {

namespace {

BatchRow refused_row(Outcome outcome, std::string reason, std::string hint) {
    BatchRow row;
    row.outcome = outcome;
    row.exit = Exit::ungraded;
    row.detail = std::move(reason);
    row.hint = std::move(hint);
    return row;
}

} // namespace

Grader::Grader(
    const Context& context,
    const Lab& lab,
    const PreparedChecks& checks,
    const BatchCheckOptions& options,
    std::optional<MemoryRotation>& rotation)
    : lab_(lab), checks_(checks), options_(options), skip_graded_(context, checks, options),
      attempts_(attempts_of(context)), instances_(context.config.state), marks_(context.config.state),
      begun_(context.begun), counted_(context.begun), rotation_(rotation) {}

BatchRow Grader::grade(Context& context, const Target& target, bool is_retry) {
    BatchRow row;
    const InstanceId id{lab_.id, target.student};
    const auto instance = instances_.find(id);
    if (!instance) {
        return refused_row(Outcome::no_instance, "", "crocum lab up " + lab_.id + " -s " + target.student);
    }
    if (instance->phase != Phase::ready) {
        return refused_row(
            Outcome::not_ready,
            instance->broken.empty() ? fmt::format("not created completely ({})", to_string(instance->phase))
                                     : sanitize_line(instance->broken, 200),
            fmt::format("\"crocum lab up {} -s {}\" continues", lab_.id, target.student));
    }
    // Until the turn ends, and its machines are frozen again, no other turn saves them to make room.
    if (rotation_) {
        static_cast<void>(rotation_->begin_turn(target));
    }
    const ScopeExit turn([&] {
        if (rotation_) {
            rotation_->release(context, target);
        }
    });
    if (skip_if_graded(row, *instance)) {
        release_skipped(row, context, *instance);
        return row;
    }
    const auto counted = counted_time(context, *instance); // While it is frozen.
    try {
        if (is_frozen(target.student)) {
            thaw(context, id);
        }
        if (is_retry && !rotation_) {
            wait_for_boot(context, *instance);
        }
        measure_into(row, context, target, counted);
        remark_not_frozen(row, target);
    } catch (...) {
        // Also after Ctrl-C: work after the deadline must not count as work before it.
        refreeze_if_frozen(context, id);
        throw;
    }
    if (row.score->final() && (options_.freeze || describe_freeze(context, *instance).empty())) {
        marks_.remove(id);
    } else {
        refreeze_if_frozen(context, id);
        row.hint = sanitize_line(describe_freeze(context, *instance));
    }
    return row;
}

/// The machines of a student who is skipped are not needed: they run again, unless another command froze them.
void Grader::release_skipped(BatchRow& row, Context& context, const Instance& instance) const {
    const auto mark = readable_mark(instance);
    if (mark && is_frozen(instance.id.student) && mark->deadline == to_iso(*options_.frozen_at())) {
        thaw(context, instance.id);
        marks_.remove(instance.id);
    } else {
        row.hint = sanitize_line(describe_freeze(context, instance));
    }
}

/// Nothing for a mark that cannot be read: the turn of a student whose machines need it reports it.
std::optional<FreezeMark> Grader::readable_mark(const Instance& instance) const {
    try {
        return marks_.of(instance);
    } catch (const Error&) {
        return std::nullopt;
    }
}

std::vector<std::string> Grader::still_frozen(const std::vector<Target>& targets) const {
    std::vector<std::string> students;
    for (const auto& target : targets) {
        try {
            const auto instance = instances_.find({lab_.id, target.student});
            if (is_frozen(target.student) && instance && readable_mark(*instance)) {
                students.push_back(target.student);
            }
        } catch (const Error&) {
            // The row of a student whose record cannot be read says so.
        }
    }
    return students;
}

void Grader::refreeze_all(Context& context, const std::vector<std::string>& students) const {
    for (const auto& student : students) {
        try {
            refreeze(context, {lab_.id, student});
        } catch (const std::exception& error) { // Also Interrupted: the rows are still to be shown.
            context.observer.note(fmt::format("{} could not be frozen again: {}", student, error.what()));
        }
    }
}

std::vector<std::string> Grader::to_grade(const std::vector<Target>& targets) const {
    std::vector<std::string> students;
    for (const auto& target : targets) {
        try {
            const auto instance = instances_.find({lab_.id, target.student});
            if (instance && instance->phase == Phase::ready && !skip_graded_.of(*instance, resumed_)) {
                students.push_back(target.student);
            }
        } catch (const Error&) {
            // The row of a student whose record cannot be read says so.
        }
    }
    return students;
}

void Grader::measure_into(BatchRow& row, Context& context, const Target& target, const CountedTime& counted) {
    if (rotation_) {
        rotation_->acquire(context, target);
    }
    const auto lock = lock_instance(context, {lab_.id, target.student});
    const auto before = counts_now({lab_.id, target.student});
    auto outcome = check(context, lock, lab_, target.student, checks_, counted);
    const auto grading = attempts_.grading(std::move(outcome.attempt));
    const auto& score = row.score.emplace(grading.score());
    row.attempt = grading.measured.name;
    if (!score.measured.final()) {
        explain_ungraded(
            row, grading.measured.results); // Also when a decision replaces it: a second turn can measure it.
    }
    if (score.settled()) {
        row.outcome = checks_.partial ? Outcome::partial : Outcome::graded;
        const bool comparable = before && before->score().final() && score.final();
        const bool earlier_counts = comparable && attempts_.still_counts(*before, grading);
        apply_fail_under(row, earlier_counts ? before->score() : score);
        if (comparable) {
            compare_with_earlier(row, *before, earlier_counts, grading.measured.instance);
        }
    } else {
        row.exit = Exit::ungraded;
        row.outcome = Outcome::ungraded;
    }
    add_decision(row, grading);
}

/// The attempt that counts before this turn; nothing if it cannot be read, which must not prevent a new one.
std::optional<Grading> Grader::counts_now(const InstanceId& id) const {
    try {
        return attempts_.current(id);
    } catch (const Error&) {
        return std::nullopt;
    }
}

void Grader::remark_not_frozen(BatchRow& row, const Target& target) const {
    if (const auto found = not_frozen_.find(target.student); found != not_frozen_.end()) {
        add_detail(row, "not frozen at the deadline: " + found->second);
    }
}

/// Whether this run froze the student's machines.
bool Grader::is_frozen(const std::string& student) const {
    return options_.freeze && not_frozen_.count(student) == 0;
}

void Grader::refreeze_if_frozen(Context& context, const InstanceId& id) const {
    if (!is_frozen(id.student)) {
        return;
    }
    try {
        refreeze(context, id);
    } catch (const std::exception& error) {
        context.observer.note("could not be frozen again: " + sanitize_line(error.what()));
    }
}

/// A machine that was just started or reset may still be booting.
void Grader::wait_for_boot(Context& context, const Instance& instance) const {
    constexpr Seconds patience{30};
    try {
        wait_for_agents(
            connect_machines(*context.providers, instance.machines),
            std::min(patience, lab_.timeouts.boot),
            context.observer);
    } catch (const Error&) {
        // The check itself reports the silent agent.
    }
}

/// The work in a frozen instance counts for the time when it was frozen.
CountedTime Grader::counted_time(const Context& context, const Instance& instance) const {
    const auto counts_for = [&](Time time) -> CountedTime {
        return {time, options_.deadline ? std::optional(lateness(*options_.deadline, time, lab_.late)) : std::nullopt};
    };
    const auto frozen_at = options_.frozen_at();
    if (!frozen_at) {
        return counts_for(counted_);
    }
    if (not_frozen_.count(instance.id.student) != 0) {
        return counts_for(current_time());
    }
    const auto mark = marks_.of(instance);
    const bool frozen = mark && mark->deadline == to_iso(*frozen_at);
    if (!frozen) {
        return counts_for(counted_);
    }
    // Machines that are not known to be frozen have run until now.
    return counts_for(stays_frozen(context, instance, *mark) ? mark->at : current_time());
}

void Grader::apply_fail_under(BatchRow& row, const EffectiveScore& counts) const {
    if (options_.fail_under && counts.percent() < *options_.fail_under) {
        row.exit = Exit::failed;
        row.detail = fmt::format("under {} %", number(*options_.fail_under));
    }
}

bool Grader::skip_if_graded(BatchRow& row, const Instance& instance) {
    const auto current = skip_graded_.of(instance, resumed_);
    if (!current) {
        return false;
    }
    const auto& measured = current->measured;
    const auto started = from_iso(measured.started);
    row.outcome = Outcome::already_graded;
    row.detail =
        fmt::format("graded {} ago", format_duration(std::max(Clock::duration(0), Clock::duration(begun_ - started))));
    // Its measurement makes another one needless; the score is that of the attempt that counts.
    const auto counts = counts_now(instance.id).value_or(*current);
    row.attempt = counts.measured.name;
    row.score = counts.score();
    apply_fail_under(row, *row.score);
    const std::lock_guard guard(mutex_);
    oldest_ = oldest_.empty() ? measured.started : std::min(oldest_, measured.started);
    return true;
}

} // namespace crocum
