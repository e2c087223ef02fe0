#pragma once

#include "lib/base/clock.hpp"
#include "lib/session/context.hpp"
#include "lib/session/instance/destroy.hpp"
#include "lib/store/instance.hpp"

#include <functional>
#include <future>
#include <thread>

namespace crocum {

/// The result of `ask`, or nothing when it fails or takes more than three seconds: Ctrl-C must not wait for a libvirt
/// that hangs. `ask` runs on a thread that may be left behind, so it has to own its data.
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

/// Reports the existing resources of the instance to the observer, if it has a libvirt. Takes 3 s at most.
void report_remaining(Context& context, const Instance& instance);

/// Runs `work`. When a signal interrupts it, reports the existing resources, and rethrows Interrupted.
void reporting_remaining(Context& context, const Instance& instance, const std::function<void()>& work);

/// Throws LeftoverError when an instance without a record has a Terraform state with resources.
void require_no_orphaned_state(const Instances& instances, const InstanceId& id);

/// Throws LeftoverError when a down has left resources.
void require_gone(const DownResult& removal);

} // namespace crocum
