#pragma once

#include "lib/base/clock.hpp"

#include <exception>
#include <functional>
#include <future>
#include <memory>
#include <optional>
#include <thread>

namespace crocum {

/// The result of `ask`; nothing if it fails or takes more than three seconds: neither Ctrl-C nor a deadline must wait
/// for a libvirt that hangs. `ask` runs on a thread that may be left behind, so it has to own its data.
template <typename T>
[[nodiscard]] std::optional<T> run_with_timeout(std::function<T()> ask) {
    constexpr Seconds timeout{3};
    const auto answer = std::make_shared<std::promise<std::optional<T>>>();
    auto result = answer->get_future();
    std::thread([answer, ask = std::move(ask)] {
        try {
            answer->set_value(ask());
        } catch (const std::exception&) {
            answer->set_value(std::nullopt);
        }
    }).detach();
    return result.wait_for(timeout) == std::future_status::ready ? result.get() : std::nullopt;
}

} // namespace crocum
