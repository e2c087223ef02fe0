#pragma once

#include "lib/base/json.hpp"

#include <exception>
#include <initializer_list>
#include <string>
#include <string_view>
#include <vector>

namespace crocum {

/// The one place where an error becomes a message (stderr), a document (stdout, when --json is among the arguments,
/// even if they could not be parsed) and an exit status: `own_failure` unless that is 0, else the status of the error.
[[nodiscard]] int report_failure(
    const std::exception& error, const std::vector<std::string>& arguments, int own_failure);

/// The error in JSON documents and events: message, causes, hint.
[[nodiscard]] Json error_document(const std::exception& error);

/// Whether one of these options is among the arguments, before "--"; also if they could not be parsed.
[[nodiscard]] bool has_option(
    const std::vector<std::string>& arguments, std::initializer_list<std::string_view> options);

/// Writes the last message of a run to stderr. A failure to write, as when the terminal is gone, is ignored.
void print_error(const std::string& text) noexcept;

} // namespace crocum
