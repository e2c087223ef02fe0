#pragma once

#include "cmd/command.hpp"
#include "lib/session/due.hpp"

#include <string>
#include <vector>

namespace crocum {

/// LAB, --class, -s and the output options, of the verbs of the group due.
struct DueOptions {
    OutputOptions output;
    std::string lab;
    std::string class_name;
    std::vector<std::string> students;
};

void add_due_options(Verb& verb, DueOptions& options);

/// Throws UsageError when LAB or --class is missing or invalid, and for an invalid student.
void require_due_target(const DueOptions& options);

/// The ids of the students that -s names. Throws as student_meant().
[[nodiscard]] std::vector<std::string> due_students(const Context& context, const DueOptions& options);

/// "hello, class net: due 2026-12-01 23:59 CET (in 3 days), late work: none"
[[nodiscard]] std::string due_line(const DueDate& due, Time now);

} // namespace crocum
