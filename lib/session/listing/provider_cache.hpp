#pragma once

#include "lib/provider/providers.hpp"

#include <map>
#include <memory>
#include <string>

namespace crocum {

/// The machines of each provider, read once. Also caches that a provider does not answer.
class ProviderCache {
public:
    struct Entry {
        std::shared_ptr<const Provider> provider; ///< null if it does not answer
        std::map<std::string, MachineStatus> machines;
        std::string trouble; ///< why it does not answer
    };

    explicit ProviderCache(Providers& providers) : providers_(providers) {}

    [[nodiscard]] const Entry& at(const std::string& uri);

private:
    Providers& providers_;
    std::map<std::string, Entry> known_;
};

} // namespace crocum
