#include "lib/session/batch/skip_graded.hpp"

#include "lib/check/check.hpp"
#include "lib/session/grade_rules.hpp"

#include <algorithm>

namespace crocum {

namespace {

std::map<std::string, std::string> digests_of(const PreparedChecks& checks) {
    std::map<std::string, std::string> digests;
    for (const auto& entry : checks.all) {
        digests[entry.suite.machine] = entry.suite.digest;
    }
    return digests;
}

/// "guest" or "host", by machine.
std::map<std::string, std::string> modes_of(const PreparedChecks& checks) {
    std::map<std::string, std::string> modes;
    for (const auto& entry : checks.all) {
        modes[entry.suite.machine] = to_string(entry.suite.mode);
    }
    return modes;
}

std::map<std::string, std::string> modes_of(const Attempt& attempt) {
    std::map<std::string, std::string> modes;
    for (const auto& [machine, measured] : attempt.machines) {
        modes[machine] = measured.mode;
    }
    return modes;
}

/// The points of each check, by its id.
std::map<std::string, double> points_of(const PreparedChecks& checks) {
    std::map<std::string, double> points;
    for (const auto& entry : checks.all) {
        for (const auto& check : entry.checks) {
            points[check.id] = check.points;
        }
    }
    return points;
}

std::map<std::string, double> points_of(const std::vector<CheckResult>& results) {
    std::map<std::string, double> points;
    for (const auto& result : results) {
        points[result.check.id] = result.check.points;
    }
    return points;
}

} // namespace

SkipGraded::SkipGraded(const Context& context, const PreparedChecks& checks, const BatchCheckOptions& options)
    : options_(options), partial_(checks.partial), selection_(checks.selection), digests_(digests_of(checks)),
      modes_(modes_of(checks)), points_(points_of(checks)), attempts_(attempts_of(context)) {}

std::optional<Grading> SkipGraded::of(const Instance& instance, std::optional<Time> resumed) const {
    if (options_.restart || options_.single) {
        return std::nullopt;
    }
    if (resumed) {
        if (auto found = measured_since(instance, *resumed)) {
            return found;
        }
    }
    // A partial attempt is never a grade.
    if (partial_ || !(options_.skip_graded || options_.skip_graded_since || options_.freeze)) {
        return std::nullopt;
    }
    auto current = newest(instance.id);
    if (!current || !current->complete() || current->measured.instance != instance.mark ||
        !is_for_deadline(current->measured)) {
        return std::nullopt;
    }
    const bool good = options_.skip_graded_since ? from_iso(current->measured.started) >= *options_.skip_graded_since
                                                 : would_be_the_same(*current);
    return good ? current : std::nullopt;
}

/// The newest attempt for which all checks were requested: when it is incomplete, it needs another try.
std::optional<Grading> SkipGraded::newest(const InstanceId& id) const {
    auto latest = attempts_.latest(id, Attempts::Extent::whole);
    return latest ? std::optional(attempts_.grading(std::move(*latest))) : std::nullopt;
}

/// The newest attempt since `start` that measured all that this run measures.
std::optional<Grading> SkipGraded::measured_since(const Instance& instance, Time start) const {
    for (const auto& name : attempts_.finished(instance.id)) {
        auto measured = attempts_.read_if_sound(instance.id, name);
        if (!measured) {
            continue;
        }
        if (from_iso(measured->started) < start) {
            break;
        }
        if (measured->instance == instance.mark && measured->partial == partial_ && measured->selection == selection_ &&
            is_for_deadline(*measured)) {
            if (!has_same_suites(*measured)) {
                break;
            }
            auto grading = attempts_.grading(std::move(*measured));
            return grading.score().settled() ? std::optional(std::move(grading)) : std::nullopt;
        }
    }
    return std::nullopt;
}

/// A suite that was corrected while the run was interrupted is measured again.
bool SkipGraded::has_same_suites(const Attempt& attempt) const {
    return std::all_of(attempt.suite_digests.begin(), attempt.suite_digests.end(), [&](const auto& one) {
        const auto now = digests_.find(one.first);
        return now != digests_.end() && now->second == one.second;
    });
}

/// Whether the attempt counts for the deadline of this run: otherwise, the work until that deadline is still to be
/// graded.
bool SkipGraded::is_for_deadline(const Attempt& attempt) const {
    if (!options_.deadline) {
        return !options_.freeze_at || from_iso(attempt.counted) >= *options_.freeze_at;
    }
    const auto& late = attempt.lateness;
    // A rehearsal before the deadline of a freeze measured other work than the frozen machines have.
    return late && late->deadline == to_iso(*options_.deadline) &&
           !(options_.freeze && from_iso(late->counted) < *options_.deadline);
}

bool SkipGraded::would_be_the_same(const Grading& current) const {
    const auto& measured = current.measured;
    return measured.suite_digests == digests_ && modes_of(measured) == modes_ &&
           points_of(current.results()) == points_;
}

} // namespace crocum
