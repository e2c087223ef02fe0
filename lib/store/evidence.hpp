#pragma once

#include "lib/store/attempts.hpp"

#include <filesystem>
#include <map>
#include <string>
#include <vector>

namespace crocum {

/// What the kept records of one suite say of the results that an attempt has.
struct Evidence {
    bool fits = true;
    std::string finding; ///< "verified"; "none" where nothing was measured; else what does not fit, or was refused
};

/// Verifies the records of every suite of an attempt again, with the key that was kept, and compares what they say with
/// its results: by name of the suite. It shows damage, and changes by whoever has not the key; who can write the whole
/// folder can make up all of it.
[[nodiscard]] std::map<std::string, Evidence> verify_records(
    const Attempt& attempt, const std::filesystem::path& folder);

/// One record of a check in an attempt that was not finished. Its key went with the process: nothing vouches for it.
struct LooseRecord {
    std::string id;
    std::string outcome;
};

/// What an attempt that was not finished has kept, by name of the suite. Texts are sanitised; at most a thousand
/// records of each suite.
[[nodiscard]] std::map<std::string, std::vector<LooseRecord>> loose_records(const std::filesystem::path& folder);

} // namespace crocum
