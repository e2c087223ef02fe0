#include "lib/session/batch/memory_forecast.hpp"

#include "lib/base/error.hpp"

namespace crocum {

void MemoryForecast::begin_turn(bool is_retry) {
    if (!is_retry) {
        --left_;
    }
}

std::optional<MemoryForecast::Known> MemoryForecast::known() const {
    const std::lock_guard guard(mutex_);
    return known_;
}

void MemoryForecast::require_memory(const Context& context) const {
    if (const auto one = known()) {
        require_capacity(context.config, *context.providers->at(one->uri), one->demand);
    }
}

void MemoryForecast::learn(Context& context, const Instance& instance) {
    if (instance.uri.empty() || known()) {
        return;
    }
    try {
        forecast(context, instance);
    } catch (const Error& error) {
        context.observer.note(fmt::format("whether more instances fit in memory is not known: {}", error.what()));
    }
}

void MemoryForecast::forecast(Context& context, const Instance& instance) {
    const auto provider = context.providers->at(instance.uri);
    Demand one;
    for (const auto& machine : instance.machines) {
        one.memory += provider->memory_of(std::get<ProviderMachine>(machine.address).name);
        ++one.machines;
    }
    const auto each = memory_for(context.config, one);
    const auto fit = each == 0 ? left_.load() : free_memory(context.config, *provider) / each;
    {
        const std::lock_guard guard(mutex_);
        if (known_) {
            return; // Another student's instance was faster.
        }
        known_ = Known{instance.uri, one};
    }
    if (fit < left_) {
        context.observer.note(fmt::format(
            "each instance takes up to {} MiB of memory: {} more fit at a time, and up to {} more are to come",
            each >> 20U,
            fit,
            left_.load()));
    }
}

} // namespace crocum
