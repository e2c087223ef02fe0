#include "lib/session/instance/terraform_destroy.hpp"

#include "lib/base/error.hpp"
#include "lib/base/text.hpp"
#include "lib/session/instance/terraform_factory.hpp"
#include "lib/terraform/state_file.hpp"

#include <algorithm>

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

} // namespace

void terraform_destroy(Context& context, InstanceRecord& record) {
    auto& instance = record.instance;
    const auto state = state_in(record.folder());
    if (!state.readable && !instance.others.empty()) {
        throw Error("Terraform's state is missing or cannot be read");
    }
    if (!state.has_resources) {
        return;
    }
    auto terraform = terraform_for(context, record);
    if (!terraform.initialised()) {
        terraform.init();
    }
    require_own_state(instance, state);
    if (instance.uuids.size() < instance.resources.size()) {
        // An interrupted up may not have recorded all UUIDs; after the destroy they are lost.
        auto known = state.resources;
        instance.uuids.merge(known);
        record.save();
    }
    require_own_use(context, *context.providers->at(instance.uri), instance);
    terraform.destroy([&](const TerraformEvent& event) {
        if (event.type != "log") {
            context.observer.detail(event.text);
        }
    });
    instance.others.clear();
    record.save();
}

} // namespace crocum
