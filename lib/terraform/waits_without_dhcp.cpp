#include "lib/base/pattern.hpp"
#include "lib/terraform/source.hpp"

#include <fmt/format.h>

#include <map>

namespace crocum {

namespace {

/// Why a network gives no addresses by DHCP; empty when it does, or when the file does not say. Source of the rules:
/// getIPsFromResource in the provider's network.go.
std::string why_no_dhcp(const HclBlock& network) {
    const auto mode = network.text_of("mode");
    const bool literal = mode.empty() || mode.find('"') == 0;
    if (!literal || mode == "\"bridge\"" || mode.find("${") != std::string::npos) {
        return "";
    }
    const auto addresses = network.text_of("addresses");
    if (addresses.empty() || addresses == "[]") {
        return "it has no addresses";
    }
    for (const auto& block : network.blocks) {
        if (block.header[0] == "dhcp" && block.text_of("enabled") == "false") {
            return "its dhcp is not enabled";
        }
    }
    return "";
}

void add_waits(
    const SourceBlock& domain,
    const HclBlock& block,
    const std::map<std::string, const HclBlock*>& networks,
    std::vector<SourceFinding>& found) {
    static const Pattern reference(R"(\blibvirt_network\.([\w-]+))");
    for (const auto& within : block.blocks) {
        add_waits(domain, within, networks, found);
    }
    if (block.text_of("wait_for_lease") != "true") {
        return;
    }
    const auto network = reference.search(block.text_of("network_id") + " " + block.text_of("network_name"));
    const auto named = network ? networks.find(network->groups[1]) : networks.end();
    const auto reason = named == networks.end() ? "" : why_no_dhcp(*named->second);
    if (!reason.empty()) {
        found.push_back(
            {domain.file,
             block.attributes.at("wait_for_lease").line,
             fmt::format(
                 "wait_for_lease waits for an address by DHCP, which the network {} does not give ({}): each up would "
                 "wait for 5 minutes and fail. Remove the line; crocum waits for the agent of the machine",
                 named->first,
                 reason)});
    }
}

} // namespace

std::vector<SourceFinding> waits_without_dhcp(const std::vector<SourceBlock>& blocks) {
    std::map<std::string, const HclBlock*> networks;
    for (const auto& one : blocks) {
        if (one.is_resource("libvirt_network")) {
            networks[one.block.header[2]] = &one.block;
        }
    }
    std::vector<SourceFinding> found;
    for (const auto& one : blocks) {
        if (one.is_resource("libvirt_domain")) {
            add_waits(one, one.block, networks, found);
        }
    }
    return found;
}

} // namespace crocum
