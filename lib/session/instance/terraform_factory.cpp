#include "lib/session/instance/terraform_factory.hpp"

#include "lib/base/text.hpp"
#include "lib/terraform/leftovers.hpp"

#include <fmt/format.h>

namespace crocum {

Terraform terraform_for(const Context& context, const InstanceRecord& record) {
    const auto& instance = record.instance;
    Terraform::Settings settings;
    settings.engine = find_engine(context.config.terraform, instance.engine);
    settings.folder = record.folder();
    settings.providers = context.config.providers;
    settings.init_lock = context.config.state / "locks" / "terraform-init";
    settings.init_cache = context.config.state / "cache" / "init";
    settings.init_key = instance.lab_digest;
    settings.variables = instance.variables;
    settings.libvirt_uri = instance.uri;
    settings.limits.change = context.config.terraform_timeout;
    settings.inherited = {record.lock().fd()};
    return Terraform(std::move(settings));
}

OwnerMark owner_mark(const Context& context, const Instance& instance) {
    return {instance.mark, instance.id.lab, instance.id.student, context.config.state.string()};
}

std::string remaining_resources(Providers& providers, const Instance& instance) {
    std::vector<std::string> names;
    if (!instance.uri.empty() && !instance.resources.empty()) {
        const auto connection = providers.at(instance.uri);
        const auto& provider = *connection;
        for (const auto& [resource, key] : survey(provider, instance.resources).existing) {
            const auto state = resource.kind == ResourceKind::domain
                                   ? fmt::format(" ({})", to_string(provider.state(resource.name)))
                                   : "";
            names.push_back(to_string(resource) + state);
        }
    }
    return names.empty() ? "none" : join(names, ", ");
}

} // namespace crocum
