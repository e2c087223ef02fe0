#include "lib/session/instance/provision.hpp"

#include "lib/base/error.hpp"
#include "lib/base/text.hpp"
#include "lib/session/instance/create.hpp"
#include "lib/session/instance/existing_machines.hpp"
#include "lib/session/instance/interrupt_report.hpp"
#include "lib/session/instance/machine_names.hpp"
#include "lib/session/instance/remote_script.hpp"
#include "lib/terraform/lab_copy.hpp"

namespace crocum {

namespace {

void require_machine_names(Context& context, const Instance& instance) {
    std::vector<std::string> domains;
    domains.reserve(instance.machines.size());
    for (const auto& machine : instance.machines) {
        domains.push_back(machine.at_provider()->name);
    }
    const auto naming = name_machines(instance.id, domains);
    for (const auto& warning : naming.warnings) {
        context.observer.note(warning);
    }
    if (!naming.errors.empty()) {
        throw Error("{}", naming.errors.front());
    }
}

void record_failure(Context& context, InstanceRecord& record, const Error& error) {
    auto& instance = record.instance;
    if (error_waits_for(error) != Shortage::none && instance.untouched()) {
        return record.remove(); // The lab is not broken, and nothing was created.
    }
    if (instance.broken.empty()) {
        instance.broken = join(error_chain(error), ": ");
        if (!instance.resources.empty()) {
            report_remaining(context, instance); // An earlier apply created resources.
        }
    }
    record.save();
}

} // namespace

void provision(Context& context, const Lab& lab, InstanceRecord& record, bool replace_leftovers) {
    auto& instance = record.instance;
    for (const auto& script : lab.setup_scripts()) {
        if (std::filesystem::is_regular_file(script)) {
            require_unix_lines(script); // Before there are machines.
        }
    }
    instance.broken.clear();
    instance.lab_digest = lab_digest(lab.folder);
    if (!lab.has_terraform) {
        return claim_existing_machines(context, lab, record);
    }
    record.save();
    try {
        in_context(
            "creating " + to_string(instance.id), [&] { create_resources(context, lab, record, replace_leftovers); });
        require_machine_names(context, instance);
    } catch (const Error& error) {
        record_failure(context, record, error);
        throw;
    }
}

} // namespace crocum
