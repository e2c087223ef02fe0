#pragma once

#include "lib/store/attempts.hpp"

#include <filesystem>
#include <map>
#include <string>
#include <vector>

namespace crocum {

enum class EvidenceState {
    verified,
    none,    ///< nothing was measured, and there are no records
    refused, ///< the run refused the records as tampered with, and so does this comparison
    mismatch,
};

/// The comparison of one suite's kept records with an attempt's results.
struct Evidence {
    EvidenceState state = EvidenceState::verified;
    std::string finding; ///< in words: "verified", "none", the reason of a refusal, the difference

    [[nodiscard]] bool fits() const { return state != EvidenceState::mismatch; }
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
