#include "lib/session/batch_up.hpp"

#include "lib/base/text.hpp"
#include "lib/session/limits.hpp"
#include "lib/session/room.hpp"

#include <atomic>
#include <mutex>

namespace crocum {

namespace {

/// As far as that can be told before the first instance is made.
std::size_t machines_of(const Session& session, const Lab& lab, const std::vector<Target>& targets) {
    const Instances instances(session.config.state);
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
    Maker(const Session& session, const Lab& lab, const UpOptions& options, std::size_t targets)
        : instances_(session.config.state), lab_(lab), options_(options), left_(targets) {}

    BatchRow make(Session& session, const Target& target) {
        const auto known = instances_.find({lab_.id, target.student});
        --left_;
        if (!known) {
            // Without Terraform's being asked first: many may wait.
            require_room(session);
        }
        auto result = up(session, lab_, target.student, options_);
        learn(session, result.instance);
        return up_row(result);
    }

private:
    void require_room(const Session& session) {
        std::optional<Need> need;
        {
            const std::lock_guard guard(mutex_);
            need = need_;
        }
        if (need) {
            static_cast<void>(reserve(session.config, Hypervisor(session.config.libvirt_uri), *need));
        }
    }

    /// From the first that stands it is known what one takes, and for how many more there is room.
    void learn(Session& session, const Instance& instance) {
        const std::lock_guard guard(mutex_);
        if (need_ || instance.uri.empty()) {
            return;
        }
        const Hypervisor hypervisor(instance.uri);
        Need need;
        for (const auto& machine : instance.machines) {
            need.memory += hypervisor.memory_of(machine.domain);
            ++need.machines;
        }
        const auto each = memory_for(session.config, need);
        const auto fit = each == 0 ? left_.load() : free_memory(session.config, hypervisor) / each;
        if (fit < left_) {
            session.observer.note(fmt::format(
                "each takes up to {} MiB of memory: there is room for {} more at a time, and {} more may be wanted",
                each >> 20U,
                fit,
                left_.load()));
        }
        need_ = need;
    }

    const Instances instances_;
    const Lab& lab_;
    const UpOptions& options_;
    std::atomic<std::size_t> left_; ///< whose turn has not come
    std::mutex mutex_;
    std::optional<Need> need_;
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
    Session& session,
    const Lab& lab,
    const std::vector<Target>& targets,
    const UpOptions& options,
    std::optional<unsigned> jobs,
    BatchObserver& observer) {
    Maker maker(session, lab, options, targets.size());
    Batch batch;
    batch.targets = targets;
    batch.jobs = jobs.value_or(up_jobs(session.config, machines_of(session, lab, targets)));
    batch.work = [&](Session& own, const Target& target, bool /*again*/) { return maker.make(own, target); };
    return run_batch(session, batch, observer);
}

std::vector<BatchRow> batch_down(
    Session& session,
    const std::string& lab,
    const std::filesystem::path& folder,
    const std::vector<Target>& targets,
    std::optional<unsigned> jobs,
    BatchObserver& observer) {
    Batch batch;
    batch.targets = targets;
    batch.jobs = jobs.value_or(down_jobs(session.config));
    batch.work = [&](Session& own, const Target& target, bool /*again*/) {
        if (!folder.empty()) {
            require_same_folder(own, {lab, target.student}, folder);
        }
        return down_row(down(own, {lab, target.student}));
    };
    return run_batch(session, batch, observer);
}

} // namespace crocum
