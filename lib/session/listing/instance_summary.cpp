#include "lib/session/listing/instance_summary.hpp"

namespace crocum {

const char* InstanceSummary::state() const noexcept {
    switch (record) {
    case RecordState::sound:
        return to_string(phase);
    case RecordState::broken:
        return "broken";
    case RecordState::unreadable:
        return "unreadable";
    case RecordState::orphaned:
        return "orphaned";
    case RecordState::elsewhere:
        break;
    }
    return "elsewhere";
}

} // namespace crocum
