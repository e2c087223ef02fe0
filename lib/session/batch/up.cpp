#include "lib/session/batch/up.hpp"

#include "lib/base/error.hpp"
#include "lib/base/text.hpp"
#include "lib/session/capacity/concurrency.hpp"
#include "lib/session/capacity/reservation.hpp"
#include "lib/session/instance/create.hpp"
#include "lib/session/instance/destroy.hpp"
#include "lib/session/instance/down.hpp"
#include "lib/session/instance/lookup.hpp"
#include "lib/store/instance.hpp"

#include <atomic>
#include <mutex>

namespace crocum {

namespace {

/// As far as that can be told before the first instance is made.
std::size_t machines_of(const Context& context, const Lab& lab, const std::vector<Target>& targets) {
    const Instances instances(context.config.state);
    for (const auto& target : targets) {
        try {
            const auto instance = instances.find({lab.id, target.student});
            if (instance && !instance->machines.empty()) {
                return instance->machines.size();
            }
        } catch (const Error&) {
            // It has a row of its own that says so.
        }
    }
    return std::max({lab.standing.size(), lab.setup_scripts().size(), lab.suite_candidates().size()});
}

BatchRow up_row(const UpResult& result) {
    BatchRow row;
    row.outcome = result.made ? "made" : result.started ? "started" : "ready before";
    row.detail = plural(result.instance.machines.size(), "machine");
    return row;
}

/// Makes instances as long as there is room for them.
class Maker {
public:
    Maker(const Context& context, const Lab& lab, const UpOptions& options, std::size_t targets)
        : instances_(context.config.state), lab_(lab), options_(options), left_(targets) {}

    BatchRow make(Context& context, const Target& target) {
        const auto known = instances_.find({lab_.id, target.student});
        --left_;
        if (!known) {
            // Without Terraform's being asked first: many may wait.
            require_room(context);
        }
        auto result = up(context, lab_, target.student, options_);
        learn(context, result.instance);
        return up_row(result);
    }

private:
    void require_room(const Context& context) {
        std::optional<Demand> demand;
        {
            const std::lock_guard guard(mutex_);
            demand = demand_;
        }
        if (demand) {
            require_capacity(context.config, *context.providers->at(context.config.libvirt_uri), *demand);
        }
    }

    /// From the first that stands it is known what one takes, and for how many more there is room.
    void learn(Context& context, const Instance& instance) {
        const std::lock_guard guard(mutex_);
        if (demand_ || instance.uri.empty()) {
            return;
        }
        const auto connection = context.providers->at(instance.uri);
        const auto& provider = *connection;
        Demand demand;
        for (const auto& machine : instance.machines) {
            demand.memory += provider.memory_of(machine.domain);
            ++demand.machines;
        }
        const auto each = memory_for(context.config, demand);
        const auto fit = each == 0 ? left_.load() : free_memory(context.config, provider) / each;
        if (fit < left_) {
            context.observer.note(fmt::format(
                "each takes up to {} MiB of memory: there is room for {} more at a time, and {} more may be wanted",
                each >> 20U,
                fit,
                left_.load()));
        }
        demand_ = demand;
    }

    const Instances instances_;
    const Lab& lab_;
    const UpOptions& options_;
    std::atomic<std::size_t> left_; ///< whose turn has not come
    std::mutex mutex_;
    std::optional<Demand> demand_;
};

std::string first_left(const DownResult& result) {
    const auto more = result.left.size() + result.others.size() - 1;
    const auto first = result.left.empty() ? *result.others.begin()
                                           : to_string(result.left[0].resource) + ": " + result.left[0].reason;
    return sanitize_line(first + (more == 0 ? "" : fmt::format(" (and {} more)", more)), 200);
}

BatchRow down_row(const DownResult& result) {
    BatchRow row;
    row.outcome = result.existed ? "down" : "no instance";
    if (!result.gone()) {
        row.outcome = "left over";
        row.exit = Exit::leftovers;
        row.detail = first_left(result);
        row.hint = result.left.empty() ? result.others_remedy : result.left[0].remedy;
    } else if (!result.untouched.empty()) {
        row.detail = "its machines stand as they did";
    }
    return row;
}

} // namespace

std::vector<BatchRow> batch_up(
    Context& context,
    const Lab& lab,
    const std::vector<Target>& targets,
    const UpOptions& options,
    std::optional<unsigned> jobs,
    BatchObserver& observer) {
    Maker maker(context, lab, options, targets.size());
    Batch batch;
    batch.targets = targets;
    batch.jobs = jobs.value_or(up_jobs(context.config, machines_of(context, lab, targets)));
    batch.work = [&](Context& own, const Target& target, bool /*again*/) { return maker.make(own, target); };
    return run_batch(context, batch, observer);
}

std::vector<BatchRow> batch_down(
    Context& context,
    const std::string& lab,
    const std::filesystem::path& folder,
    const std::vector<Target>& targets,
    std::optional<unsigned> jobs,
    BatchObserver& observer) {
    Batch batch;
    batch.targets = targets;
    batch.jobs = jobs.value_or(down_jobs(context.config));
    batch.work = [&](Context& own, const Target& target, bool /*again*/) {
        if (!folder.empty()) {
            require_same_folder(own, {lab, target.student}, folder);
        }
        return down_row(down(own, {lab, target.student}));
    };
    return run_batch(context, batch, observer);
}

} // namespace crocum
