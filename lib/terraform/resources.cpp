#include "lib/terraform/resources.hpp"

#include "lib/base/error.hpp"
#include "lib/base/text.hpp"

#include <algorithm>
#include <optional>

namespace crocum {

namespace {

constexpr std::size_t longest_bridge_name = 15;

std::optional<ResourceKind> kind_of(const std::string& type) {
    static const std::map<std::string, ResourceKind> kinds{
        {"libvirt_domain", ResourceKind::domain},
        {"libvirt_network", ResourceKind::network},
        {"libvirt_volume", ResourceKind::volume},
        {"libvirt_cloudinit_disk", ResourceKind::volume},
        {"libvirt_ignition", ResourceKind::volume},
        {"libvirt_pool", ResourceKind::pool},
    };
    const auto found = kinds.find(type);
    return found == kinds.end() ? std::nullopt : std::optional(found->second);
}

/// Resources that exist only in Terraform's state.
bool only_in_state(const std::string& type) {
    static const std::vector<std::string> prefixes{"terraform_data", "null_resource", "random_", "time_", "tls_"};
    return std::any_of(
        prefixes.begin(), prefixes.end(), [&](const auto& prefix) { return type.rfind(prefix, 0) == 0; });
}

ResourceName name_of(ResourceKind kind, const Json& values, const std::string& address) {
    ResourceName resource{kind, text_at(values, "name"), ""};
    if (kind == ResourceKind::volume) {
        resource.pool = text_at(values, "pool");
    }
    if (resource.name.empty()) {
        throw with_hint(
            Error("the name of {} is not known before it is created", address),
            "Give it a name that depends on variables only: crocum removes only objects whose names it recorded before "
            "the apply");
    }
    return resource;
}

/// Without this check the error would be "Numerical result out of range".
void require_bridge_name(const Json& values, const ResourceName& network) {
    const auto bridge = text_at(values, "bridge");
    if (bridge.size() > longest_bridge_name) {
        throw with_hint(
            Error(
                "{} has a bridge called {}, of {} characters; Linux allows {}",
                to_string(network),
                sanitize_line(bridge),
                bridge.size(),
                longest_bridge_name),
            "Use var.instance for the name: bridge = \"${var.instance}-lan1\"");
    }
}

/// The uri in one provider block: literal, or from a variable (a plan has the values of all declared variables). Throws
/// Error for any other expression, because crocum would look for the machines on the wrong libvirt.
std::string uri_of(const Json& plan, const Json& uri) {
    if (const auto constant = text_at(uri, "constant_value"); !constant.empty()) {
        return constant;
    }
    const auto references = uri.value("references", Json::array());
    if (references.empty()) {
        return "";
    }
    const auto name = references[0].get<std::string>();
    const auto value =
        name.rfind("var.", 0) == 0 ? text_at(object_at(object_at(plan, "variables"), name.substr(4)), "value") : "";
    if (value.find(':') == std::string::npos) {
        throw with_hint(
            Error(
                "crocum cannot determine which libvirt the lab uses: the uri of its provider is computed from {}",
                name),
            "Write a literal uri, or one variable: uri = var.libvirt_uri");
    }
    return value;
}

/// The libvirt URI of a plan; empty when no provider block has one.
std::string provider_uri(const Json& plan) {
    std::set<std::string> uris;
    const auto providers = object_at(object_at(plan, "configuration"), "provider_config");
    for (const auto& [key, provider] : providers.items()) {
        if (key == "libvirt" || text_at(provider, "name") == "libvirt") {
            uris.insert(uri_of(plan, object_at(object_at(provider, "expressions"), "uri")));
        }
    }
    if (uris.size() > 1) {
        throw Error(
            "the lab's providers use several libvirt URIs ({}), but crocum supports one",
            join({uris.begin(), uris.end()}, ", "));
    }
    return uris.empty() ? "" : *uris.begin();
}

std::uint64_t number_at(const Json& object, const char* key) {
    const auto found = object.find(key);
    return found != object.end() && found->is_number_unsigned() ? found->get<std::uint64_t>() : 0;
}

/// The memory or disk space that a machine or a volume needs.
void add_need(PlannedResources& planned, ResourceKind kind, const Json& values) {
    constexpr std::uint64_t mib = std::uint64_t{1} << 20U;
    constexpr std::uint64_t usual_memory = 512; // The provider's default.
    // A disk with a backing image holds only the changes.
    constexpr std::uint64_t usual_changes = 512 * mib;
    if (kind == ResourceKind::domain) {
        const auto memory = number_at(values, "memory");
        planned.memory += (memory == 0 ? usual_memory : memory) * mib;
    } else if (kind == ResourceKind::volume) {
        const bool on_image =
            !text_at(values, "base_volume_id").empty() || !text_at(values, "base_volume_name").empty();
        const auto size = number_at(values, "size");
        planned.disk[text_at(values, "pool")] += on_image || size == 0 ? usual_changes : size;
    }
}

/// UUID or key. A cloud-init disk's id is "<path>;<uuid>".
std::string key_of(const Json& values) {
    auto id = text_at(values, "id");
    id.resize(std::min(id.find(';'), id.size()));
    return id;
}

void add_module(const Json& module, std::map<ResourceName, std::string>& found) {
    for (const auto& resource : module.value("resources", Json::array())) {
        const auto kind = kind_of(text_at(resource, "type"));
        if (kind && text_at(resource, "mode") == "managed") {
            const auto& values = resource.at("values");
            found[name_of(*kind, values, text_at(resource, "address"))] = key_of(values);
        }
    }
    for (const auto& child : module.value("child_modules", Json::array())) {
        add_module(child, found);
    }
}

} // namespace

PlannedResources planned_resources(const Json& plan) {
    PlannedResources planned;
    planned.uri = provider_uri(plan);
    const auto variables = plan.value("variables", Json::object());
    for (const auto& [name, value] : variables.items()) {
        planned.variables.insert(name);
    }
    for (const auto& change : plan.value("resource_changes", Json::array())) {
        const auto kind = kind_of(text_at(change, "type"));
        const auto& actions = change.at("change").at("actions");
        const auto has = [&](const char* action) {
            return std::find(actions.begin(), actions.end(), action) != actions.end();
        };
        if (change.at("change").contains("importing")) {
            planned.imported.push_back(text_at(change, "address"));
        }
        if (kind && has("delete")) {
            planned.destroyed.insert(name_of(*kind, change.at("change").at("before"), text_at(change, "address")));
        }
        if (kind && has("create")) {
            auto name = name_of(*kind, change.at("change").at("after"), text_at(change, "address"));
            const auto before = change.at("change").value("before", Json());
            const bool same_name =
                before.is_object() && text_at(before, "name") == name.name && text_at(before, "pool") == name.pool;
            if (!has("delete") || !same_name) {
                planned.new_names.insert(name);
            }
            require_bridge_name(change.at("change").at("after"), name);
            add_need(planned, *kind, change.at("change").at("after"));
            planned.addresses[text_at(change, "address")] = name;
            if (const auto [twin, is_new] = planned.created.insert(std::move(name)); !is_new) {
                throw Error("two resources of the lab would both be {}", to_string(*twin));
            }
        } else if (kind && !has("delete") && text_at(change, "mode") != "data") {
            planned.kept.insert(name_of(*kind, change.at("change").at("after"), text_at(change, "address")));
        } else if (!kind && has("create") && !only_in_state(text_at(change, "type"))) {
            planned.others.insert(text_at(change, "address"));
        }
    }
    return planned;
}

std::map<ResourceName, std::string> resources_in_state(const Json& state) {
    std::map<ResourceName, std::string> found;
    if (const auto values = state.find("values"); values != state.end()) {
        add_module(values->value("root_module", Json::object()), found);
    }
    return found;
}

std::map<ResourceName, std::string> resources_in_state_file(const Json& file) {
    std::map<ResourceName, std::string> found;
    for (const auto& resource : file.at("resources")) {
        const auto kind = kind_of(text_at(resource, "type"));
        if (!kind || text_at(resource, "mode") != "managed") {
            continue;
        }
        for (const auto& one : resource.value("instances", Json::array())) {
            const auto& values = one.at("attributes");
            found[name_of(*kind, values, text_at(resource, "name"))] = key_of(values);
        }
    }
    return found;
}

std::set<std::string> others_in_state_file(const Json& file) {
    std::set<std::string> others;
    for (const auto& resource : file.at("resources")) {
        const auto type = text_at(resource, "type");
        if (text_at(resource, "mode") != "managed" || kind_of(type) || only_in_state(type)) {
            continue;
        }
        const auto module = text_at(resource, "module");
        for ([[maybe_unused]] const auto& one : resource.value("instances", Json::array())) {
            others.insert((module.empty() ? "" : module + ".") + type + "." + text_at(resource, "name"));
        }
    }
    return others;
}

std::string machine_name(const std::string& domain, const std::string& student, const std::string& lab) {
    const auto prefix = student + "-" + lab + "-";
    return domain.rfind(prefix, 0) == 0 ? domain.substr(prefix.size()) : domain;
}

} // namespace crocum
