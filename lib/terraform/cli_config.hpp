#pragma once

#include <filesystem>
#include <string>
#include <vector>

namespace crocum {

/// The providers in the mirror: <mirror>/<host>/<namespace>/<type> as "host/namespace/type".
[[nodiscard]] std::vector<std::string> mirrored_providers(const std::filesystem::path& mirror);

/// Terraform's CLI configuration for crocum's runs. A provider in the mirror is taken only from there (a query to an
/// unreachable registry takes minutes); every other provider comes from its registry.
[[nodiscard]] std::string cli_config(const std::filesystem::path& mirror);

} // namespace crocum
