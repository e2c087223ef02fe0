#include "lib/session/batch/up.hpp"

#include "lib/base/error.hpp"
#include "lib/base/text.hpp"
#include "lib/session/batch/memory_forecast.hpp"
#include "lib/session/batch/scheduler.hpp"
#include "lib/session/capacity/concurrency.hpp"
#include "lib/session/capacity/memory_holders.hpp"
#include "lib/session/instance/down.hpp"
#include "lib/session/instance/existing_machines.hpp"
#include "lib/session/instance/lookup.hpp"
#include "lib/store/instance.hpp"

#include <algorithm>
#include <mutex>

namespace crocum {

namespace {

/// An estimate, because the number of machines is not known before the first instance is created.
std::size_t machines_of(const Context& context, const Lab& lab, const std::vector<Target>& targets) {
    const Instances instances(context.config.state);
    for (const auto& target : targets) {
        try {
            const auto instance = instances.find({lab.id, target.student});
            if (instance && !instance->machines.empty()) {
                return instance->machines.size();
            }
        } catch (const Error&) {
            // The row of this student reports it.
        }
    }
    return std::max({lab.existing_machines.size(), lab.setup_scripts().size(), lab.suite_candidates().size()});
}

BatchRow up_row(const UpResult& result) {
    BatchRow row;
    row.outcome = result.made ? Outcome::created : result.started ? Outcome::started : Outcome::already_ready;
    row.detail = plural(result.instance.machines.size(), "machine");
    return row;
}

std::string first_left(const DownResult& result) {
    const auto more = result.left.size() + result.others.size() - 1;
    const auto first = result.left.empty() ? *result.others.begin()
                                           : to_string(result.left[0].resource) + ": " + result.left[0].reason;
    return sanitize_line(first + (more == 0 ? "" : fmt::format(" (and {} more)", more)), 200);
}

/// Where there was too little memory for a student. Thread-safe.
class LastShortage {
public:
    void record(const std::exception& error) {
        if (error_waits_for(error) == Shortage::memory) {
            const std::lock_guard guard(mutex_);
            provider_ = error_waits_at(error);
        }
    }

    [[nodiscard]] std::string provider() const {
        const std::lock_guard guard(mutex_);
        return provider_;
    }

private:
    mutable std::mutex mutex_;
    std::string provider_;
};

BatchRow down_row(const DownResult& result) {
    BatchRow row;
    row.outcome = result.existed ? Outcome::down : Outcome::no_instance;
    if (!result.gone()) {
        row.outcome = Outcome::left_over;
        row.exit = Exit::leftovers;
        row.detail = first_left(result);
        row.hint = result.left.empty() ? result.others_remedy : result.left[0].remedy;
    } else if (!result.untouched.empty()) {
        row.detail = "its machines are unchanged";
    }
    return row;
}

} // namespace

std::vector<BatchRow> batch_up(
    Context& context,
    const Lab& lab,
    const std::vector<Target>& targets,
    const UpOptions& options,
    std::optional<unsigned> jobs) {
    require_own_machines(context, lab, targets);
    MemoryForecast forecast(targets.size());
    LastShortage shortage;
    const Instances instances(context.config.state);
    Batch batch;
    batch.targets = targets;
    batch.jobs = jobs.value_or(up_jobs(context.config, machines_of(context, lab, targets)));
    batch.work = [&](Context& own, const Target& target, bool is_retry) {
        forecast.begin_turn(is_retry);
        try {
            if (!instances.find({lab.id, target.student})) {
                forecast.require_memory(own); // Before Terraform is started: many students may have to wait.
            }
            const auto result = up(own, lab, target.student, options);
            forecast.learn(own, result.instance);
            return up_row(result);
        } catch (const std::exception& error) {
            shortage.record(error);
            throw;
        }
    };
    auto rows = run_guarded_batch(context, batch);
    const bool any_waits =
        std::any_of(rows.begin(), rows.end(), [](const auto& row) { return row.outcome == Outcome::waiting; });
    if (const auto provider = shortage.provider(); any_waits && !provider.empty()) {
        note_memory_holders(context, provider); // Once, and not in each row.
    }
    return rows;
}

std::vector<BatchRow> batch_down(
    Context& context,
    const std::string& lab,
    const std::filesystem::path& folder,
    const std::vector<Target>& targets,
    std::optional<unsigned> jobs) {
    Batch batch;
    batch.targets = targets;
    batch.jobs = jobs.value_or(down_jobs(context.config));
    batch.work = [&](Context& own, const Target& target, bool /*is_retry*/) {
        if (!folder.empty()) {
            require_same_folder(own, {lab, target.student}, folder);
        }
        return down_row(down(own, {lab, target.student}));
    };
    return run_guarded_batch(context, batch);
}

} // namespace crocum
