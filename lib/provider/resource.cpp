#include "lib/provider/resource.hpp"

#include "lib/base/error.hpp"
#include "lib/base/text.hpp"

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
    throw Error("unknown kind of resource: \"{}\"", text);
}

std::string to_string(const ResourceName& resource) {
    // Names of other owners' objects can contain any character.
    const auto text = to_string(resource.kind) + " " + sanitize_line(resource.name);
    return resource.pool.empty() ? text : text + " in pool " + sanitize_line(resource.pool);
}

} // namespace crocum
