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

/// Whether a domain is the one that the instance made, not another under its name.
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

/// Terraform would delete a disk under the machine of somebody else: it knows paths, not owners.
void require_own_use(const Context& context, const Provider& provider, const Instance& instance) {
    for (const auto& use : provider.uses()) {
        const auto used = std::find_if(instance.uuids.begin(), instance.uuids.end(), [&](const auto& entry) {
            return entry.first.kind != ResourceKind::domain && use.has(entry.first, entry.second);
        });
        if (used != instance.uuids.end() && !is_own(context, provider, instance, use.machine)) {
            throw Error(
                "{} is used by domain {}, which is not this instance's; Terraform was not asked",
                to_string(used->first),
                use.machine);
        }
    }
}

/// A state that was copied from elsewhere, or imported into, names things that are not the instance's to remove.
void require_own_state(const Instance& instance, const StateFile& state) {
    for (const auto& [resource, key] : state.resources) {
        const auto recorded = instance.uuids.find(resource);
        if (instance.resources.count(resource) == 0 || (recorded != instance.uuids.end() && recorded->second != key)) {
            throw Error(
                "Terraform's state has {} ({}), which is not on the instance's record; Terraform was not asked",
                to_string(resource),
                sanitize_line(key));
        }
    }
}

/// Terraform's part. Its word is not the last one: what it leaves on libvirt is removed afterwards.
void destroy(
    Context& context, const Provider& provider, Instance& instance, const Instances& instances, const Lock& lock) {
    const auto state = state_in(instances.folder(instance.id));
    if (!state.readable && !instance.others.empty()) {
        throw Error("there is no Terraform state any more that could be read");
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
        // An interrupted making did not get to record them all; after the destroy nobody knows them.
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

/// A domain keeps its UUID under another name: what somebody renamed is on record under its new name from here on.
void follow_renames(Context& context, const Provider& provider, Instance& instance) {
    const auto recorded = instance.uuids;
    for (const auto& [resource, uuid] : recorded) {
        // Of another domain than the record's own, a mark may say anything.
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

/// After Ctrl-C: a down that has taken nothing away has not begun, and the instance is what it was.
void undo_if_untouched(
    const Context& context,
    Instance& instance,
    Phase earlier,
    const std::map<ResourceName, std::string>& before,
    const Instances& instances) {
    const auto whole = run_with_timeout<bool>(
        [providers = context.providers, uri = instance.uri, resources = instance.resources, before] {
            return survey(*providers->at(uri), resources).standing == before;
        });
    if (whole.value_or(false)) {
        instance.phase = earlier;
        instances.save(instance);
    }
}

/// What is elsewhere than on libvirt, and Terraform did not take down.
std::string remedy_for_others(const Instance& instance, const std::filesystem::path& folder) {
    if (!state_in(folder).readable) {
        return "Terraform's state is lost: remove that by hand, and then " + folder.string();
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
    // On a full disk too the record as it was names all that has to go, and that is what makes room.
    const auto keep = [&] {
        try {
            instances.save(instance);
        } catch (const Error& error) {
            context.observer.note(fmt::format("{}; going on with the record as it is", error.what()));
        }
    };
    for (const auto& machine : instance.machines) {
        if (instance.uri.empty()) {
            result.untouched.push_back(machine.name);
        }
    }
    if (!instance.uri.empty() && !instance.untouched()) {
        // Nothing is on record as going before libvirt has answered.
        const auto connection = context.providers->at(instance.uri);
        const auto& provider = *connection;
        follow_renames(context, provider, instance);
        const auto own = uses_of_own_machines(provider, instance);
        adopt_snapshots(context, provider, own, instance);
        const auto before = survey(provider, instance.resources).standing;
        const auto earlier = std::exchange(instance.phase, Phase::removing);
        keep();
        context.observer.step("Removing " + plural(instance.resources.size(), "resource"));
        for (const auto& thing : unrecorded(own, instance.resources, instance.uuids)) {
            if (instance.resources.count(thing.resource) == 0) {
                context.observer.note(fmt::format("left {} alone: {}", to_string(thing.resource), thing.reason));
            }
        }
        if (const auto state = state_in(instances.folder(instance.id)); state.readable) {
            instance.others = state.others;
        }
        // Without an engine it never got to an apply, or its record was lost and its domains are all that told of it.
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
        context.observer.step("Asking libvirt what still stands");
        start_pools(context, provider, instance);
        result.left = remove_standing(
            provider, instance.resources, instance.uuids, owner_mark(context, instance), [](const ResourceName&) {});
        add_forgotten_files(instance, own, result.left);
        for (const auto& [resource, key] : before) {
            const auto stands =
                std::any_of(result.left.begin(), result.left.end(), [&, &of = resource](const Leftover& leftover) {
                    return leftover.resource == of;
                });
            if (!stands) {
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
