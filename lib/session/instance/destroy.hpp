#pragma once

#include "lib/session/context.hpp"
#include "lib/session/instance/instance_record.hpp"
#include "lib/terraform/leftovers.hpp"

#include <set>
#include <string>
#include <vector>

namespace crocum {

struct DownResult {
    InstanceId id;
    bool existed = false; ///< whether the instance existed
    std::string similar;  ///< if not: a question that suggests a similar instance; can be empty
    std::vector<ResourceName> removed;
    std::vector<Leftover> left;         ///< resources that still exist
    std::set<std::string> others;       ///< resources that only Terraform can remove, and did not
    std::string others_remedy;          ///< how to remove the others
    std::vector<std::string> untouched; ///< machines that crocum did not create, and keeps
    std::string terraform_error;        ///< why terraform destroy failed; crocum removed the rest itself
    bool locked = false;                ///< another crocum held the lock, and nothing was done
    bool kept = false;                  ///< the instance stays on record, so that another down continues

    /// Nothing is left.
    [[nodiscard]] bool gone() const { return left.empty() && others.empty(); }
};

/// Removes everything that the instance recorded, and its record when nothing is left.
[[nodiscard]] DownResult destroy_resources(Context& context, InstanceRecord& record);

} // namespace crocum
