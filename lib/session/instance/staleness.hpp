#pragma once

#include "lib/store/instance.hpp"

#include <filesystem>
#include <map>
#include <string>

namespace crocum {

/// Compares instances with the lab folders as they are now. Digests are cached for the lifetime of the object.
class LabDigests {
public:
    /// Whether the Terraform files of the lab, or a setup script that has run, changed after the instance was created.
    /// False when this is not known, because the folder cannot be read or the record is an old one.
    [[nodiscard]] bool outdated(const Instance& instance);

    /// The setup scripts of an outdated instance that are not those that ran: " (setup/r1.sh)"; empty without any.
    [[nodiscard]] std::string changed_scripts(const Instance& instance);

private:
    const std::string& tree(const std::filesystem::path& lab);
    const std::string& setup(const std::filesystem::path& lab, const std::string& machine);
    bool script_changed(const Instance& instance, const InstanceMachine& machine);

    std::map<std::filesystem::path, std::string> known_; ///< of lab folders and scripts; empty if unreadable
};

} // namespace crocum
