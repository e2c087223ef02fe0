#pragma once

#include "cmd/command.hpp"

#include <string>
#include <vector>

namespace crocum {

/// What could stand in place of the last of `words` (a command line without "crocum"; the last word may be empty): one
/// "value<tab>description" a line, sorted as a shell should show it. It reads local files only, asks neither libvirt
/// nor a machine, and never throws for what it finds there: a broken configuration completes nothing.
[[nodiscard]] std::string complete(const CLI::App& app, std::vector<std::string> words);

} // namespace crocum
