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

    /// The grade that stands for this very instance, where a new attempt would measure just the same again; with
    /// `not_graded_since`, where it is young enough. What is asked for in part never makes a grade, so there is none
    /// then, nor with `force`.
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
