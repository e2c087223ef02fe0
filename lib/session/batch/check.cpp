#include "lib/session/batch/check.hpp"

#include "lib/base/clock.hpp"
#include "lib/base/interrupt.hpp"
#include "lib/base/text.hpp"
#include "lib/session/batch/checkpoint.hpp"
#include "lib/session/batch/freeze_time.hpp"
#include "lib/session/batch/grader.hpp"
#include "lib/session/batch/memory_rotation.hpp"
#include "lib/session/batch/scheduler.hpp"
#include "lib/session/capacity/concurrency.hpp"
#include "lib/session/grade_rules.hpp"
#include "lib/session/instance/existing_machines.hpp"
#include "lib/session/instance/freeze.hpp"
#include "lib/session/instance/lookup.hpp"
#include "lib/session/instance/thaw.hpp"
#include "lib/session/observer_guard.hpp"

#include <algorithm>
#include <iterator>

namespace crocum {

namespace {

/// What the batch grades: the command line without options that change only how it works.
std::string about(const Lab& lab, const TargetSelection& who, const BatchCheckOptions& options) {
    const auto time = [](const std::optional<Time>& moment) { return moment ? to_iso(*moment) : std::string("-"); };
    return fmt::format(
        "{} {} [{}] {} | {} | {} {} {}",
        lab.folder.string(),
        to_string(who),
        join(who.students, " "),
        who.all ? "all" : "",
        to_string(options.selection),
        time(options.deadline),
        options.skip_graded ? "skip-graded" : "",
        options.skip_graded_since ? "skip-graded-since" : "");
}

/// The record of this run, which can continue an unfinished one; nothing for a run that cannot be continued.
std::optional<BatchCheckpoint> begin_checkpoint(
    Context& context, const Lab& lab, const TargetSelection& who, const BatchCheckOptions& options) {
    if (options.single || options.freeze) {
        return std::nullopt; // The marks of frozen instances say who is graded, and for which time.
    }
    std::optional<BatchCheckpoint> checkpoint(
        std::in_place, context, lab.id, about(lab, who, options), options.restart);
    if (checkpoint->resumed()) {
        context.observer.note(fmt::format(
            "continuing the unfinished run that started {} ago ({}), without the students whom it graded; --restart "
            "begins a new run",
            format_duration(context.begun - checkpoint->started()),
            to_local(checkpoint->started())));
    }
    return checkpoint;
}

/// A deadline of this run is not the due date that all other runs count for.
void note_other_deadline(
    Context& context, const Lab& lab, const std::vector<Target>& targets, const BatchCheckOptions& options) {
    if (!options.deadline) {
        return;
    }
    for (const auto& target : targets) {
        const auto* due = grade_rules(context).due({lab.id, target.student});
        if (due != nullptr && due->at != *options.deadline) {
            context.observer.note(fmt::format(
                "--deadline {} applies to this run only; the due date of {} is {} ({})",
                to_local(*options.deadline),
                target.student,
                to_local(due->at),
                due->source()));
            return;
        }
    }
}

/// A run whose checks cannot be collected has not begun.
PreparedChecks prepare(
    Context& context, const Lab& lab, const CheckSelection& selection, std::optional<BatchCheckpoint>& checkpoint) {
    try {
        return prepare_checks(context, lab, selection);
    } catch (...) {
        if (checkpoint && !checkpoint->resumed()) {
            checkpoint->close();
        }
        throw;
    }
}

FreezeTime wait_to_freeze(
    Context& context, const Lab& lab, const std::vector<Target>& targets, const BatchCheckOptions& options) {
    std::vector<std::string> students;
    std::transform(
        targets.begin(), targets.end(), std::back_inserter(students), [](const auto& one) { return one.student; });
    // Now, and not at the deadline, when perhaps no teacher is present to read it.
    require_freezable(context, lab.id, students);
    auto freeze = wait_for_freeze(context, lab.id, targets, options.deadline);
    forget_grade_rules(context); // Due dates may have been changed meanwhile.
    return freeze;
}

/// Restores the machines that memory rotation saved, and returns the students whose machines stay saved, with reasons.
std::map<std::string, std::string> restore_machines(
    Context& context,
    const Lab& lab,
    const Grader& grader,
    const std::vector<Target>& targets,
    bool freeze,
    MemoryRotation& rotation) {
    if (!freeze) {
        return rotation.restore_all(context);
    }
    // Ungraded students are frozen again at once: their machines do not run while others are restored.
    const auto frozen = grader.still_frozen(targets);
    auto saved = rotation.restore_all(context, {frozen.begin(), frozen.end()}, [&](const std::string& student) {
        refreeze(context, {lab.id, student});
    });
    grader.refreeze_all(context, frozen);
    return saved;
}

} // namespace

BatchCheckResult batch_check(
    Context& caller,
    const Lab& lab,
    const TargetSelection& who,
    const std::vector<Target>& all_targets,
    const BatchCheckOptions& options) {
    require_own_machines(caller, lab, all_targets);
    // An output that fails (a full disk) does not end a batch: the command fails when all other work is done.
    ObserverGuard events(caller.observer);
    auto context = caller.with(events);
    auto checkpoint = begin_checkpoint(context, lab, who, options);
    const auto checks = prepare(context, lab, options.selection, checkpoint);
    note_other_deadline(context, lab, all_targets, options);
    auto order = options;
    auto targets = all_targets;
    std::optional<FreezeTime> freeze_time;
    if (options.freeze) {
        freeze_time = wait_to_freeze(context, lab, all_targets, options);
        order.freeze_at = freeze_time->at;
        targets = freeze_time->targets;
    }
    std::optional<MemoryRotation> rotation;
    Grader grader(context, lab, checks, order, rotation);
    if (checkpoint && checkpoint->resumed()) {
        grader.resume(checkpoint->started());
    }
    if (freeze_time) {
        grader.not_frozen(freeze(context, lab.id, grader.to_grade(targets), freeze_time->at, freeze_time->known));
    }
    if (options.waves) {
        rotation.emplace(context, lab, targets, options.freeze);
    }
    Batch batch;
    batch.targets = targets;
    batch.jobs = options.jobs.value_or(check_jobs(context.config, machines_in(checks)));
    batch.second_turns = !options.single;
    batch.work = [&](Context& own, const Target& target, bool is_retry) { return grader.grade(own, target, is_retry); };
    BatchCheckResult result;
    result.rows = run_batch(context, batch);
    result.resumed = checkpoint && checkpoint->resumed();
    result.oldest = grader.oldest();
    if (rotation) {
        result.saved = restore_machines(context, lab, grader, targets, options.freeze, *rotation);
    }
    if (checkpoint && interrupt_signal() == 0) {
        checkpoint->close();
    }
    events.rethrow();
    return result;
}

} // namespace crocum
