#include "lib/session/batch/freeze_time.hpp"

#include "lib/base/error.hpp"
#include "lib/base/text.hpp"
#include "lib/session/grade_rules.hpp"
#include "lib/session/instance/freeze.hpp"

#include <algorithm>

namespace crocum {

namespace {

/// How often the due dates are read again: a change in the last seconds can come too late.
constexpr Seconds read_again{20};

using DueTimes = std::vector<std::optional<Time>>; ///< of each target

DueTimes due_times(const Context& context, const std::string& lab, const std::vector<Target>& targets) {
    const auto dates = read_due_dates(context.config);
    DueTimes times;
    for (const auto& target : targets) {
        const auto found = dates.find({lab, target.student});
        times.push_back(found == dates.end() ? std::nullopt : std::optional(found->second.at));
    }
    return times;
}

/// The due times as they are now; as they were when the database cannot be used for a while.
DueTimes due_times_now(
    const Context& context, const std::string& lab, const std::vector<Target>& targets, const DueTimes& before) {
    try {
        return due_times(context, lab, targets);
    } catch (const Interrupted&) {
        throw;
    } catch (const Error&) {
        return before;
    }
}

Time earliest(const DueTimes& times, const std::string& lab) {
    std::optional<Time> found;
    for (const auto& time : times) {
        if (time && (!found || *time < *found)) {
            found = time;
        }
    }
    if (!found) {
        throw with_hint(
            UsageError("--freeze needs a time, and {} has no due date for these students", lab),
            "Give --deadline 2026-12-01T23:59, or set a due date for the class: crocum due set " + lab +
                " --class NAME TIME");
    }
    return *found;
}

/// The students who are due at that time.
std::vector<Target> due_then(
    Context& context, const std::vector<Target>& targets, const DueTimes& times, const Time& at) {
    std::vector<Target> due;
    std::vector<std::string> others;
    for (std::size_t i = 0; i < targets.size(); ++i) {
        if (times[i] == at) {
            due.push_back(targets[i]);
        } else {
            others.push_back(fmt::format(
                "{} ({})", targets[i].student, times[i] ? "due " + to_local(*times[i]) : std::string("no due date")));
        }
    }
    if (!others.empty()) {
        context.observer.note(
            "not frozen and not graded by this run, because they are not due then: " + join(others, ", ") +
            ". -s names them in a run of their own");
    }
    return due;
}

/// Waits until the time has come. Returns the due times that have replaced those of before; nothing if none has.
std::optional<DueTimes> wait_unless_changed(
    Context& context, const std::string& lab, const std::vector<Target>& targets, const DueTimes& before, Time at) {
    const auto left = at - current_time();
    if (left > Clock::duration(0)) {
        context.observer.step(
            fmt::format("Waiting until the due date, {}, for {}", to_local(at), format_duration(left)));
    }
    while (current_time() < at) {
        sleep_until(context, std::min<Time>(at, current_time() + read_again));
        if (auto now = due_times_now(context, lab, targets, before); now != before) {
            return now;
        }
    }
    return std::nullopt;
}

} // namespace

FreezeTime wait_for_freeze(
    Context& context, const std::string& lab, const std::vector<Target>& targets, const std::optional<Time>& deadline) {
    if (deadline) {
        wait_until(context, *deadline);
        return {*deadline, context.begun, targets};
    }
    auto times = due_times(context, lab, targets);
    auto known = context.begun;
    while (true) {
        const auto at = earliest(times, lab);
        FreezeTime freeze{at, known, due_then(context, targets, times, at)};
        auto changed = wait_unless_changed(context, lab, targets, times, at);
        if (!changed) {
            return freeze;
        }
        times = std::move(*changed);
        known = current_time();
    }
}

} // namespace crocum
