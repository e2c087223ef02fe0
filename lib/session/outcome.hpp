#pragma once

namespace crocum {

/// What has become of one student in a batch. Each verb uses some of these.
enum class Outcome {
    // any verb
    not_begun,
    interrupted,
    failed,
    locked,
    left_over,
    unreachable,
    waiting, ///< for memory or disk
    no_instance,
    // up, down
    made,
    started,
    ready_before,
    down,
    // check
    not_ready,
    graded,
    partial,
    graded_before,
    ungraded,
    // status
    answering,
    silent,
    off,
    frozen,
    broken,
    making,
    setup,
    removing,
};

/// The word of the JSON documents: "graded before".
[[nodiscard]] const char* to_string(Outcome outcome) noexcept;

} // namespace crocum
