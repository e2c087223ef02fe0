#pragma once

#include "lib/provider/provider.hpp"

#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <string>
#include <vector>

namespace crocum {

/// The provider connections of this process, shared by all threads. Thread-safe.
class Providers {
public:
    /// Opens a connection to the provider at a URI; throws UnreachableError with the reason and a hint.
    using Open = std::function<std::unique_ptr<const Provider>(const std::string& uri)>;

    explicit Providers(Open open);

    /// A connection with fewer than `users` threads; opens one when necessary. The result's destructor frees the place.
    /// Throws UnreachableError, and Interrupted while it waits.
    [[nodiscard]] std::shared_ptr<const Provider> at(const std::string& uri);

private:
    struct Shared {
        std::unique_ptr<const Provider> provider;
        int users = 0;
    };

    /// Shared, because an abandoned call can free its place after this object was destroyed.
    struct State {
        std::mutex mutex;
        std::map<std::string, std::vector<std::shared_ptr<Shared>>> connections; ///< by URI
    };

    [[nodiscard]] std::shared_ptr<Shared> place_at(const std::string& uri);

    const Open open_;
    const std::shared_ptr<State> state_ = std::make_shared<State>();
};

} // namespace crocum
