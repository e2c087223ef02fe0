#pragma once

#include "lib/session/context.hpp"
#include "lib/session/targets.hpp"

#include <filesystem>
#include <string>

namespace crocum {

/// When a batch with a deadline began: kept until it has come to its end, so that one that was killed and is run again
/// within twelve hours counts from its first start, for everybody.
class DeadlineCheckpoint {
public:
    /// The record of the batch that this is the rerun of, or a new one; on disk when this returns.
    DeadlineCheckpoint(
        const Context& context, const std::string& lab, const TargetSelection& who, const std::string& deadline);

    /// What counts for everybody.
    [[nodiscard]] Time started() const { return started_; }

    /// Whether this goes on with an earlier run.
    [[nodiscard]] bool resumed() const { return resumed_; }

    /// The batch has come to its end.
    void close();

private:
    std::filesystem::path file_;
    std::string about_;
    Time started_;
    bool resumed_ = false;
};

} // namespace crocum
