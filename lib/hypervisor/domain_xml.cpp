#include "lib/hypervisor/domain_xml.hpp"

#include <pugixml.hpp>

#include <sstream>
#include <string_view>

namespace crocum {

std::string owner_xml(const OwnerMark& mark) {
    pugi::xml_document document;
    auto element = document.append_child("instance");
    element.append_attribute("id") = mark.instance.c_str();
    element.append_attribute("lab") = mark.lab.c_str();
    element.append_attribute("student") = mark.student.c_str();
    element.append_attribute("state") = mark.state.c_str();
    std::ostringstream text;
    document.save(text, "", pugi::format_raw | pugi::format_no_declaration);
    return text.str();
}

std::optional<OwnerMark> parse_owner(const char* xml) {
    pugi::xml_document document;
    if (!document.load_string(xml)) {
        return std::nullopt;
    }
    const auto element = document.first_child();
    // libvirt gives the element back with the prefix that it was stored under.
    const std::string_view name = element.name();
    if (name != "instance" && name != "crocum:instance") {
        return std::nullopt;
    }
    return OwnerMark{
        element.attribute("id").as_string(),
        element.attribute("lab").as_string(),
        element.attribute("student").as_string(),
        element.attribute("state").as_string()};
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
