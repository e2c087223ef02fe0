#pragma once

#include "lib/session/context.hpp"
#include "lib/store/instance.hpp"

#include <filesystem>
#include <string>

namespace crocum {

/// The record of an instance. Throws Error with what to do when there is none.
[[nodiscard]] Instance known_instance(const Context& context, const InstanceId& id);

/// Throws Error with what to do where the instance is not ready.
void require_ready(const Instance& instance);

/// Two folders can have one name. Throws UsageError where the instance was made from another than this one.
void require_same_folder(const Instance& instance, const std::filesystem::path& folder);

/// The same by the instance's record; nothing happens where there is none.
void require_same_folder(const Context& context, const InstanceId& id, const std::filesystem::path& folder);

/// A machine of an instance by name; the only one where `name` is empty. Throws UsageError that lists the machines.
[[nodiscard]] const InstanceMachine& machine_of(const Instance& instance, const std::string& name);

} // namespace crocum
