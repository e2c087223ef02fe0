#pragma once

#include "lib/store/attempts.hpp"

#include <filesystem>
#include <map>
#include <string>
#include <vector>

namespace crocum {

/// The comparison of one suite's kept records with an attempt's results.
struct Evidence {
    bool fits = true;
    std::string finding; ///< "verified"; "none" when nothing was measured; else the difference, or the reason why the
                         ///< records were refused
};

/// Verifies the records of every suite of an attempt again, with the kept key, and compares them with the attempt's
/// results; by name of the suite. It detects damage, and changes without the key; a user who can write the whole folder
/// can forge all of it.
[[nodiscard]] std::map<std::string, Evidence> verify_records(
    const Attempt& attempt, const std::filesystem::path& folder);

/// One record of a check in an attempt that was not finished. Its key was lost with the process, so it cannot be
/// verified.
struct LooseRecord {
    std::string id;
    std::string outcome;
};

/// What an attempt that was not finished has kept, by name of the suite. Texts are sanitised; at most a thousand
/// records of each suite.
[[nodiscard]] std::map<std::string, std::vector<LooseRecord>> loose_records(const std::filesystem::path& folder);

} // namespace crocum
