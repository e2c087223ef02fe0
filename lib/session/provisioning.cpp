#include "lib/session/provisioning.hpp"

#include "lib/base/text.hpp"
#include "lib/provision/resources.hpp"
#include "lib/provision/tree.hpp"

#include <algorithm>

namespace crocum {

namespace {

Terraform::Sink show_events(Session& session) {
    return [&session](const TerraformEvent& event) { session.observer.detail(event.text); };
}

/// Who has what stands under a name of ours, as far as it can be known.
std::string whose(const Hypervisor& hypervisor, const ResourceName& resource) {
    const auto mark =
        resource.kind == ResourceKind::domain ? hypervisor.owner(resource.name) : std::optional<OwnerMark>();
    if (!mark) {
        return "not made by this instance, as far as its record tells";
    }
    return fmt::format("lab {} of {}, recorded in {}", mark->lab, mark->student, mark->state);
}

/// Names of the plan that already stand: those that an earlier, interrupted making recorded are taken away again, and
/// anything else stops the making.
void clear_the_way(
    Session& session, const Hypervisor& hypervisor, const Instance& instance, const std::set<ResourceName>& names) {
    std::set<ResourceName> own;
    std::vector<std::string> foreign;
    const auto found = survey(hypervisor, names);
    if (!found.unknown.empty()) {
        throw Error("whether {} stands: {}", to_string(found.unknown[0].resource), found.unknown[0].reason);
    }
    for (const auto& resource : found.standing) {
        if (instance.resources.count(resource) != 0) {
            own.insert(resource);
        } else {
            foreign.push_back(fmt::format("{} ({})", to_string(resource), whose(hypervisor, resource)));
        }
    }
    if (!foreign.empty()) {
        throw with_hint(
            LeftoverError("names of this instance are taken: {}", join(foreign, "; ")),
            "Remove or rename what stands there; crocum never removes what it did not record");
    }
    if (own.empty()) {
        return;
    }
    const auto left =
        remove_standing(hypervisor, own, {}, owner_mark(session, instance), [&](const ResourceName& resource) {
            session.observer.note("removed " + to_string(resource) + ", left by an interrupted making");
        });
    if (!left.empty()) {
        throw LeftoverError("{} of an interrupted making: {}", to_string(left[0].resource), left[0].reason);
    }
}

void record_outcome(Session& session, Instance& instance, Terraform& terraform, const Hypervisor& hypervisor) {
    const auto made = resources_in_state(terraform.show());
    std::vector<InstanceMachine> machines;
    for (const auto& [resource, uuid] : made) {
        instance.resources.insert(resource);
        instance.uuids[resource] = uuid;
        if (resource.kind != ResourceKind::domain) {
            continue;
        }
        InstanceMachine machine;
        machine.name = machine_name(resource.name, instance.id.student, instance.id.lab);
        machine.domain = resource.name;
        machine.uri = instance.uri;
        machine.uuid = uuid;
        machines.push_back(std::move(machine));
        hypervisor.set_owner(resource.name, owner_mark(session, instance));
    }
    instance.machines = std::move(machines);
}

} // namespace

Terraform terraform_for(
    const Session& session, const Instance& instance, const Instances& instances, const Lock& lock) {
    Terraform::Settings settings;
    settings.engine = find_engine(session.config.terraform, instance.engine);
    settings.folder = instances.folder(instance.id);
    settings.providers = session.config.providers;
    settings.init_lock = session.config.state / "locks" / "terraform-init";
    settings.variables = instance.variables;
    settings.lock_fd = lock.fd();
    return Terraform(std::move(settings));
}

OwnerMark owner_mark(const Session& session, const Instance& instance) {
    return {instance.mark, instance.id.lab, instance.id.student, session.config.state.string()};
}

void make(Session& session, const Lab& lab, Instance& instance, const Instances& instances, const Lock& lock) {
    auto terraform = terraform_for(session, instance, instances, lock);
    session.observer.step("Preparing Terraform");
    copy_lab(lab.folder, instances.folder(instance.id));
    const Hypervisor hypervisor(instance.uri);
    // The image may have come into a pool's folder since libvirt last looked.
    hypervisor.refresh_pools();
    terraform.init();

    session.observer.step("Planning");
    const auto planned = planned_resources(terraform.plan());
    clear_the_way(session, hypervisor, instance, planned.new_names);
    // On disk before anything is made: from here on these names are this instance's to remove.
    instance.resources.insert(planned.created.begin(), planned.created.end());
    instance.engine = terraform.engine().name;
    instances.save(instance);

    session.observer.step("Making " + plural(planned.created.size(), "resource"));
    terraform.apply(show_events(session));
    record_outcome(session, instance, terraform, hypervisor);
    for (const auto& machine : instance.machines) {
        session.observer.machine(machine.name, "defined", 0);
    }
}

DownResult unmake(Session& session, Instance& instance, const Instances& instances, const Lock& lock) {
    DownResult result;
    result.id = instance.id;
    result.existed = true;
    instance.phase = Phase::removing;
    instances.save(instance);
    for (const auto& machine : instance.machines) {
        if (instance.uri.empty()) {
            result.untouched.push_back(machine.name);
        }
    }
    if (!instance.uri.empty() && !instance.untouched()) {
        const Hypervisor hypervisor(instance.uri);
        session.observer.step("Removing " + plural(instance.resources.size(), "resource"));
        const auto before = survey(hypervisor, instance.resources).standing;
        try {
            auto terraform = terraform_for(session, instance, instances, lock);
            if (terraform.has_state()) {
                if (instance.uuids.empty()) {
                    // An interrupted making did not get to record them; after the destroy nobody knows them.
                    instance.uuids = resources_in_state(terraform.show());
                    instances.save(instance);
                }
                terraform.destroy(show_events(session));
            }
        } catch (const Error& error) {
            // Terraform's word is not the last one: what it left is removed below.
            result.terraform_error = error.what();
        }
        session.observer.step("Asking libvirt what still stands");
        result.left = remove_standing(
            hypervisor, instance.resources, instance.uuids, owner_mark(session, instance), [](const ResourceName&) {});
        for (const auto& resource : before) {
            const auto stands = std::any_of(result.left.begin(), result.left.end(), [&](const Leftover& leftover) {
                return leftover.resource == resource;
            });
            if (!stands) {
                result.removed.push_back(resource);
            }
        }
    }
    if (result.left.empty()) {
        instances.remove(instance.id);
    }
    return result;
}

} // namespace crocum
