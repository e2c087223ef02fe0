#include "lib/provider/provider.hpp"

#include <algorithm>
#include <filesystem>

namespace crocum {

bool is_local(const std::string& uri) {
    return uri.find(":///") != std::string::npos; // A URI of another host contains its name.
}

std::string real_path(const std::string& path) {
    std::error_code unseen;
    const auto real = std::filesystem::weakly_canonical(path, unseen);
    return unseen || path.empty() ? path : real.string();
}

bool Provider::begin_agent_command() const noexcept {
    if (agent_commands_.fetch_add(1) < most_users()) {
        return true;
    }
    end_agent_command();
    return false;
}

void Provider::end_agent_command() const noexcept {
    agent_commands_.fetch_sub(1);
}

bool MachineUse::has(const ResourceName& resource, const std::string& key) const {
    switch (resource.kind) {
    case ResourceKind::network:
        return networks.count(resource.name) != 0;
    case ResourceKind::volume:
        for (const auto& path : {key, real_path(key)}) {
            if (files.count(path) + backing.count(path) != 0) {
                return true;
            }
        }
        return volumes.count(resource) != 0;
    case ResourceKind::pool:
        return std::any_of(
            volumes.begin(), volumes.end(), [&](const ResourceName& volume) { return volume.pool == resource.name; });
    case ResourceKind::domain:
        break;
    }
    return resource.name == machine;
}

} // namespace crocum
