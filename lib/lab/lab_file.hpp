#pragma once

#include "lib/lab/lab.hpp"

#include <filesystem>

namespace crocum {

/// Fills `lab` from a lab.yaml. Keys: `title`; `machines: {NAME: {agent: "unix:PATH"} | {domain: NAME, uri: URI}}`;
/// `timeouts: {boot, setup, check}` in seconds. Every key is optional; an unknown one is an error.
/// Throws UsageError as file:line:column and what was expected.
void read_lab_file(const std::filesystem::path& file, Lab& lab);

} // namespace crocum
