#include "lib/session/instance/provision.hpp"

#include "lib/base/error.hpp"
#include "lib/base/text.hpp"
#include "lib/session/instance/create.hpp"
#include "lib/session/instance/interrupt_report.hpp"
#include "lib/session/instance/machine_names.hpp"
#include "lib/terraform/lab_copy.hpp"

namespace crocum {

namespace {

std::string with_student(std::string text, const std::string& student) {
    constexpr std::string_view placeholder = "{student}";
    for (auto at = text.find(placeholder); at != std::string::npos; at = text.find(placeholder, at + student.size())) {
        text.replace(at, placeholder.size(), student);
    }
    return text;
}

std::vector<InstanceMachine> existing_machines(const Context& context, const Lab& lab, const std::string& student) {
    std::vector<InstanceMachine> machines;
    for (const auto& [name, existing] : lab.existing_machines) {
        InstanceMachine machine;
        machine.name = name;
        if (existing.domain.empty()) {
            machine.address = AgentSocket{with_student(existing.agent, student)};
        } else {
            const auto uri = existing.uri.empty() ? context.config.libvirt_uri : with_student(existing.uri, student);
            machine.address = ProviderMachine{uri, with_student(existing.domain, student), ""};
        }
        machines.push_back(std::move(machine));
    }
    return machines;
}

void require_machine_names(Context& context, const Instance& instance) {
    std::vector<std::string> domains;
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
    instance.broken.clear();
    instance.lab_digest = lab_digest(lab.folder);
    record.save();
    if (!lab.has_terraform) {
        instance.machines = existing_machines(context, lab, instance.id.student);
        return;
    }
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
