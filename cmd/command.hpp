#pragma once

#include "cmd/console.hpp"
#include "lib/base/error.hpp"
#include "lib/session/session.hpp"

#include <CLI/CLI.hpp>

#include <functional>
#include <memory>
#include <string>

namespace crocum {

/// What a verb does once its arguments are known. Parsing only records it; main runs it, so that no work throws through
/// the parser.
using Action = std::function<Exit()>;

/// Options that every verb on instances has.
struct LabOptions {
    OutputOptions output;
    std::string lab;
    std::string student;
    int wait = 0; ///< seconds
};

/// Adds LAB, -s/--student, --wait and the output options to a verb. LAB and STUDENT are checked by the verb itself: the
/// parser would complain of them before it mentions a mistyped option.
void add_lab_options(CLI::App& verb, LabOptions& options);

/// --json, -q, -v, --color.
void add_output_options(CLI::App& verb, OutputOptions& options);

/// Throws UsageError where LAB or STUDENT is missing or no valid id.
void require_lab_and_student(const LabOptions& options);

/// "crocum lab up hello -s demo": how a run signs its lock.
[[nodiscard]] std::string signature(const std::string& verb, const LabOptions& options);

/// The head of every JSON document: schema, command, ok, exit.
[[nodiscard]] Json document_head(const std::string& command, Exit exit);

/// `object` with the head before it.
[[nodiscard]] Json document(const std::string& command, Exit exit, const Json& object);

/// Each verb adds itself to its group and records its action.
void add_lab_up(CLI::App& lab, Action& action);
void add_lab_check(CLI::App& lab, Action& action);
void add_lab_list(CLI::App& lab, Action& action);
void add_lab_down(CLI::App& lab, Action& action);

} // namespace crocum
