#pragma once

#include "lib/store/attempts.hpp"
#include "lib/store/instance.hpp"

#include <string>
#include <vector>

namespace crocum {

/// What the attempts of students' own checks say of what was asked for.
inline constexpr const char* by_student = "by the student";

/// What is left of a student's own checks is little, since one a minute would fill the disk in time: at the end of one,
/// what did not come to its end goes, and all but the newest ten. To be made and destroyed with the instance's lock
/// held.
class AttemptRetention {
public:
    /// `attempts` have to outlive this object.
    AttemptRetention(const Attempts& attempts, InstanceId id);
    AttemptRetention(const AttemptRetention&) = delete;
    AttemptRetention& operator=(const AttemptRetention&) = delete;
    ~AttemptRetention();

private:
    void tidy() const;
    [[nodiscard]] bool is_by_student(const std::string& name) const;

    const Attempts& attempts_;
    const InstanceId id_;
    const std::vector<std::string> before_;
};

} // namespace crocum
