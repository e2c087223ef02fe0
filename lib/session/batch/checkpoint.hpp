#pragma once

#include "lib/base/lock.hpp"
#include "lib/session/context.hpp"

#include <filesystem>
#include <optional>
#include <string>

namespace crocum {

/// The start time of a batch that grades, kept until the batch ends: the same command, given again within twelve hours
/// after the batch was killed, continues it.
class BatchCheckpoint {
public:
    /// The record of the unfinished batch that this run continues, or a new record; on disk when this returns. `about`
    /// says what is graded: the same text is the same command. With `restart` an earlier record is replaced.
    BatchCheckpoint(const Context& context, const std::string& about, bool restart);

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

} // namespace crocum
