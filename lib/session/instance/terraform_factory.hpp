#pragma once

#include "lib/session/context.hpp"
#include "lib/session/instance/instance_record.hpp"
#include "lib/terraform/terraform.hpp"

#include <filesystem>
#include <map>
#include <string>

namespace crocum {

/// Functions on Terraform and the provider that `up` and `down` share. The caller holds the instance's lock.

/// The settings that every call of Terraform needs: for an instance, and for `validate` in a copy of the lab.
[[nodiscard]] Terraform::Settings terraform_settings(
    const Config& config, Engine engine, std::filesystem::path folder, const std::string& uri);

/// The variables that identify an instance.
[[nodiscard]] std::map<std::string, std::string> identity_variables(
    const InstanceId& id, const std::string& mark, const std::string& seed);

/// All variables that crocum sets for a new instance, with a random seed.
[[nodiscard]] std::map<std::string, std::string> terraform_variables(const Config& config, const Instance& instance);

/// Terraform in the working directory of the instance.
[[nodiscard]] Terraform terraform_for(const Context& context, const InstanceRecord& record);

[[nodiscard]] OwnerMark owner_mark(const Context& context, const Instance& instance);

/// The recorded resources that exist: "domain demo-hello-srv (running), network demo-hello-lan", or "none". Throws
/// UnreachableError.
[[nodiscard]] std::string remaining_resources(Providers& providers, const Instance& instance);

} // namespace crocum
