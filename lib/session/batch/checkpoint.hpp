#pragma once

#include "lib/base/lock.hpp"
#include "lib/session/context.hpp"

#include <filesystem>
#include <optional>
#include <string>
#include <vector>

namespace crocum {

/// The start time of a batch that grades, kept until the batch ends: the same command, given again within twelve hours
/// after the batch was killed, continues it.
class BatchCheckpoint {
public:
    /// The record of the unfinished batch that this run continues, or a new record; on disk when this returns. `about`
    /// says what is graded: the same text is the same command. With `restart` an earlier record is replaced.
    BatchCheckpoint(const Context& context, const std::string& lab, const std::string& about, bool restart);

    /// The start of the batch, which counts for all students.
    [[nodiscard]] Time started() const { return started_; }

    /// Whether this run continues an earlier one.
    [[nodiscard]] bool resumed() const { return resumed_; }

    /// Removes the record at the end of the batch.
    void close();

private:
    std::filesystem::path file_;
    std::optional<Lock> lock_; ///< nothing: another process is at the same batch, which is therefore not unfinished
    Time started_;
    bool resumed_ = false;
};

/// A batch that was killed or interrupted, and that its command can still continue.
struct UnfinishedBatch {
    std::string lab;
    std::string command; ///< "crocum lab check hello --class net"
    Time started;
};

/// Records that cannot be read are left out: the command of such a batch reports them.
[[nodiscard]] std::vector<UnfinishedBatch> unfinished_batches(const Context& context);

} // namespace crocum
