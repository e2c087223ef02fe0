#pragma once

#include "lib/session/context.hpp"
#include "lib/store/instance.hpp"

#include <filesystem>
#include <string>

namespace crocum {

/// The record of an instance. Throws Error, with a hint, when there is none.
[[nodiscard]] Instance known_instance(const Context& context, const InstanceId& id);

/// The record of an instance whose machines exist: it is ready, or its setup scripts have not all run. After a failed
/// setup script, the teacher needs to find the reason. Throws Error, with a hint.
[[nodiscard]] Instance instance_with_machines(const Context& context, const InstanceId& id);

/// Throws Error, with a hint, when the instance is not ready.
void require_ready(const Instance& instance);

/// Two folders can have the same name. Throws UsageError when the instance was created from another folder.
void require_same_folder(const Instance& instance, const std::filesystem::path& folder);

/// The same by the record of the instance; does nothing when there is no record.
void require_same_folder(const Context& context, const InstanceId& id, const std::filesystem::path& folder);

/// A machine of an instance by name; the only machine if `name` is empty. Throws UsageError that lists the machines.
[[nodiscard]] const InstanceMachine& machine_of(const Instance& instance, const std::string& name);

} // namespace crocum
