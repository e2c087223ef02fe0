#pragma once

#include "lib/session/context.hpp"
#include "lib/session/instance/instance_record.hpp"
#include "lib/terraform/terraform.hpp"

#include <string>

namespace crocum {

/// Functions on Terraform and the provider that `up` and `down` share. The caller holds the instance's lock.

[[nodiscard]] Terraform terraform_for(const Context& context, const InstanceRecord& record);

[[nodiscard]] OwnerMark owner_mark(const Context& context, const Instance& instance);

/// The recorded resources that exist: "domain demo-hello-srv (running), network demo-hello-lan", or "none". Throws
/// UnreachableError.
[[nodiscard]] std::string remaining_resources(Providers& providers, const Instance& instance);

} // namespace crocum
