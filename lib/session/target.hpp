#pragma once

#include <string>

namespace crocum {

/// One student of a batch.
struct Target {
    std::string student;
    std::string name;  ///< in the roster; empty if there is none
    bool left = false; ///< has left the class
};

} // namespace crocum
