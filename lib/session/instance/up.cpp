#include "lib/session/instance/up.hpp"

#include "lib/base/clock.hpp"
#include "lib/base/digest.hpp"
#include "lib/base/error.hpp"
#include "lib/base/text.hpp"
#include "lib/lab/ids.hpp"
#include "lib/session/instance/agent_connections.hpp"
#include "lib/session/instance/create.hpp"
#include "lib/session/instance/destroy.hpp"
#include "lib/session/instance/freeze.hpp"
#include "lib/session/instance/interrupt_report.hpp"
#include "lib/session/instance/lookup.hpp"
#include "lib/session/instance/parameters.hpp"
#include "lib/session/instance/setup_scripts.hpp"
#include "lib/session/instance/staleness.hpp"
#include "lib/session/instance/start.hpp"
#include "lib/session/instance/terraform_factory.hpp"
#include "lib/session/locks.hpp"
#include "lib/terraform/lab_copy.hpp"

#include <algorithm>

namespace crocum {

namespace fs = std::filesystem;

namespace {

/// `image.qcow2` -> `image.vmlinuz`; empty when the image boots by itself.
std::string beside(const fs::path& image, const char* ending) {
    auto path = image;
    path.replace_extension(ending);
    return fs::exists(path) ? path.string() : "";
}

std::map<std::string, std::string> variables_for(const Config& config, const Instance& instance) {
    return {
        {"user-id", instance.id.student},
        {"student", instance.id.student},
        {"lab", instance.id.lab},
        {"instance", instance.mark},
        {"seed", random_hex(8)},
        {"libvirt_uri", config.libvirt_uri},
        {"domain_type", config.domain_type},
        {"image", config.image.string()},
        {"kernel", beside(config.image, ".vmlinuz")},
        {"initrd", beside(config.image, ".initrd")},
    };
}

std::string with_student(std::string text, const std::string& student) {
    constexpr std::string_view placeholder = "{student}";
    for (auto at = text.find(placeholder); at != std::string::npos; at = text.find(placeholder, at + student.size())) {
        text.replace(at, placeholder.size(), student);
    }
    return text;
}

Instance new_instance(const Context& context, const Lab& lab, const std::string& student) {
    Instance instance;
    instance.id = {lab.id, student};
    instance.mark = random_hex(4);
    instance.folder = lab.folder;
    instance.created = to_iso(std::chrono::system_clock::now());
    if (lab.has_terraform) {
        instance.uri = context.config.libvirt_uri;
        instance.variables = variables_for(context.config, instance);
    }
    return instance;
}

void require_machine_names(Context& context, const Instance& instance) {
    std::set<std::string> names;
    const auto prefix = instance.id.student + "-" + instance.id.lab + "-";
    for (const auto& machine : instance.machines) {
        if (machine.domain.rfind(prefix, 0) != 0) {
            context.observer.note(fmt::format(
                "domain {} is not called {}…: domains of other students would get the same name",
                machine.domain,
                prefix));
        }
        if (!is_id(machine.name) || machine.name == "lab") {
            throw Error(
                "domain {} would be machine \"{}\", which is not a valid name (a-z, 0-9, \"-\"; not \"lab\")",
                machine.domain,
                machine.name);
        }
        if (!names.insert(machine.name).second) {
            throw Error("two domains would be machine {}", machine.name);
        }
    }
    if (names.empty()) {
        throw Error("the lab's Terraform files create no machine (no libvirt_domain)");
    }
}

std::vector<InstanceMachine> existing_machines(const Context& context, const Lab& lab, const std::string& student) {
    std::vector<InstanceMachine> machines;
    for (const auto& [name, existing] : lab.existing_machines) {
        InstanceMachine machine;
        machine.name = name;
        machine.agent = with_student(existing.agent, student);
        machine.domain = with_student(existing.domain, student);
        if (!machine.domain.empty()) {
            machine.uri = existing.uri.empty() ? context.config.libvirt_uri : with_student(existing.uri, student);
        }
        machines.push_back(std::move(machine));
    }
    return machines;
}

/// Whether an earlier `up` created nothing (no libvirt, a mistake in the lab, a wrong path of an agent's socket). Then
/// this one starts from the beginning, with the settings and the lab as they are now.
bool nothing_created_yet(const Instance& instance) {
    const bool machines_exist_already = instance.phase == Phase::setup && instance.uri.empty();
    const auto set_up = [](const InstanceMachine& machine) { return machine.set_up; };
    return instance.untouched() ||
           (machines_exist_already && std::none_of(instance.machines.begin(), instance.machines.end(), set_up));
}

} // namespace

UpResult up(Context& context, const Lab& lab, const std::string& student, const UpOptions& options) {
    const Stopwatch watch;
    const Instances instances(context.config.state);
    const InstanceId id{lab.id, student};
    const auto lock = lock_instance(context, id);
    UpResult result;
    auto found = instances.find(id);
    if (found && found->phase == Phase::removing) {
        context.observer.note("an earlier down was interrupted: finishing it first");
        const auto removal = destroy_resources(context, *found, instances, lock);
        require_gone(removal);
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
    auto instance = found ? std::move(*found) : new_instance(context, lab, student);
    instance.parameters = student_parameters(context, lab, student, instance.parameters);
    if (instance.phase == Phase::creating && lab.has_terraform) {
        instance.variables.insert(instance.parameters.begin(), instance.parameters.end());
    }
    result.made = instance.phase != Phase::ready;
    if (instance.phase == Phase::ready && LabDigests().outdated(instance)) {
        context.observer.note("the lab has changed since this instance was created; down and up would apply the "
                              "changes, but the student's "
                              "work would be lost");
    }
    reporting_remaining(context, instance, [&] {
        if (instance.phase == Phase::creating) {
            instance.broken.clear();
            instance.lab_digest = lab_digest(lab.folder);
            instances.save(instance);
            if (lab.has_terraform) {
                try {
                    in_context("creating " + to_string(id), [&] {
                        create_resources(context, lab, instance, instances, lock, options.replace_leftovers);
                    });
                    require_machine_names(context, instance);
                } catch (const Error& error) {
                    if (!error_waits_for(error).empty() && instance.untouched()) {
                        instances.remove(id); // The lab is not broken, and nothing was created.
                        throw;
                    }
                    if (instance.broken.empty()) {
                        instance.broken = join(error_chain(error), ": ");
                        if (!instance.resources.empty()) {
                            report_remaining(context, instance); // An earlier apply created resources.
                        }
                    }
                    instances.save(instance);
                    throw;
                }
            } else {
                instance.machines = existing_machines(context, lab, student);
            }
            instance.phase = Phase::setup;
            instance.boot = boot_of(instance);
            instances.save(instance);
        }
        cancel_freeze(context, instance);
        result.started = start_stopped_machines(context, instance);
        if (result.started) {
            instance.boot = boot_of(instance);
            instances.save(instance);
        }
        // Also for a ready instance: an earlier `up` may have started machines without waiting for their agents.
        const auto links = connect_machines(*context.providers, instance.machines);
        context.observer.step("Waiting for " + plural(links.size(), "machine"));
        wait_for_agents(links, lab.timeouts.boot, context.observer);
        if (instance.phase == Phase::setup) {
            warn_unknown_machines(context, lab, instance);
            run_setup(context, lab, instance, instances, links);
            instance.phase = Phase::ready;
            instances.save(instance);
        }
    });
    result.instance = std::move(instance);
    result.seconds = watch.seconds();
    return result;
}

} // namespace crocum
