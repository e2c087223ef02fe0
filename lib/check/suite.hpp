#pragma once

#include "lib/base/json.hpp"
#include "lib/check/check.hpp"
#include "lib/lab/ids.hpp"
#include "lib/lab/lab.hpp"

#include <filesystem>
#include <string>
#include <vector>

namespace crocum {

/// The tests of one machine, or the tests across machines, with the files that they may import.
struct Suite {
    std::string machine; ///< or across_machines
    Mode mode = Mode::guest;
    std::filesystem::path root;               ///< the lab's folder of suites
    std::string entry;                        ///< below root: "r1.py", or the folder "r1"
    std::vector<std::filesystem::path> files; ///< below root: the entry and all helpers, without other machines' suites
    std::string digest;                       ///< SHA-256 over names and contents of `files`

    /// Whether it checks the lab as a whole, from the host.
    [[nodiscard]] bool is_across() const { return machine == across_machines; }
};

/// Suites of a lab for every possible machine name (Lab::suite_candidates), and for "lab".
[[nodiscard]] std::vector<Suite> suites_of(const Lab& lab);

/// The suite as it is sent to a guest, as JSON text: path -> base64 of the content.
[[nodiscard]] std::string bundle(const Suite& suite);

} // namespace crocum
