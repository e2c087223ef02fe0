#pragma once

#include "lib/base/json.hpp"
#include "lib/check/check.hpp"
#include "lib/lab/lab.hpp"

#include <filesystem>
#include <string>
#include <vector>

namespace crocum {

/// The tests of one machine, with the files that they may import.
struct Suite {
    std::string machine;
    std::filesystem::path root;               ///< the lab's folder of suites
    std::string entry;                        ///< below root: "r1.py", or the folder "r1"
    std::vector<std::filesystem::path> files; ///< below root: the entry and all helpers, without other machines' suites
    std::string digest;                       ///< SHA-256 over names and contents of `files`
};

/// Suites of a lab for every name that may be a machine (Lab::suite_candidates).
/// Throws UsageError for checks/lab.py, which this version cannot run: leaving it out would shrink the denominator.
[[nodiscard]] std::vector<Suite> suites_of(const Lab& lab);

/// The suite as a guest gets it: path -> base64 of the content.
[[nodiscard]] Json bundle(const Suite& suite);

} // namespace crocum
