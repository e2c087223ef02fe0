#pragma once

#include "lib/store/instance.hpp"
#include "lib/store/score_card.hpp"

#include <optional>
#include <string>
#include <vector>

namespace crocum {

/// What the record of an instance says, if there is one.
enum class RecordState {
    sound,
    broken, ///< the instance is
    unreadable,
    orphaned,  ///< the record is lost
    elsewhere, ///< the record is in another state directory
};

struct InstanceSummary {
    InstanceId id;
    RecordState record = RecordState::sound;
    Phase phase = Phase::ready;     ///< of a sound record
    std::string broken;             ///< why
    std::vector<std::string> notes; ///< off, outdated, in use, …
    std::size_t machines = 0;
    std::size_t at_provider = 0;        ///< of these; the others are known by the sockets of their agents
    std::optional<std::size_t> running; ///< of those; absent when there are none, or when libvirt did not say
    std::optional<ScoreCard> last;      ///< the attempt whose score is the student's
    bool last_is_earlier = false;       ///< it graded an earlier instance of the same lab and student
    std::string created;
    std::string error; ///< why its record could not be read

    /// The phase of a sound record, else the state of the record: "ready", "broken", "orphaned", …
    [[nodiscard]] const char* state() const noexcept;
};

} // namespace crocum
