#pragma once

#include <string>

namespace crocum {

/// Metadata that crocum writes on a machine that it created. libvirt 9 keeps metadata on domains only.
struct OwnerMark {
    std::string instance; ///< 8 hexadecimal digits
    std::string lab;
    std::string student;
    std::string state; ///< the state directory with the instance's record

    bool operator==(const OwnerMark&) const = default;

    /// Whether a machine with this mark belongs to `owner`. A state directory can be moved, so a machine with a
    /// recorded UUID may have another directory in its mark.
    [[nodiscard]] bool is_of(const OwnerMark& owner, bool uuid_on_record) const {
        const bool same_instance = instance == owner.instance && lab == owner.lab && student == owner.student;
        return same_instance && (uuid_on_record || state == owner.state);
    }
};

} // namespace crocum
