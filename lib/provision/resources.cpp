#include "lib/provision/resources.hpp"

#include "lib/base/error.hpp"

#include <algorithm>
#include <optional>

namespace crocum {

namespace {

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

std::string text_at(const Json& object, const char* key) {
    const auto value = object.find(key);
    return value != object.end() && value->is_string() ? value->get<std::string>() : "";
}

ResourceName name_of(ResourceKind kind, const Json& values, const std::string& address) {
    ResourceName resource{kind, text_at(values, "name"), ""};
    if (kind == ResourceKind::volume) {
        resource.pool = text_at(values, "pool");
    }
    if (resource.name.empty()) {
        throw with_hint(
            Error("the name of {} is not known before it is made", address),
            "Give it a name that depends on variables only: crocum removes nothing that it did not name beforehand");
    }
    return resource;
}

void add_module(const Json& module, std::map<ResourceName, std::string>& found) {
    for (const auto& resource : module.value("resources", Json::array())) {
        const auto kind = kind_of(text_at(resource, "type"));
        if (kind && text_at(resource, "mode") == "managed") {
            // A cloud-init disk's id is "<path>;<uuid>".
            const auto& values = resource.at("values");
            auto id = text_at(values, "id");
            id.resize(std::min(id.find(';'), id.size()));
            found[name_of(*kind, values, text_at(resource, "address"))] = id;
        }
    }
    for (const auto& child : module.value("child_modules", Json::array())) {
        add_module(child, found);
    }
}

} // namespace

PlannedResources planned_resources(const Json& plan) {
    PlannedResources planned;
    for (const auto& change : plan.value("resource_changes", Json::array())) {
        const auto kind = kind_of(text_at(change, "type"));
        const auto& actions = change.at("change").at("actions");
        const auto has = [&](const char* action) {
            return std::find(actions.begin(), actions.end(), action) != actions.end();
        };
        if (kind && has("create")) {
            auto name = name_of(*kind, change.at("change").at("after"), text_at(change, "address"));
            const auto before = change.at("change").value("before", Json());
            const bool same_name =
                before.is_object() && text_at(before, "name") == name.name && text_at(before, "pool") == name.pool;
            if (!has("delete") || !same_name) {
                planned.new_names.insert(name);
            }
            planned.created.insert(std::move(name));
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

std::string machine_name(const std::string& domain, const std::string& student, const std::string& lab) {
    const auto prefix = student + "-" + lab + "-";
    return domain.rfind(prefix, 0) == 0 ? domain.substr(prefix.size()) : domain;
}

} // namespace crocum
