#pragma once

#include <filesystem>
#include <string>

namespace crocum {

/// Terraform's CLI configuration for crocum's runs. A provider in the mirror is taken only from there (a query to an
/// unreachable registry takes minutes); every other provider comes from its registry.
[[nodiscard]] std::string cli_config(const std::filesystem::path& mirror);

} // namespace crocum
