#include "lib/session/provisioning.hpp"

#include "lib/base/text.hpp"

namespace crocum {

Terraform terraform_for(
    const Session& session, const Instance& instance, const Instances& instances, const Lock& lock) {
    Terraform::Settings settings;
    settings.engine = find_engine(session.config.terraform, instance.engine);
    settings.folder = instances.folder(instance.id);
    settings.providers = session.config.providers;
    settings.init_lock = session.config.state / "locks" / "terraform-init";
    settings.init_cache = session.config.state / "cache" / "init";
    settings.init_key = instance.lab_digest;
    settings.variables = instance.variables;
    settings.libvirt_uri = instance.uri;
    settings.limits.change = session.config.terraform_timeout;
    settings.lock_fd = lock.fd();
    return Terraform(std::move(settings));
}

OwnerMark owner_mark(const Session& session, const Instance& instance) {
    return {instance.mark, instance.id.lab, instance.id.student, session.config.state.string()};
}

std::string what_stands(const Instance& instance) {
    std::vector<std::string> names;
    if (!instance.uri.empty() && !instance.resources.empty()) {
        const Hypervisor hypervisor(instance.uri);
        for (const auto& [resource, key] : survey(hypervisor, instance.resources).standing) {
            const auto state =
                resource.kind == ResourceKind::domain ? " (" + hypervisor.state(resource.name) + ")" : "";
            names.push_back(to_string(resource) + state);
        }
    }
    return names.empty() ? "nothing" : join(names, ", ");
}

} // namespace crocum
