#include "lib/provider/providers.hpp"

namespace crocum {

Providers::Providers(Open open) : open_(std::move(open)) {}

std::shared_ptr<const Provider> Providers::at(const std::string& uri) {
    auto shared = place_at(uri);
    const auto* provider = shared->provider.get();
    return {provider, [state = state_, shared](const Provider*) {
                const std::lock_guard guard(state->mutex);
                --shared->users;
            }};
}

std::shared_ptr<Providers::Shared> Providers::place_at(const std::string& uri) {
    {
        const std::lock_guard guard(state_->mutex);
        auto& open = state_->connections[uri];
        std::erase_if(open, [](const auto& one) { return one->users == 0 && !one->provider->alive(); });
        for (const auto& one : open) {
            if (one->users < one->provider->most_users() && one->provider->alive()) {
                ++one->users;
                return one;
            }
        }
    }
    // Without the lock, because opening waits for a provider that does not answer.
    auto fresh = std::make_shared<Shared>(Shared{open_(uri), 1});
    const std::lock_guard guard(state_->mutex);
    state_->connections[uri].push_back(fresh);
    return fresh;
}

} // namespace crocum
