#pragma once

#include <functional>
#include <string>
#include <vector>

namespace crocum {

/// One step of up or down. A step can be interrupted or fail at any point: what it has changed is on the record, so
/// that the next run of the command continues. `Work` is what the steps share; its persist() writes the record.
template <typename Work>
struct Step {
    std::string name;
    std::function<bool(const Work&)> applies; ///< the precondition: whether the step has something to do
    std::function<void(Work&)> run;
};

template <typename Work>
void run_steps(const std::vector<Step<Work>>& steps, Work& work) {
    for (const auto& step : steps) {
        if (step.applies(work)) {
            step.run(work);
            work.persist();
        }
    }
}

} // namespace crocum
