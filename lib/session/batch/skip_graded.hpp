#pragma once

#include "lib/session/batch/check.hpp"
#include "lib/session/context.hpp"
#include "lib/session/grading/check.hpp"
#include "lib/store/attempts.hpp"
#include "lib/store/grading.hpp"
#include "lib/store/instance.hpp"

#include <map>
#include <optional>
#include <string>

namespace crocum {

/// Which students a batch skips, because they are graded already. Thread-safe.
class SkipGraded {
public:
    /// The options have to outlive this object.
    SkipGraded(const Context& context, const PreparedChecks& checks, const BatchCheckOptions& options);

    /// The grade for which a student is skipped, or nothing:
    /// - if an unfinished run is continued, the grade of that run, which started at `resumed`;
    /// - with `skip_graded`, a grade that a new attempt would repeat; with `skip_graded_since`, a recent grade;
    /// - with `freeze`, the grade of the frozen machines: the work that it measured is no longer there.
    [[nodiscard]] std::optional<Grading> of(const Instance& instance, std::optional<Time> resumed) const;

private:
    [[nodiscard]] std::optional<Grading> newest(const InstanceId& id) const;
    [[nodiscard]] std::optional<Grading> measured_since(const Instance& instance, Time start) const;
    [[nodiscard]] bool has_same_suites(const Attempt& attempt) const;
    [[nodiscard]] bool is_for_deadline(const Attempt& attempt) const;
    [[nodiscard]] bool would_be_the_same(const Grading& current) const;

    const BatchCheckOptions& options_;
    const bool partial_;
    const std::string selection_;
    const std::map<std::string, std::string> digests_; ///< of the suites, by machine
    const std::map<std::string, std::string> modes_;   ///< "guest" or "host", by machine
    const std::map<std::string, double> points_;       ///< by the check's id
    const Attempts attempts_;
};

} // namespace crocum
