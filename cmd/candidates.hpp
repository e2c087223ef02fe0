#pragma once

#include "lib/config/config.hpp"

#include <map>
#include <string>

namespace crocum {

using Candidates = std::map<std::string, std::string>; ///< value -> description

/// What a command line that is not finished says already.
struct Said {
    std::string verb;
    std::string lab;
    std::string student;
    std::string class_name;
};

/// What a word of it can be, from local files only: nothing is made for a Tab, and nobody is waited for.
namespace candidates {

/// A lab's title costs reading its lab.yaml; one that cannot be read is a candidate nevertheless.
[[nodiscard]] Candidates labs(const Config& config);

/// Students with an instance of the lab; anybody who has one of any lab where that says nothing (and for `up`).
[[nodiscard]] Candidates students(const Config& config, const Said& said);

/// The instance's machines; before there is one, those that the lab has checks for.
[[nodiscard]] Candidates machines(const Config& config, const Said& said);

/// The student's attempts; only those that crocum named.
[[nodiscard]] Candidates attempts(const Config& config, const Said& said);

/// What can be decided on.
[[nodiscard]] Candidates checks(const Config& config, const Said& said);

/// Those that the student's checks had the last time: to find others, the suites would have to be collected.
[[nodiscard]] Candidates tags(const Config& config, const Said& said);

[[nodiscard]] Candidates classes(const Config& config);

[[nodiscard]] Candidates groups(const Config& config, const Said& said);

[[nodiscard]] Candidates formats(const Said& said);

} // namespace candidates

} // namespace crocum
