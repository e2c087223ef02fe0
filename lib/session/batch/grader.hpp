#pragma once

#include "lib/lab/lab.hpp"
#include "lib/session/batch/check.hpp"
#include "lib/session/batch/memory_rotation.hpp"
#include "lib/session/batch/skip_graded.hpp"
#include "lib/session/batch_row.hpp"
#include "lib/session/context.hpp"
#include "lib/session/grading/check.hpp"
#include "lib/store/attempts.hpp"
#include "lib/store/freeze_mark.hpp"
#include "lib/store/grading.hpp"
#include "lib/store/instance.hpp"
#include "lib/store/lateness.hpp"

#include <map>
#include <mutex>
#include <optional>
#include <string>
#include <vector>

namespace crocum {

/// Grades the students of a batch. grade() is thread-safe.
class Grader {
public:
    /// All references have to outlive this object. `rotation` is empty when stopped machines stay stopped.
    Grader(
        const Context& context,
        const Lab& lab,
        const PreparedChecks& checks,
        const BatchCheckOptions& options,
        std::optional<MemoryRotation>& rotation);

    /// Grades one student in a turn of the batch. Throws as check() does.
    BatchRow grade(Context& context, const Target& target, bool is_retry);

    /// The time when the oldest attempt started for which a student was skipped; ISO 8601, empty if none was.
    [[nodiscard]] std::string oldest() const { return oldest_; }

    /// Students whose machines could not be frozen, with the reasons: their rows have a remark.
    void not_frozen(std::map<std::string, std::string> reasons) { not_frozen_ = std::move(reasons); }

    /// Continues a run that started then: attempts count for that time, except those of frozen instances, and students
    /// whom that run graded are skipped.
    void resume(Time started) {
        counted_ = started;
        resumed_ = started;
    }

    /// The students whose machines stay frozen when the run ends, because they were not graded.
    [[nodiscard]] std::vector<std::string> still_frozen(const std::vector<Target>& targets) const;

    /// Freezes these students again, as far as their machines run.
    void refreeze_all(Context& context, const std::vector<std::string>& students) const;

    /// The students that this run grades: only they are frozen.
    [[nodiscard]] std::vector<std::string> to_grade(const std::vector<Target>& targets) const;

private:
    void measure_into(BatchRow& row, Context& context, const Target& target, const CountedTime& counted);
    [[nodiscard]] std::optional<Grading> counts_now(const InstanceId& id) const;
    void release_skipped(BatchRow& row, Context& context, const Instance& instance) const;
    void remark_not_frozen(BatchRow& row, const Target& target) const;
    [[nodiscard]] std::optional<FreezeMark> readable_mark(const Instance& instance) const;
    [[nodiscard]] bool is_frozen(const std::string& student) const;
    void refreeze_if_frozen(Context& context, const InstanceId& id) const;
    void wait_for_boot(Context& context, const Instance& instance) const;
    [[nodiscard]] CountedTime counted_time(const Context& context, const Instance& instance) const;
    void apply_fail_under(BatchRow& row, const EffectiveScore& counts) const;
    bool skip_if_graded(BatchRow& row, const Instance& instance);

    const Lab& lab_;
    const PreparedChecks& checks_;
    const BatchCheckOptions& options_;
    const SkipGraded skip_graded_;
    const Attempts attempts_;
    const Instances instances_;
    const FreezeMarks marks_;
    const Time begun_;
    Time counted_;
    std::optional<Time> resumed_;
    std::optional<MemoryRotation>& rotation_;
    std::map<std::string, std::string> not_frozen_;
    std::mutex mutex_;
    std::string oldest_;
};

} // namespace crocum
