#pragma once

#include "lib/session/context.hpp"
#include "lib/store/instance.hpp"
#include "lib/terraform/leftovers.hpp"

#include <set>
#include <string>
#include <vector>

namespace crocum {

struct DownResult {
    InstanceId id;
    bool existed = false; ///< whether there was an instance to take down
    std::string similar;  ///< when not: which one may have been meant, as a question; mostly empty
    std::vector<ResourceName> removed;
    std::vector<Leftover> left;         ///< what stands nevertheless
    std::set<std::string> others;       ///< what only Terraform could have removed and did not
    std::string others_remedy;          ///< what somebody can do about those
    std::vector<std::string> untouched; ///< machines that crocum did not make and leaves alone
    std::string terraform_error;        ///< what destroy said when it failed; crocum removed the rest by itself
    bool locked = false;                ///< another crocum was at it, and nothing was done
    bool kept = false;                  ///< it stays on record, so that the same down goes on once that is mended

    /// Nothing of it stands any more.
    [[nodiscard]] bool gone() const { return left.empty() && others.empty(); }
};

/// Takes down everything that the instance recorded and forgets it when nothing is left.
[[nodiscard]] DownResult destroy_resources(
    Context& context, Instance& instance, const Instances& instances, const Lock& lock);

} // namespace crocum
