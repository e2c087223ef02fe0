#pragma once

#include <exception>
#include <string>
#include <vector>

namespace crocum {

/// The one place where an error becomes a message (stderr), a document (stdout, where --json was among the arguments,
/// even when they could not be parsed) and an exit status: `own_failure` unless that is 0, else what the error says.
[[nodiscard]] int report_failure(
    const std::exception& error, const std::vector<std::string>& arguments, int own_failure);

/// Last words, on stderr; nothing happens where nobody can be told any more, as where the terminal is gone.
void tell(const std::string& text) noexcept;

} // namespace crocum
