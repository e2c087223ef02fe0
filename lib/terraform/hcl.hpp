#pragma once

#include <map>
#include <string>
#include <vector>

namespace crocum {

struct HclAttribute {
    std::string text; ///< the expression as it is written
    int line = 0;
};

/// A block of a Terraform file, with its attributes as they are written and the blocks within it.
struct HclBlock {
    std::vector<std::string> header; ///< resource, libvirt_domain, r1
    int line = 0;
    std::map<std::string, HclAttribute> attributes;
    std::vector<HclBlock> blocks;

    /// The expression of an attribute; empty when there is none.
    [[nodiscard]] std::string text_of(const std::string& name) const;
};

/// The content of a *.tf or *.tfvars file, as one block without a header; nothing is evaluated. Throws Error when the
/// syntax is not supported. Source of the form: HCL's native syntax specification (hashicorp/hcl, hclsyntax/spec.md).
[[nodiscard]] HclBlock hcl_file(std::string text);

} // namespace crocum
