#include "lib/session/batch/check.hpp"

#include "lib/base/clock.hpp"
#include "lib/base/interrupt.hpp"
#include "lib/session/batch/deadline_checkpoint.hpp"
#include "lib/session/batch/grader.hpp"
#include "lib/session/batch/memory_rotation.hpp"
#include "lib/session/batch/scheduler.hpp"
#include "lib/session/capacity/concurrency.hpp"
#include "lib/session/instance/freeze.hpp"
#include "lib/session/instance/lookup.hpp"
#include "lib/session/instance/thaw.hpp"
#include "lib/session/observer_guard.hpp"

namespace crocum {

namespace {

/// The start of this run, or of an earlier run of the same command that was interrupted: the attempts of all students
/// count for that time.
DeadlineCheckpoint begin_checkpoint(Context& context, const Lab& lab, const TargetSelection& selection, Time deadline) {
    DeadlineCheckpoint checkpoint(context, lab.id, selection, to_iso(deadline));
    if (checkpoint.resumed()) {
        context.observer.note(fmt::format(
            "continuing the run that started at {}; its start counts for all students", to_iso(checkpoint.started())));
    }
    return checkpoint;
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
    const std::vector<Target>& targets,
    const BatchCheckOptions& options) {
    // An output that fails (a full disk) does not end a batch: the command fails when all other work is done.
    ObserverGuard events(caller.observer);
    auto context = caller.with(events);
    const auto checks = prepare_checks(context, lab, options.selection);
    std::optional<MemoryRotation> rotation;
    Grader grader(context, lab, checks, options, rotation);
    std::optional<DeadlineCheckpoint> checkpoint;
    if (options.freeze) {
        // Now, and not at the deadline, when perhaps no teacher is present to read it.
        require_freezable(context, lab.id, grader.to_freeze(targets));
        wait_until(context, *options.deadline);
    } else if (options.deadline && !options.single) {
        checkpoint = begin_checkpoint(context, lab, who, *options.deadline);
        grader.count_from(checkpoint->started());
    }
    if (options.freeze) {
        grader.not_frozen(freeze(context, lab.id, grader.to_freeze(targets), *options.deadline));
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
