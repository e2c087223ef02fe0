#include "cmd/open_context.hpp"

#include "lib/libvirt/libvirt_provider.hpp"

namespace crocum {

Context open_context(Observer& observer, std::string command, Seconds lock_patience) {
    auto providers = std::make_shared<Providers>(
        [](const std::string& uri) { return std::make_unique<const LibvirtProvider>(uri); },
        libvirt_users_per_connection);
    return make_context(std::move(providers), observer, std::move(command), lock_patience);
}

} // namespace crocum
