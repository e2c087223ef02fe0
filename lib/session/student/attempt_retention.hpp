#pragma once

#include "lib/store/attempts.hpp"
#include "lib/store/instance.hpp"

#include <string>
#include <vector>

namespace crocum {

/// The selection of attempts that students started.
inline constexpr const char* by_student = "by the student";

/// Keeps only the newest ten attempts of a student's own checks, because one attempt a minute would fill the disk. The
/// destructor removes older attempts, and an attempt that was not finished. To be constructed and destroyed with the
/// instance's lock held.
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
