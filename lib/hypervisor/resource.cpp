#include "lib/base/error.hpp"
#include "lib/hypervisor/hypervisor.hpp"

namespace crocum {

std::string to_string(ResourceKind kind) {
    switch (kind) {
    case ResourceKind::domain:
        return "domain";
    case ResourceKind::network:
        return "network";
    case ResourceKind::volume:
        return "volume";
    case ResourceKind::pool:
        break;
    }
    return "pool";
}

ResourceKind resource_kind(const std::string& text) {
    for (const auto kind : {ResourceKind::domain, ResourceKind::network, ResourceKind::volume, ResourceKind::pool}) {
        if (to_string(kind) == text) {
            return kind;
        }
    }
    throw Error("\"{}\" is no kind of resource", text);
}

std::string to_string(const ResourceName& resource) {
    const auto text = to_string(resource.kind) + " " + resource.name;
    return resource.pool.empty() ? text : text + " in pool " + resource.pool;
}

} // namespace crocum
