#pragma once

#include <filesystem>
#include <optional>
#include <string>

namespace crocum {

/// An expression of Terraform's language that lists the names of all domains (libvirt_domain) that the *.tf files at a
/// folder's top make: Terraform can evaluate it without a libvirt, where a plan would ask one. Nothing where the files
/// do not say it as plainly: modules and JSON are not looked into.
[[nodiscard]] std::optional<std::string> domain_names_expression(const std::filesystem::path& folder);

} // namespace crocum
