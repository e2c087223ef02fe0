#pragma once

#include <CLI/CLI.hpp>

#include <vector>

namespace crocum {

/// The verbs (or groups of verbs) right below.
[[nodiscard]] inline std::vector<const CLI::App*> verbs_of(const CLI::App& app) {
    return app.get_subcommands([](const CLI::App*) { return true; });
}

} // namespace crocum
