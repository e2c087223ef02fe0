#pragma once

#include <map>
#include <string>
#include <vector>

namespace crocum {

/// A block at the top of a Terraform file, with its direct attributes as they are written.
struct HclBlock {
    std::vector<std::string> header; ///< resource, libvirt_domain, r1
    std::map<std::string, std::string> attributes;
};

/// The blocks of a *.tf file with their attributes; nothing is evaluated. Throws Error when the syntax is not
/// supported. Source of the form: HCL's native syntax specification (hashicorp/hcl, hclsyntax/spec.md).
[[nodiscard]] std::vector<HclBlock> hcl_blocks(std::string text);

} // namespace crocum
