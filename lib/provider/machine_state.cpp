#include "lib/provider/machine_state.hpp"

namespace crocum {

const char* to_string(MachineState state) noexcept {
    switch (state) {
    case MachineState::running:
        return "running";
    case MachineState::paused:
        return "paused";
    case MachineState::suspended:
        return "suspended";
    case MachineState::crashed:
        return "crashed";
    case MachineState::off:
        return "off";
    case MachineState::gone:
        break;
    }
    return "gone";
}

} // namespace crocum
