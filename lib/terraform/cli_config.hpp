#pragma once

#include <filesystem>
#include <string>

namespace crocum {

/// Terraform's CLI configuration for crocum's runs. A provider that the mirror has comes from there and nowhere else (a
/// query to an unreachable registry takes minutes); every other one comes from its registry.
[[nodiscard]] std::string cli_config(const std::filesystem::path& mirror);

} // namespace crocum
