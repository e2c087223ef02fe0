#pragma once

#include "lib/lab/lab.hpp"
#include "lib/session/batch_row.hpp"
#include "lib/session/context.hpp"
#include "lib/session/instance/up.hpp"

#include <filesystem>
#include <optional>
#include <vector>

namespace crocum {

/// Creates many instances, or continues them; rows: created, started, already ready. A transient failure (a silent
/// agent, a busy libvirt) gets a second turn after all first turns.
[[nodiscard]] std::vector<BatchRow> batch_up(
    Context& context,
    const Lab& lab,
    const std::vector<Target>& targets,
    const UpOptions& options,
    std::optional<unsigned> jobs);

/// Destroys many instances; rows: down, no instance, left over. When `folder` is not empty, only instances that were
/// created from this lab folder.
[[nodiscard]] std::vector<BatchRow> batch_down(
    Context& context,
    const std::string& lab,
    const std::filesystem::path& folder,
    const std::vector<Target>& targets,
    std::optional<unsigned> jobs);

} // namespace crocum
