#pragma once

#include <string>
#include <vector>

namespace crocum {

/// Columns of a roster file by their headers: those that were requested, or those that were taken.
struct RosterColumns {
    std::string id;
    std::vector<std::string> name; ///< several are joined with blanks, in this order
    std::string email;
    std::string group;

    [[nodiscard]] bool empty() const { return *this == RosterColumns(); }

    bool operator==(const RosterColumns&) const = default;
};

} // namespace crocum
