#pragma once

#include "lib/session/batch_row.hpp"
#include "lib/session/context.hpp"

#include <optional>
#include <vector>

namespace crocum {

/// Asks every machine's agent whether it answers; a silent one costs seconds. Rows: answering, frozen, silent, off,
/// broken, creating, setup, removing, no instance; with the score that counts. Takes no lock, so that it can run while
/// another command uses an instance; the row names that command.
[[nodiscard]] std::vector<BatchRow> batch_status(
    Context& context, const std::string& lab, const std::vector<Target>& targets, std::optional<unsigned> jobs);

} // namespace crocum
