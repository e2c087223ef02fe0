#pragma once

#include "lib/libvirt/libvirt_provider.hpp"

#include <map>

namespace crocum {

/// The pieces of libvirt's domain XML that crocum reads and writes.

/// crocum's metadata element. The state directory may hold any character.
[[nodiscard]] std::string owner_xml(const OwnerMark& mark, const std::map<ResourceName, std::string>& belongings);

/// Nothing where the element is not crocum's.
[[nodiscard]] std::optional<OwnerMark> parse_owner(const char* xml);

/// What the element lists; nothing where it is not crocum's.
[[nodiscard]] std::map<ResourceName, std::string> parse_belongings(const char* xml);

/// Adds the networks and disks (with backing files) of a domain's XML.
void add_use(const char* xml, MachineUse& use);

/// The path that a volume's XML says it stands on; empty where it stands for itself.
[[nodiscard]] std::string backing_path(const char* xml);

/// Whether a pool's XML says that it is a folder.
[[nodiscard]] bool is_folder_pool(const char* xml);

/// Whether live XML says that the guest has the port org.qemu.guest_agent.0 open.
[[nodiscard]] bool agent_port_open(const char* xml);

} // namespace crocum
