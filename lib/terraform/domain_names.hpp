#pragma once

#include <filesystem>
#include <optional>
#include <string>

namespace crocum {

/// An expression of Terraform's language that lists the names of all domains (libvirt_domain) that the *.tf files at a
/// folder's top create. Terraform can evaluate it without libvirt, which a plan would connect to. Nothing when the
/// files are not simple enough: modules and JSON files are not read.
[[nodiscard]] std::optional<std::string> domain_names_expression(const std::filesystem::path& folder);

} // namespace crocum
