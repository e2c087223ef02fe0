#include "lib/session/listing/provider_cache.hpp"

#include "lib/base/error.hpp"

namespace crocum {

const ProviderCache::Entry& ProviderCache::at(const std::string& uri) {
    const auto [found, fresh] = known_.try_emplace(uri);
    auto& entry = found->second;
    if (fresh) {
        try {
            auto provider = providers_.at(uri);
            entry.machines = provider->machines();
            entry.provider = std::move(provider);
        } catch (const Error& error) {
            entry.trouble = error.what();
        }
    }
    return entry;
}

} // namespace crocum
