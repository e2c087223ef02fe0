#pragma once

#include "lib/config/config.hpp"

#include <map>
#include <string>

namespace crocum {

using Candidates = std::map<std::string, std::string>; ///< value -> description

/// The part of an unfinished command line that is already typed.
struct ParsedWords {
    std::string verb;
    std::string lab;
    std::string student;
    std::string class_name;
};

/// Candidates for the next word, from local files only: completion creates nothing and waits for no server.
namespace candidates {

/// The labs on the lab path with their titles, also labs whose lab.yaml cannot be read.
[[nodiscard]] Candidates labs(const Config& config);

/// Students with an instance of the lab; students with any instance when there are none, and for `up`.
[[nodiscard]] Candidates students(const Config& config, const ParsedWords& words);

/// The machines of the instance; without an instance, the machines that the lab has checks for.
[[nodiscard]] Candidates machines(const Config& config, const ParsedWords& words);

/// The partial solutions of the lab, with the score that each reaches.
[[nodiscard]] Candidates partials(const Config& config, const ParsedWords& words);

/// The student's attempts; only those that crocum named.
[[nodiscard]] Candidates attempts(const Config& config, const ParsedWords& words);

/// The checks that a teacher can decide on: those of the current attempt.
[[nodiscard]] Candidates checks(const Config& config, const ParsedWords& words);

/// The tags of the checks of the current attempt: to find others, the suites would have to be collected.
[[nodiscard]] Candidates tags(const Config& config, const ParsedWords& words);

[[nodiscard]] Candidates classes(const Config& config);

[[nodiscard]] Candidates groups(const Config& config, const ParsedWords& words);

[[nodiscard]] Candidates formats(const ParsedWords& words);

} // namespace candidates

} // namespace crocum
