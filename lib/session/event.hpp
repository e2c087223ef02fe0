#pragma once

#include "lib/check/check.hpp"
#include "lib/session/batch_row.hpp"

#include <cstddef>
#include <string>
#include <variant>
#include <vector>

namespace crocum {

/// A step of the work begins: "Planning". It ends with the next step.
struct StepEvent {
    std::string text;
};

/// Output of Terraform, for -v. Can have several lines.
struct DetailEvent {
    std::string text;
};

/// A note for the user that does not stop the work.
struct NoteEvent {
    std::string text;
};

/// What a machine has reached.
enum class MachineProgress {
    waiting, ///< libvirt is still creating it
    defined,
    booting,
    agent_up,
    set_up,
    setup_failed,
    solved,
    solution_failed,
};

/// The word in events: "agent up".
[[nodiscard]] const char* to_string(MachineProgress progress) noexcept;

struct MachineEvent {
    std::string machine; ///< the name of a machine; while libvirt creates resources also of another resource
    MachineProgress progress = MachineProgress::defined;
    double seconds = 0; ///< since the wait for it began
    std::string reason; ///< of a wait; can be empty
};

/// A suite starts to run for a machine.
struct SuiteEvent {
    std::string machine;
    std::size_t checks = 0;
};

/// A check failed at first, and is tried again because of its marker wait.
struct WaitEvent {
    Check check;
    double seconds = 0; ///< for at most so long
};

/// A check ended.
struct CheckEvent {
    CheckResult result;
};

/// A batch begins.
struct BatchEvent {
    std::vector<Target> targets; ///< in the order of the rows
};

/// A student's turn in a batch begins.
struct TurnEvent {
    bool is_retry = false;
};

/// A student's turn in a batch has ended. Not final: the student gets a second turn.
struct RowEvent {
    BatchRow row;
    bool is_final = true;
};

using EventData = std::variant<
    StepEvent,
    DetailEvent,
    NoteEvent,
    MachineEvent,
    SuiteEvent,
    WaitEvent,
    CheckEvent,
    BatchEvent,
    TurnEvent,
    RowEvent>;

/// Something that happened in a use case.
struct Event {
    std::string student; ///< whose turn it is about; empty: the whole command
    EventData data;
};

/// The event in the form of crocum-events(7), schema 1: its name as "event", "student" if there is one, and the fields
/// of its data.
[[nodiscard]] Json to_json(const Event& event);

} // namespace crocum
