#include "lib/libvirt/domain_xml.hpp"

#include "lib/base/error.hpp"
#include "lib/lab/ids.hpp"

#include <pugixml.hpp>

#include <sstream>
#include <string_view>

namespace crocum {

namespace {

/// The element, or none when it is not crocum's. libvirt returns it with the prefix with which it was stored.
pugi::xml_node owner_element(pugi::xml_document& document, const char* xml) {
    if (!document.load_string(xml)) {
        return {};
    }
    const auto element = document.first_child();
    const std::string_view name = element.name();
    return name == "instance" || name == "crocum:instance" ? element : pugi::xml_node();
}

} // namespace

std::string owner_xml(const OwnerMark& mark, const std::map<ResourceName, std::string>& belongings) {
    pugi::xml_document document;
    auto element = document.append_child("instance");
    element.append_attribute("id") = mark.instance.c_str();
    element.append_attribute("lab") = mark.lab.c_str();
    element.append_attribute("student") = mark.student.c_str();
    element.append_attribute("state") = mark.state.c_str();
    for (const auto& [resource, uuid] : belongings) {
        auto child = element.append_child("has");
        child.append_attribute("kind") = to_string(resource.kind).c_str();
        child.append_attribute("name") = resource.name.c_str();
        child.append_attribute("pool") = resource.pool.c_str();
        child.append_attribute("uuid") = uuid.c_str();
    }
    std::ostringstream text;
    document.save(text, "", pugi::format_raw | pugi::format_no_declaration);
    return text.str();
}

std::optional<OwnerMark> parse_owner(const char* xml) {
    pugi::xml_document document;
    const auto element = owner_element(document, xml);
    if (!element) {
        return std::nullopt;
    }
    OwnerMark mark{
        element.attribute("id").as_string(),
        element.attribute("lab").as_string(),
        element.attribute("student").as_string(),
        element.attribute("state").as_string()};
    // Every user who may define a domain can write such an element, and ids become paths.
    const bool ours = is_id(mark.instance) && is_id(mark.lab) && is_id(mark.student);
    return ours ? std::optional(mark) : std::nullopt;
}

std::map<ResourceName, std::string> parse_belongings(const char* xml) {
    std::map<ResourceName, std::string> belongings;
    pugi::xml_document document;
    for (const auto child : owner_element(document, xml).children()) {
        const std::string_view name = child.name();
        if (name == "has" || name == "crocum:has") {
            try {
                const ResourceName resource{
                    resource_kind(child.attribute("kind").as_string()),
                    child.attribute("name").as_string(),
                    child.attribute("pool").as_string()};
                belongings[resource] = child.attribute("uuid").as_string();
            } catch (const Error&) {
                continue; // A kind of a later version of crocum, or an invalid one.
            }
        }
    }
    return belongings;
}

void add_use(const char* xml, MachineUse& use) {
    pugi::xml_document document;
    document.load_string(xml);
    use.machine = document.select_node("/domain/name").node().text().as_string();
    for (const auto& found : document.select_nodes("/domain/devices/interface/source[@network]")) {
        use.networks.emplace(found.node().attribute("network").as_string());
    }
    for (const auto& found : document.select_nodes("/domain/devices/disk//source")) {
        const auto source = found.node();
        const bool own = std::string_view(source.parent().name()) == "disk";
        if (const auto volume = source.attribute("volume"); volume && own) {
            use.volumes.insert({ResourceKind::volume, volume.as_string(), source.attribute("pool").as_string()});
        }
        for (const auto* kind : {"file", "dev"}) {
            if (const auto path = source.attribute(kind)) {
                (own ? use.files : use.backing).emplace(path.as_string());
            }
        }
    }
}

std::string backing_path(const char* xml) {
    pugi::xml_document document;
    document.load_string(xml);
    return document.select_node("/volume/backingStore/path").node().text().as_string();
}

bool is_folder_pool(const char* xml) {
    pugi::xml_document document;
    document.load_string(xml);
    return std::string_view(document.child("pool").attribute("type").as_string()) == "dir";
}

bool agent_port_open(const char* xml) {
    pugi::xml_document document;
    if (!document.load_string(xml)) {
        return false;
    }
    const auto target = document.select_node("/domain/devices/channel/target[@name='org.qemu.guest_agent.0']");
    return std::string_view(target.node().attribute("state").as_string()) == "connected";
}

} // namespace crocum
