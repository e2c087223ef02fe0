#pragma once

#include <functional>
#include <vector>

namespace crocum {

/// Hands a closure to the thread that called run_parallel, which runs it there, in order.
using Post = std::function<void(std::function<void()>)>;

/// Runs each task on a thread of its own and waits for all. What a task posts runs on the calling thread meanwhile, so
/// that observers and records need no locks, and may use what the task holds; so does `tick`, several times a second.
/// The first exception of a task is thrown again after all have ended.
void run_parallel(const std::vector<std::function<void(const Post&)>>& tasks, const std::function<void()>& tick = {});

} // namespace crocum
