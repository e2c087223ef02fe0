#include "lib/base/error.hpp"

namespace crocum {

namespace {

template <typename Visit>
void walk(const std::exception& error, const Visit& visit) {
    visit(error);
    try {
        std::rethrow_if_nested(error);
    } catch (const std::exception& cause) {
        walk(cause, visit);
    }
}

} // namespace

std::vector<std::string> error_chain(const std::exception& error) {
    std::vector<std::string> chain;
    walk(error, [&](const std::exception& link) { chain.emplace_back(link.what()); });
    return chain;
}

std::string error_hint(const std::exception& error) {
    std::string hint;
    walk(error, [&](const std::exception& link) {
        const auto* own = dynamic_cast<const Error*>(&link);
        if (own != nullptr && !own->hint.empty()) {
            hint = own->hint;
        }
    });
    return hint;
}

const char* to_string(Shortage shortage) noexcept {
    return shortage == Shortage::memory ? "memory" : shortage == Shortage::disk ? "disk" : "";
}

Shortage error_waits_for(const std::exception& error) {
    auto shortage = Shortage::none;
    walk(error, [&](const std::exception& link) {
        if (const auto* waiting = dynamic_cast<const WaitingError*>(&link)) {
            shortage = waiting->waits_for;
        }
    });
    return shortage;
}

std::string error_waits_at(const std::exception& error) {
    std::string provider;
    walk(error, [&](const std::exception& link) {
        if (const auto* waiting = dynamic_cast<const WaitingError*>(&link)) {
            provider = waiting->provider;
        }
    });
    return provider;
}

Exit error_exit(const std::exception& error) noexcept {
    Exit code = Exit::failed;
    walk(error, [&](const std::exception& link) {
        const auto* own = dynamic_cast<const Error*>(&link);
        if (code == Exit::failed && own != nullptr) {
            code = own->exit_code();
        }
    });
    return code;
}

} // namespace crocum
