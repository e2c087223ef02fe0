#pragma once

#include <string>

namespace crocum {

enum class MachineState {
    running,
    paused,    ///< its virtual CPUs are paused, by crocum or by an administrator
    suspended, ///< the guest put itself to sleep
    crashed,
    off,
    gone, ///< the provider has no machine of this name
};

/// The enumerator's name: "running", "paused", …
[[nodiscard]] const char* to_string(MachineState state) noexcept;

/// The state of a machine, from one query of a provider.
struct MachineStatus {
    std::string uuid;
    MachineState state = MachineState::gone;
    bool saved = false; ///< off, with its memory on disk: the next start resumes it

    bool operator==(const MachineStatus&) const = default;
};

} // namespace crocum
