#pragma once

#include "lib/base/clock.hpp"
#include "lib/session/context.hpp"
#include "lib/session/instance/destroy.hpp"
#include "lib/store/instance.hpp"

#include <functional>
#include <future>
#include <thread>

namespace crocum {

/// What `ask` returns, or nothing where it fails or takes more than three seconds: whoever pressed Ctrl-C does not wait
/// for a libvirt that hangs. It runs on a thread that may be left behind, so it holds what it uses.
template <typename T>
[[nodiscard]] std::optional<T> run_with_timeout(std::function<T()> ask) {
    constexpr Seconds moments{3};
    const auto answer = std::make_shared<std::promise<std::optional<T>>>();
    auto result = answer->get_future();
    std::thread([answer, ask = std::move(ask)] {
        try {
            answer->set_value(ask());
        } catch (const std::exception&) {
            answer->set_value(std::nullopt);
        }
    }).detach();
    return result.wait_for(moments) == std::future_status::ready ? result.get() : std::nullopt;
}

/// Tells the observer what of the instance stands; nothing where it has no libvirt. Takes 3 s at most.
void report_remaining(Context& context, const Instance& instance);

/// Runs `work`. When a signal ends it, the observer is told what of the instance stands; the interruption goes on.
void reporting_remaining(Context& context, const Instance& instance, const std::function<void()>& work);

/// Throws LeftoverError where an instance without a record has a Terraform state that says that something stands.
void require_no_orphaned_state(const Instances& instances, const InstanceId& id);

/// Throws LeftoverError where a down has left something.
void require_gone(const DownResult& removal);

} // namespace crocum
