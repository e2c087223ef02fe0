#include "lib/session/verify/verify.hpp"

#include "lib/base/clock.hpp"
#include "lib/base/error.hpp"
#include "lib/lab/lab.hpp"
#include "lib/session/grading/check.hpp"
#include "lib/session/instance/solution.hpp"
#include "lib/session/locks.hpp"
#include "lib/session/verify/scratch_instance.hpp"
#include "lib/store/grading.hpp"
#include "lib/store/instance.hpp"

namespace crocum {

namespace fs = std::filesystem;

namespace {

/// Solutions never run in existing machines, because these may be in use.
void require_fresh_machines(const fs::path& folder) {
    const auto lab = lab_without_file(folder);
    if (!lab.has_terraform) {
        throw with_hint(
            UsageError("lab {} uses existing machines; lab verify needs machines that Terraform creates", lab.id),
            "\"crocum lab validate\" finds mistakes without machines");
    }
}

void require_solution(const Lab& lab) {
    if (lab.solution_scripts().empty()) {
        throw with_hint(
            Error("lab {} has no solution, which verify needs", lab.id),
            "Write solution/MACHINE.sh, which makes the checks of the machine pass");
    }
}

GradedState grade(
    Context& context,
    const Lab& lab,
    const PreparedChecks& checks,
    const Instance& instance,
    GradedState state,
    const VerifyOptions& options) {
    const auto lock = lock_instance(context, instance.id);
    for (int i = 1; i <= options.repeat; ++i) {
        context.observer.step(
            options.repeat == 1 ? fmt::format("Grading: {}", state.name)
                                : fmt::format("Grading: {} ({} of {})", state.name, i, options.repeat));
        state.gradings.push_back(
            check(context, lock, lab, instance.id.student, checks, {current_time(), std::nullopt}).attempt.results);
    }
    return state;
}

ResultMatrix prove(Context& context, const Lab& lab, const VerifyOptions& options) {
    const auto checks = prepare_checks(context, lab, {});
    ResultMatrix proof;
    on_scratch_instance(context, lab, options.keep, [&](const Instance& instance) {
        proof.untouched = grade(context, lab, checks, instance, {"untouched", {}, {}}, options);
        solve(context, lab, instance.id.student, {});
        proof.solved = grade(context, lab, checks, instance, {"solved", {}, {}}, options);
    });
    for (const auto& [name, partial] : lab.partials) {
        on_scratch_instance(
            context, lab, options.keep, [&, &name = name, &partial = partial](const Instance& instance) {
                solve(context, lab, instance.id.student, {name, {}});
                proof.partials.push_back(grade(context, lab, checks, instance, {name, partial.score, {}}, options));
            });
    }
    return proof;
}

} // namespace

Verification verify(Context& context, const fs::path& folder, const VerifyOptions& options) {
    const Stopwatch watch;
    require_fresh_machines(folder);
    Verification verification;
    verification.validation = validate(context, folder);
    if (verification.validation.errors() == 0) {
        const auto lab = load_lab(folder);
        require_solution(lab);
        verification.proof = prove(context, lab, options);
    }
    verification.seconds = watch.seconds();
    return verification;
}

} // namespace crocum
