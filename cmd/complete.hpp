#pragma once

#include "cmd/command.hpp"

#include <string>
#include <vector>

namespace crocum {

/// Completions of the last of `words` (a command line without "crocum"; the last word may be empty): one line
/// "value<tab>description" for each, in the order in which a shell shows them. Reads only local files, and contacts
/// neither libvirt nor a machine. Does not throw: with a broken configuration there are no completions.
[[nodiscard]] std::string complete(const CLI::App& app, std::vector<std::string> words);

} // namespace crocum
