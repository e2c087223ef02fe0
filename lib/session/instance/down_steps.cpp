#include "lib/session/instance/down_steps.hpp"

#include "lib/base/error.hpp"
#include "lib/base/run_with_timeout.hpp"
#include "lib/base/text.hpp"
#include "lib/session/instance/interrupt_report.hpp"
#include "lib/session/instance/orphans.hpp"
#include "lib/session/instance/resource_use.hpp"
#include "lib/session/instance/terraform_destroy.hpp"
#include "lib/session/instance/terraform_factory.hpp"
#include "lib/terraform/resources.hpp"
#include "lib/terraform/state_file.hpp"

#include <algorithm>
#include <utility>

namespace crocum {

namespace {

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
void undo_if_untouched(DownWork& work) {
    auto& instance = work.record.instance;
    const auto complete = run_with_timeout<bool>(
        [providers = work.context.providers,
         uri = instance.uri,
         resources = instance.resources,
         before = work.existing] { return survey(*providers->at(uri), resources).existing == before; });
    if (complete.value_or(false)) {
        instance.phase = work.earlier;
        work.record.save();
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

bool has_resources(const DownWork& work) {
    return !work.record.instance.uri.empty() && !work.record.instance.untouched();
}

/// Without an engine there was no apply, or the record was lost and the instance was adopted from its domains.
bool has_engine(const DownWork& work) {
    return has_resources(work) && !work.record.instance.engine.empty();
}

/// Completes the record before anything is removed. The phase changes only after libvirt has answered.
void find_resources(DownWork& work) {
    auto& instance = work.record.instance;
    const auto connection = work.context.providers->at(instance.uri);
    const auto& provider = *connection;
    follow_renames(work.context, provider, instance);
    work.uses = uses_of_own_machines(provider, instance);
    adopt_snapshots(work.context, provider, work.uses, instance);
    work.existing = survey(provider, instance.resources).existing;
    work.earlier = std::exchange(instance.phase, Phase::removing);
    work.persist();
    work.context.observer.step("Removing " + plural(instance.resources.size(), "resource"));
    for (const auto& kept : unrecorded(work.uses, instance.resources, instance.uuids)) {
        if (instance.resources.count(kept.resource) == 0) {
            work.context.observer.note(fmt::format("kept {}: {}", to_string(kept.resource), kept.reason));
        }
    }
    if (const auto state = state_in(work.record.folder()); state.readable) {
        instance.others = state.others;
    }
}

void destroy_with_terraform(DownWork& work) {
    try {
        terraform_destroy(work.context, work.record);
    } catch (const Interrupted&) {
        undo_if_untouched(work);
        throw;
    } catch (const Error& error) {
        work.result.terraform_error = error.what();
    }
}

/// Removes the recorded resources that Terraform left, and lists what was removed and what is left.
void remove_remaining(DownWork& work) {
    const auto& instance = work.record.instance;
    auto& result = work.result;
    work.context.observer.step("Checking for leftovers");
    // A new connection: libvirt may have been restarted meanwhile.
    const auto provider = work.context.providers->at(instance.uri);
    start_pools(work.context, *provider, instance);
    result.left = remove_existing(
        *provider, instance.resources, instance.uuids, owner_mark(work.context, instance), [](const ResourceName&) {});
    add_forgotten_files(instance, work.uses, result.left);
    for (const auto& [resource, key] : work.existing) {
        const auto is_left =
            std::any_of(result.left.begin(), result.left.end(), [&, &of = resource](const Leftover& leftover) {
                return leftover.resource == of;
            });
        if (!is_left) {
            result.removed.push_back(resource);
        }
    }
    result.others = instance.others;
    result.others_remedy = remedy_for_others(instance, work.record.folder());
}

} // namespace

void DownWork::persist() {
    try {
        record.save();
    } catch (const Error& error) {
        context.observer.note(fmt::format("{}; continuing with the old record", error.what()));
    }
}

DownSteps down_steps() {
    return {
        {"find", has_resources, find_resources},
        {"terraform destroy", has_engine, destroy_with_terraform},
        {"remove", has_resources, remove_remaining},
    };
}

} // namespace crocum
