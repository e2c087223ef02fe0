#include "lib/session/libvirts.hpp"

#include "lib/base/error.hpp"

namespace crocum {

const Libvirts::Entry& Libvirts::at(const std::string& uri) {
    const auto [found, fresh] = known_.try_emplace(uri);
    auto& entry = found->second;
    if (fresh) {
        try {
            auto hypervisor = std::make_unique<Hypervisor>(uri);
            entry.domains = hypervisor->domains();
            entry.hypervisor = std::move(hypervisor);
        } catch (const Error& error) {
            entry.trouble = error.what();
        }
    }
    return entry;
}

} // namespace crocum
