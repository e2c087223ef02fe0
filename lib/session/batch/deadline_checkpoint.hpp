#pragma once

#include "lib/session/context.hpp"
#include "lib/session/targets.hpp"

#include <filesystem>
#include <string>

namespace crocum {

/// The start time of a batch with a deadline, kept until the batch ends, so that a killed batch that is run again
/// within twelve hours counts from its first start, for all students.
class DeadlineCheckpoint {
public:
    /// The record of the interrupted batch that this run continues, or a new record; on disk when this returns.
    DeadlineCheckpoint(
        const Context& context, const std::string& lab, const TargetSelection& who, const std::string& deadline);

    /// The time that counts for all students.
    [[nodiscard]] Time started() const { return started_; }

    /// Whether this run continues an earlier one.
    [[nodiscard]] bool resumed() const { return resumed_; }

    /// Removes the record at the end of the batch.
    void close();

private:
    std::filesystem::path file_;
    std::string about_;
    Time started_;
    bool resumed_ = false;
};

} // namespace crocum
