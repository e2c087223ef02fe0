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

/// Which grades a batch need not replace. Thread-safe.
class SkipGraded {
public:
    /// The options have to outlive this object.
    SkipGraded(const Context& context, const PreparedChecks& checks, const BatchCheckOptions& options);

    /// The current grade of this instance, when a new attempt would give the same result; with `not_graded_since`, when
    /// the grade is recent enough. Nothing with `force`, and when only some checks are requested, because a partial
    /// attempt is never a grade.
    [[nodiscard]] std::optional<Grading> of(const Instance& instance) const;

private:
    [[nodiscard]] bool would_be_the_same(const Grading& current) const;

    const BatchCheckOptions& options_;
    const bool partial_;
    const std::map<std::string, std::string> digests_; ///< of the suites, by machine
    const std::map<std::string, std::string> modes_;   ///< "guest" or "host", by machine
    const std::map<std::string, double> points_;       ///< by the check's id
    const Attempts attempts_;
};

} // namespace crocum
