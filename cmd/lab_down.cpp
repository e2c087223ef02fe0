#include "cmd/batch_options.hpp"
#include "cmd/input.hpp"
#include "cmd/open_context.hpp"
#include "cmd/progress.hpp"
#include "lib/base/clock.hpp"
#include "lib/base/error.hpp"
#include "lib/base/json.hpp"
#include "lib/base/text.hpp"
#include "lib/session/batch/up.hpp"
#include "lib/session/context.hpp"
#include "lib/session/instance/destroy.hpp"
#include "lib/session/instance/down.hpp"
#include "lib/store/attempts.hpp"
#include "lib/store/instance.hpp"

#include <algorithm>
#include <functional>

namespace crocum {

namespace {

struct DownOptions : BatchOptions {
    bool orphans = false;
    bool yes = false;
};

Json to_document(const DownResult& result) {
    Json removed = Json::array();
    for (const auto& resource : result.removed) {
        removed.push_back({{"kind", to_string(resource.kind)}, {"name", resource.name}, {"pool", resource.pool}});
    }
    Json left = Json::array();
    for (const auto& leftover : result.left) {
        left.push_back(
            {{"kind", to_string(leftover.resource.kind)},
             {"name", leftover.resource.name},
             {"pool", leftover.resource.pool},
             {"reason", leftover.reason},
             {"remedy", leftover.remedy}});
    }
    return {
        {"lab", result.id.lab},
        {"student", result.id.student},
        {"existed", result.existed},
        {"removed", removed},
        {"left", left},
        {"others", result.others},
        {"others_remedy", result.others_remedy},
        {"locked", result.locked},
        {"untouched", result.untouched},
        {"terraform_error", result.terraform_error}};
}

void show(const Output& output, const DownResult& result) {
    if (!result.existed && !result.gone()) {
        return;
    }
    if (!result.existed) {
        output.result(fmt::format("there is no instance {}: nothing to do\n", to_string(result.id)));
        return output.message(result.similar.empty() ? "" : result.similar + "\n");
    }
    for (const auto& resource : result.removed) {
        output.result("removed " + to_string(resource) + "\n");
    }
    for (const auto& machine : result.untouched) {
        output.result(fmt::format("kept {}: crocum did not create it\n", sanitize_line(machine)));
    }
    if (result.gone()) {
        const auto* state =
            result.untouched.empty() ? "is down" : "is removed from the record; its machines are unchanged";
        output.result(fmt::format("{} {}\n", to_string(result.id), state));
    }
}

/// The resources of one instance that still exist, with reasons and remedies; empty when there are none.
std::string left_of(const DownResult& result) {
    std::string names;
    for (const auto& leftover : result.left) {
        names += fmt::format("\n  {}: {}", to_string(leftover.resource), leftover.reason);
        names += leftover.remedy.empty() ? "" : "\n    " + leftover.remedy;
    }
    for (const auto& other : result.others) {
        names += fmt::format("\n  {}: only Terraform can remove it, and Terraform did not", other);
        names += result.others_remedy.empty() ? "" : "\n    " + result.others_remedy;
    }
    return names.empty() ? "" : fmt::format("{}: these resources still exist:{}", to_string(result.id), names);
}

Exit finish(const Output& output, const std::vector<DownResult>& results, const Json& object) {
    const bool gone = std::all_of(results.begin(), results.end(), std::mem_fn(&DownResult::gone));
    const bool locked = std::any_of(results.begin(), results.end(), std::mem_fn(&DownResult::locked));
    const auto exit = locked ? Exit::locked : gone ? Exit::done : Exit::leftovers;
    if (output.wants_document()) {
        output.document(document("lab down", exit, object));
    }
    if (output.json()) {
        return exit;
    }
    std::vector<std::string> left;
    for (const auto& result : results) {
        if (!result.gone()) {
            left.push_back(left_of(result));
        }
    }
    if (!left.empty()) {
        const bool kept = std::any_of(results.begin(), results.end(), std::mem_fn(&DownResult::kept));
        const auto* hint = kept ? "Correct this, then run down again; the instance stays on record until then" : "";
        if (locked) {
            throw with_hint(LockedError("{}", join(left, "\n")), hint);
        }
        throw with_hint(LeftoverError("{}", join(left, "\n")), hint);
    }
    return exit;
}

Exit run_orphans(const DownOptions& options, Context& context, const Output& output) {
    const auto lab = lab_id(options.lab);
    const auto results = down_orphans(context, lab, options.student, options.yes);
    Json removed = Json::array();
    for (const auto& result : results) {
        show(output, result);
        removed.push_back(to_document(result));
    }
    if (results.empty()) {
        output.result(fmt::format("there is no orphaned instance of lab {} at {}\n", lab, context.config.libvirt_uri));
    }
    return finish(output, results, {{"lab", lab}, {"orphans", removed}});
}

/// A record that cannot be read asks nothing: down reports it.
std::optional<Instance> find_readable(const Context& context, const InstanceId& id) {
    try {
        return Instances(context.config.state).find(id);
    } catch (const Error&) {
        return std::nullopt;
    }
}

/// A person at a terminal is asked before work is lost that no check has measured recently: a script is not.
void confirm_loss(const Context& context, const DownOptions& options, const InstanceId& id) {
    constexpr std::chrono::minutes recently{10};
    const auto instance = find_readable(context, id);
    // Existing machines stay, and the work in them.
    if (options.yes || options.output.json || !instance || instance->phase != Phase::ready ||
        instance->has_existing_machines() || !is_interactive()) {
        return;
    }
    const auto latest = Attempts(context.config.state).latest(id, Attempts::Extent::whole);
    const bool graded = latest && latest->complete() && latest->instance == instance->mark;
    if (graded && current_time() - from_iso(latest->started) < recently) {
        return;
    }
    const auto since = graded ? fmt::format(
                                    "it was last checked {} ago, and later work is lost",
                                    format_duration(current_time() - from_iso(latest->started)))
                              : std::string("it has never been checked, and the work in it is lost");
    if (!confirmed(fmt::format("destroy {}? {}. [y/N] ", to_string(id), since))) {
        throw UsageError("not confirmed: nothing was destroyed");
    }
}

Exit run_one(const DownOptions& options, Context& context, const Output& output) {
    const auto id = named_instance(context, options);
    confirm_loss(context, options, id);
    const auto result = down(context, id);
    if (!result.terraform_error.empty()) {
        context.observer.note(
            "terraform destroy failed, and crocum removed the rest itself: " + result.terraform_error);
    }
    show(output, result);
    return finish(output, {result}, to_document(result));
}

/// Destroying an instance loses the student's work: for several students, a confirmation is needed.
void confirm_loss(
    const Context& context, const DownOptions& options, const std::vector<Target>& targets, const std::string& lab) {
    const Instances instances(context.config.state);
    std::size_t existing = 0;
    bool is_lost = false;
    for (const auto& target : targets) {
        if (std::filesystem::exists(instances.folder({lab, target.student}))) {
            ++existing;
            const auto instance = find_readable(context, {lab, target.student});
            is_lost = is_lost || !instance || !instance->has_existing_machines();
        }
    }
    if (existing == 0) {
        return;
    }
    const auto question =
        fmt::format("destroy {} of {} ({})", lab, plural(existing, "student"), to_string(options.who));
    require_yes(
        options.yes,
        options.output.json,
        question,
        is_lost ? "The students' work in the machines is lost." : "Existing machines stay as they are.",
        "nothing was destroyed");
}

Exit run_batch_down(const DownOptions& options) {
    const Output output(options.output);
    BatchView view(output);
    auto context = open_context(view, batch_signature("down", options), Seconds(options.wait));
    const auto lab = lab_id(options.lab);
    require_known(context, options.lab);
    const auto targets = find_targets(context, lab, options.who, true);
    confirm_loss(context, options, targets, lab);
    const auto lock = lock_if_class(context, lab, options);
    const auto rows = batch_down(context, lab, named_folder(options.lab), targets, options.students_at_once());
    view.summarize(batch_name(lab, options), rows);
    return finish_batch(output, "lab down", lab, options, rows);
}

Exit run_down(DownOptions& options) {
    if (options.orphans) {
        require_lab(options.lab);
        if (!options.who.students.empty()) {
            options.student = options.who.students[0];
            require_student(options.student);
        }
        if (options.is_batch()) {
            throw UsageError("--orphans takes one -s STUDENT, or none for all orphaned instances of the lab");
        }
    } else {
        require_targets(options);
    }
    if (options.is_batch()) {
        return run_batch_down(options);
    }
    const Output output(options.output);
    Progress progress(output);
    auto context = open_context(progress, batch_signature("down", options), Seconds(options.wait));
    return options.orphans ? run_orphans(options, context, output) : run_one(options, context, output);
}

} // namespace

void add_lab_down(CLI::App& lab, Invocation& invocation) {
    Verb verb(lab, "down", "Destroy instances, and check that nothing is left");
    auto options = std::make_shared<DownOptions>();
    add_batch_options(verb, *options, invocation);
    verb.flag(
        "--orphans", options->orphans, "Remove instances of LAB whose records are lost, by the marks of their domains");
    verb.flag("-y,--yes", options->yes, "Do not ask for confirmation");
    verb.epilogue(
        "Attempts are kept. Resources that could not be removed are listed, with exit status 5. The lab folder is not\n"
        "needed. Several students need a confirmation or --yes; for one student, a person at a terminal is asked when "
        "no\n"
        "check has measured the instance in the last ten minutes.\n\n"
        "Examples:\n"
        "  crocum lab down hello -s demo\n"
        "  crocum lab down hello --class net-2026 --yes\n"
        "  crocum lab down --orphans hello     after the state directory was lost\n");
    verb.when_named([options, &invocation] {
        invocation.run = [options] { return static_cast<int>(run_down(*options)); };
        invocation.interrupted =
            fmt::format("\"{}\" continues", batch_signature(options->orphans ? "down --orphans" : "down", *options));
    });
}

} // namespace crocum
