#include "lib/session/instance/destroy.hpp"

#include "lib/base/error.hpp"
#include "lib/base/text.hpp"
#include "lib/session/instance/interrupt_report.hpp"
#include "lib/session/instance/orphans.hpp"
#include "lib/session/instance/resource_use.hpp"
#include "lib/session/instance/terraform_factory.hpp"
#include "lib/terraform/resources.hpp"
#include "lib/terraform/state_file.hpp"

#include <algorithm>
#include <utility>

namespace crocum {

namespace {

/// Whether a domain is the one that the instance created, not another one of the same name.
bool is_own(const Context& context, const Provider& provider, const Instance& instance, const std::string& name) {
    const ResourceName domain{ResourceKind::domain, name, ""};
    if (instance.resources.count(domain) == 0) {
        return false;
    }
    const auto recorded = instance.uuids.find(domain);
    if (recorded != instance.uuids.end() && provider.find(domain) != recorded->second) {
        return false;
    }
    const auto carries = provider.owner(name);
    return !carries || carries->is_of(owner_mark(context, instance), recorded != instance.uuids.end());
}

/// Terraform would delete a disk that a machine of another owner uses: it knows paths, not owners.
void require_own_use(const Context& context, const Provider& provider, const Instance& instance) {
    for (const auto& use : provider.uses()) {
        const auto used = std::find_if(instance.uuids.begin(), instance.uuids.end(), [&](const auto& entry) {
            return entry.first.kind != ResourceKind::domain && use.has(entry.first, entry.second);
        });
        if (used != instance.uuids.end() && !is_own(context, provider, instance, use.machine)) {
            throw Error(
                "{} is used by domain {}, which does not belong to this instance; Terraform was not run",
                to_string(used->first),
                use.machine);
        }
    }
}

/// A state that was copied or imported can name resources that do not belong to this instance.
void require_own_state(const Instance& instance, const StateFile& state) {
    for (const auto& [resource, key] : state.resources) {
        const auto recorded = instance.uuids.find(resource);
        if (instance.resources.count(resource) == 0 || (recorded != instance.uuids.end() && recorded->second != key)) {
            throw Error(
                "Terraform's state has {} ({}), which is not on record for this instance; Terraform was not run",
                to_string(resource),
                sanitize_line(key));
        }
    }
}

/// Lets Terraform destroy the resources in its state. Resources that it leaves on libvirt are removed afterwards.
void destroy(
    Context& context, const Provider& provider, Instance& instance, const Instances& instances, const Lock& lock) {
    const auto state = state_in(instances.folder(instance.id));
    if (!state.readable && !instance.others.empty()) {
        throw Error("Terraform's state is missing or cannot be read");
    }
    if (!state.has_resources) {
        return;
    }
    auto terraform = terraform_for(context, instance, instances, lock);
    if (!terraform.initialised()) {
        terraform.init();
    }
    require_own_state(instance, state);
    if (instance.uuids.size() < instance.resources.size()) {
        // An interrupted up may not have recorded all UUIDs; after the destroy they are lost.
        auto known = state.resources;
        instance.uuids.merge(known);
        instances.save(instance);
    }
    require_own_use(context, provider, instance);
    terraform.destroy([&](const TerraformEvent& event) {
        if (event.type != "log") {
            context.observer.detail(event.text);
        }
    });
    instance.others.clear();
    instances.save(instance);
}

/// A renamed domain keeps its UUID: records renamed domains under their new names.
void follow_renames(Context& context, const Provider& provider, Instance& instance) {
    const auto recorded = instance.uuids;
    for (const auto& [resource, uuid] : recorded) {
        // Only names on record are followed: the marks of other domains prove nothing.
        if (resource.kind != ResourceKind::domain || instance.resources.count(resource) == 0 ||
            provider.find(resource)) {
            continue;
        }
        if (const auto name = provider.machine_with(uuid)) {
            const ResourceName renamed{ResourceKind::domain, *name, ""};
            context.observer.note(to_string(resource) + " is called " + sanitize_line(*name) + " now");
            instance.resources.insert(renamed);
            instance.uuids[renamed] = uuid;
        }
    }
}

/// After Ctrl-C: if nothing was removed yet, the instance gets its earlier phase again.
void undo_if_untouched(
    const Context& context,
    Instance& instance,
    Phase earlier,
    const std::map<ResourceName, std::string>& before,
    const Instances& instances) {
    const auto complete = run_with_timeout<bool>(
        [providers = context.providers, uri = instance.uri, resources = instance.resources, before] {
            return survey(*providers->at(uri), resources).existing == before;
        });
    if (complete.value_or(false)) {
        instance.phase = earlier;
        instances.save(instance);
    }
}

/// The remedy for resources outside libvirt that Terraform did not destroy.
std::string remedy_for_others(const Instance& instance, const std::filesystem::path& folder) {
    if (!state_in(folder).readable) {
        return "Terraform's state is lost: remove the resource by hand, then remove " + folder.string();
    }
    if (instance.engine.empty()) {
        return fmt::format("terraform -chdir={} destroy removes it, given the lab's variables", folder.string());
    }
    return "";
}

} // namespace

DownResult destroy_resources(Context& context, Instance& instance, const Instances& instances, const Lock& lock) {
    DownResult result;
    result.id = instance.id;
    result.existed = true;
    // On a full disk, the old record still names all resources, and removing them frees space.
    const auto keep = [&] {
        try {
            instances.save(instance);
        } catch (const Error& error) {
            context.observer.note(fmt::format("{}; continuing with the old record", error.what()));
        }
    };
    for (const auto& machine : instance.machines) {
        if (instance.uri.empty()) {
            result.untouched.push_back(machine.name);
        }
    }
    if (!instance.uri.empty() && !instance.untouched()) {
        // The phase changes only after libvirt has answered.
        const auto connection = context.providers->at(instance.uri);
        const auto& provider = *connection;
        follow_renames(context, provider, instance);
        const auto own = uses_of_own_machines(provider, instance);
        adopt_snapshots(context, provider, own, instance);
        const auto before = survey(provider, instance.resources).existing;
        const auto earlier = std::exchange(instance.phase, Phase::removing);
        keep();
        context.observer.step("Removing " + plural(instance.resources.size(), "resource"));
        for (const auto& kept : unrecorded(own, instance.resources, instance.uuids)) {
            if (instance.resources.count(kept.resource) == 0) {
                context.observer.note(fmt::format("kept {}: {}", to_string(kept.resource), kept.reason));
            }
        }
        if (const auto state = state_in(instances.folder(instance.id)); state.readable) {
            instance.others = state.others;
        }
        // Without an engine there was no apply, or the record was lost and the instance was adopted from its domains.
        if (!instance.engine.empty()) {
            try {
                destroy(context, provider, instance, instances, lock);
            } catch (const Interrupted&) {
                undo_if_untouched(context, instance, earlier, before, instances);
                throw;
            } catch (const Error& error) {
                result.terraform_error = error.what();
            }
        }
        context.observer.step("Checking for leftovers");
        // Asked for again: libvirt may have been restarted meanwhile.
        const auto present = context.providers->at(instance.uri);
        start_pools(context, *present, instance);
        result.left = remove_existing(
            *present, instance.resources, instance.uuids, owner_mark(context, instance), [](const ResourceName&) {});
        add_forgotten_files(instance, own, result.left);
        for (const auto& [resource, key] : before) {
            const auto is_left =
                std::any_of(result.left.begin(), result.left.end(), [&, &of = resource](const Leftover& leftover) {
                    return leftover.resource == of;
                });
            if (!is_left) {
                result.removed.push_back(resource);
            }
        }
        result.others = instance.others;
        result.others_remedy = remedy_for_others(instance, instances.folder(instance.id));
    }
    result.kept = !result.gone();
    if (result.kept) {
        keep();
    } else {
        instances.remove(instance.id);
    }
    return result;
}

} // namespace crocum
