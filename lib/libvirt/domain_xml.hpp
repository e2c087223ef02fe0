#pragma once

#include "lib/libvirt/libvirt_provider.hpp"

#include <map>

namespace crocum {

/// The parts of libvirt's domain XML that crocum reads and writes.

/// crocum's metadata element. The state directory may contain any character.
[[nodiscard]] std::string owner_xml(const OwnerMark& mark, const std::map<ResourceName, std::string>& belongings);

/// Nothing when the element is not crocum's.
[[nodiscard]] std::optional<OwnerMark> parse_owner(const char* xml);

/// The objects in the element; none when it is not crocum's.
[[nodiscard]] std::map<ResourceName, std::string> parse_belongings(const char* xml);

/// Adds the networks and disks (with backing files) of a domain's XML.
void add_use(const char* xml, MachineUse& use);

/// The path of the backing file in a volume's XML; empty when it has none.
[[nodiscard]] std::string backing_path(const char* xml);

/// Whether a pool is a folder (type "dir"), from its XML.
[[nodiscard]] bool is_folder_pool(const char* xml);

/// Whether the guest has the port org.qemu.guest_agent.0 open, from live XML.
[[nodiscard]] bool agent_port_open(const char* xml);

} // namespace crocum
