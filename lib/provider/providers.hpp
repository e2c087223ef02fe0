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
    /// Opens a connection to the provider at a URI; throws UnreachableError with the reason and what to do.
    using Open = std::function<std::unique_ptr<const Provider>(const std::string& uri)>;

    explicit Providers(Open open);

    /// A connection with a place for one more user, opened where there is none. The place is free again when the result
    /// is destroyed. Throws UnreachableError, and Interrupted while it waits.
    [[nodiscard]] std::shared_ptr<const Provider> at(const std::string& uri);

private:
    struct Shared {
        std::unique_ptr<const Provider> provider;
        int users = 0;
    };

    /// A place can be given back when this object is gone: by a call that was left behind.
    struct State {
        std::mutex mutex;
        std::map<std::string, std::vector<std::shared_ptr<Shared>>> connections; ///< by URI
    };

    [[nodiscard]] std::shared_ptr<Shared> place_at(const std::string& uri);

    const Open open_;
    const std::shared_ptr<State> state_ = std::make_shared<State>();
};

} // namespace crocum
