#include "lib/session/instance/up.hpp"

#include "lib/base/clock.hpp"
#include "lib/base/digest.hpp"
#include "lib/session/instance/destroy.hpp"
#include "lib/session/instance/interrupt_report.hpp"
#include "lib/session/instance/lookup.hpp"
#include "lib/session/instance/parameters.hpp"
#include "lib/session/instance/staleness.hpp"
#include "lib/session/instance/terraform_factory.hpp"
#include "lib/session/locks.hpp"

#include <algorithm>

namespace crocum {

namespace fs = std::filesystem;

namespace {

Instance new_instance(const Context& context, const Lab& lab, const std::string& student) {
    Instance instance;
    instance.id = {lab.id, student};
    instance.mark = random_hex(4);
    instance.folder = lab.folder;
    instance.title = lab.title;
    instance.created = to_iso(current_time());
    if (lab.has_terraform) {
        instance.uri = context.config.libvirt_uri;
        instance.variables = terraform_variables(context.config, instance);
    }
    return instance;
}

/// Whether an earlier `up` created nothing (no libvirt, a mistake in the lab, a wrong path of an agent's socket). Then
/// this one starts from the beginning, with the settings and the lab as they are now.
bool nothing_created_yet(const Instance& instance) {
    const bool machines_exist_already = instance.phase == Phase::setup && instance.uri.empty();
    const auto set_up = [](const InstanceMachine& machine) { return machine.set_up; };
    return instance.untouched() ||
           (machines_exist_already && std::none_of(instance.machines.begin(), instance.machines.end(), set_up));
}

/// Finishes a down that was interrupted.
void finish_removal(Context& context, const Lock& lock, const Instance& instance) {
    context.observer.note("an earlier down was interrupted: finishing it first");
    InstanceRecord record(context, lock, instance);
    require_gone(destroy_resources(context, record));
}

/// The instance that this run continues, or a new one.
Instance begin(Context& context, const Lab& lab, const InstanceId& id, const Lock& lock) {
    const Instances instances(context.config.state);
    auto found = instances.find(id);
    if (found && found->phase == Phase::removing) {
        finish_removal(context, lock, *found);
        found.reset();
    }
    if (found && nothing_created_yet(*found)) {
        found.reset();
    } else if (!found) {
        require_no_orphaned_state(instances, id);
    }
    if (found) {
        require_same_folder(*found, lab.folder);
    }
    auto instance = found ? std::move(*found) : new_instance(context, lab, id.student);
    instance.parameters = student_parameters(context, lab, id.student, instance.parameters);
    if (instance.phase == Phase::creating && lab.has_terraform) {
        instance.variables.insert(instance.parameters.begin(), instance.parameters.end());
    }
    return instance;
}

} // namespace

UpResult up(
    Context& context, const Lab& lab, const std::string& student, const UpOptions& options, const UpSteps& steps) {
    const Stopwatch watch;
    const InstanceId id{lab.id, student};
    const auto lock = lock_instance(context, id);
    InstanceRecord record(context, lock, begin(context, lab, id, lock));
    UpResult result;
    result.made = record.instance.phase != Phase::ready;
    if (LabDigests digests; !result.made && digests.outdated(record.instance)) {
        context.observer.note(fmt::format(
            "the lab has changed since this instance was created{}; down and up would apply the changes{}",
            digests.changed_scripts(record.instance),
            record.instance.has_existing_machines() ? "" : ", but the student's work would be lost"));
    }
    UpWork work{context, lab, options, record};
    reporting_remaining(context, record.instance, [&] { run_steps(steps, work); });
    result.instance = record.instance;
    result.started = work.started;
    result.seconds = watch.seconds();
    return result;
}

} // namespace crocum
