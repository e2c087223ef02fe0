#include "lib/session/student/attempt_retention.hpp"

#include <algorithm>

namespace crocum {

AttemptRetention::AttemptRetention(const Attempts& attempts, InstanceId id)
    : attempts_(attempts), id_(std::move(id)), before_(attempts.names(id_)) {}

AttemptRetention::~AttemptRetention() {
    try {
        tidy();
    } catch (const std::exception&) {
        // The next check removes the attempts.
    }
}

void AttemptRetention::tidy() const {
    constexpr std::size_t max_kept = 10;
    std::size_t kept = 0;
    for (const auto& name : attempts_.names(id_)) {
        const bool own = std::find(before_.begin(), before_.end(), name) == before_.end();
        if (!attempts_.is_finished(id_, name) ? own : is_by_student(name) && ++kept > max_kept) {
            attempts_.remove(id_, name);
        }
    }
}

bool AttemptRetention::is_by_student(const std::string& name) const {
    try {
        return attempts_.read(id_, name).selection == by_student;
    } catch (const std::exception&) {
        return false;
    }
}

} // namespace crocum
