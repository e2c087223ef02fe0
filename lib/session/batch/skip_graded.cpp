#include "lib/session/batch/skip_graded.hpp"

#include "lib/check/check.hpp"

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
    : options_(options), partial_(checks.partial), digests_(digests_of(checks)), modes_(modes_of(checks)),
      points_(points_of(checks)), attempts_(context.config.state) {}

std::optional<Grading> SkipGraded::of(const Instance& instance) const {
    if (options_.force || partial_) {
        return std::nullopt;
    }
    auto current = attempts_.current(instance.id);
    if (!current || !current->complete() || current->measured.instance != instance.mark) {
        return std::nullopt;
    }
    const auto& measured = current->measured;
    const auto deadline = measured.lateness ? measured.lateness->deadline : "";
    if (options_.deadline && deadline != to_iso(*options_.deadline)) {
        return std::nullopt; // The work until the deadline counts, so the student is graded again.
    }
    const bool good = options_.not_graded_since ? from_iso(measured.started) >= *options_.not_graded_since
                                                : would_be_the_same(*current);
    return good ? current : std::nullopt;
}

bool SkipGraded::would_be_the_same(const Grading& current) const {
    const auto& measured = current.measured;
    // An incomplete attempt needs another try.
    const auto latest = attempts_.latest(measured.id, Attempts::Extent::whole);
    return (!latest || latest->name == measured.name) && measured.suite_digests == digests_ &&
           modes_of(measured) == modes_ && points_of(current.results()) == points_;
}

} // namespace crocum
