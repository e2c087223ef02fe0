#include "lib/session/instance/terraform_factory.hpp"

#include "lib/base/digest.hpp"
#include "lib/base/text.hpp"
#include "lib/lab/variable_names.hpp"
#include "lib/terraform/leftovers.hpp"

#include <fmt/format.h>

#include <utility>

namespace crocum {

namespace {

/// `image.qcow2` -> `image.vmlinuz`; empty when the image boots by itself.
std::string beside_image(const std::filesystem::path& image, const char* ending) {
    auto path = image;
    path.replace_extension(ending);
    return std::filesystem::exists(path) ? path.string() : "";
}

} // namespace

Terraform::Settings terraform_settings(
    const Config& config, Engine engine, std::filesystem::path folder, const std::string& uri) {
    Terraform::Settings settings;
    settings.engine = std::move(engine);
    settings.folder = std::move(folder);
    settings.providers = config.providers;
    settings.init_lock = config.state / "locks" / "terraform-init";
    settings.libvirt_uri = uri;
    return settings;
}

std::map<std::string, std::string> identity_variables(
    const InstanceId& id, const std::string& mark, const std::string& seed) {
    return {
        {variable::user_id, id.student},
        {variable::student, id.student},
        {variable::lab, id.lab},
        {variable::instance, mark},
        {variable::seed, seed},
    };
}

std::map<std::string, std::string> terraform_variables(const Config& config, const Instance& instance) {
    constexpr std::size_t seed_bytes = 8;
    auto variables = identity_variables(instance.id, instance.mark, random_hex(seed_bytes));
    variables[variable::libvirt_uri] = config.libvirt_uri;
    variables[variable::domain_type] = config.domain_type;
    variables[variable::image] = config.image.string();
    variables[variable::kernel] = beside_image(config.image, ".vmlinuz");
    variables[variable::initrd] = beside_image(config.image, ".initrd");
    return variables;
}

Terraform terraform_for(const Context& context, const InstanceRecord& record) {
    const auto& config = context.config;
    const auto& instance = record.instance;
    auto settings =
        terraform_settings(config, find_engine(config.terraform, instance.engine), record.folder(), instance.uri);
    settings.init_cache = config.state / "cache" / "init";
    settings.init_key = instance.lab_digest;
    settings.variables = instance.variables;
    settings.limits.change = config.terraform_timeout;
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
