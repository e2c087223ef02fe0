#include "cmd/open_context.hpp"

#include "lib/libvirt/libvirt_provider.hpp"

namespace crocum {

namespace {

/// The provider that a URI names. All URIs are libvirt's: https://libvirt.org/uri.html.
std::unique_ptr<const Provider> open_provider(const std::string& uri) {
    return std::make_unique<const LibvirtProvider>(uri);
}

} // namespace

Context open_context(Observer& observer, std::string command, Seconds lock_patience) {
    return make_context(std::make_shared<Providers>(open_provider), observer, std::move(command), lock_patience);
}

} // namespace crocum
