#pragma once

namespace crocum {

/// What has become of one student in a batch. Each verb uses some of these.
enum class Outcome {
    // any verb
    not_started,
    interrupted,
    failed,
    locked,
    left_over,
    unreachable,
    waiting, ///< for memory or disk
    no_instance,
    // up, down
    created,
    started,
    already_ready,
    down,
    // check
    not_ready,
    graded,
    partial,
    already_graded,
    ungraded,
    // status
    answering,
    silent,
    off,
    frozen,
    broken,
    creating,
    setup,
    removing,
};

/// The word of the JSON documents: "already graded".
[[nodiscard]] const char* to_string(Outcome outcome) noexcept;

} // namespace crocum
