#pragma once

#include <functional>
#include <vector>

namespace crocum {

/// Posts a closure to the thread that called run_parallel, which runs the closures in order.
using Post = std::function<void(std::function<void()>)>;

/// Runs each task on a thread of its own and waits for all. Posted closures run on the calling thread in the meantime,
/// so that observers and records need no locks; they may use the task's variables. `tick` runs there too, several times
/// a second. The first exception of a task is thrown again after all tasks have ended.
void run_parallel(const std::vector<std::function<void(const Post&)>>& tasks, const std::function<void()>& tick = {});

} // namespace crocum
