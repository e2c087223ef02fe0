#pragma once

#include <string>

namespace crocum {

/// The kind of an object on a provider.
enum class ResourceKind { domain, network, volume, pool };

[[nodiscard]] std::string to_string(ResourceKind kind);
/// Throws Error for an unknown word.
[[nodiscard]] ResourceKind resource_kind(const std::string& text);

/// The name of an object; `pool` is set for volumes only.
struct ResourceName {
    ResourceKind kind = ResourceKind::domain;
    std::string name;
    std::string pool;

    auto operator<=>(const ResourceName&) const = default;
};

/// "domain demo-hello-srv", "volume demo-hello-srv.qcow2 in pool default"; safe to print.
[[nodiscard]] std::string to_string(const ResourceName& resource);

} // namespace crocum
