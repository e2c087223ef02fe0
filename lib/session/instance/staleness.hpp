#pragma once

#include "lib/store/instance.hpp"

#include <filesystem>
#include <map>
#include <string>

namespace crocum {

/// Compares instances with their labs' folders as they are now. Each file is read once in the life of one of these.
class LabDigests {
public:
    /// Whether the lab has changed since the instance was made from it: what makes the instance, or a setup script
    /// since it ran. False where that cannot be told, because the folder cannot be read or the record is an old one.
    [[nodiscard]] bool outdated(const Instance& instance);

private:
    const std::string& tree(const std::filesystem::path& lab);
    const std::string& setup(const std::filesystem::path& lab, const std::string& machine);

    std::map<std::filesystem::path, std::string> known_; ///< of lab folders and scripts; empty where unreadable
};

} // namespace crocum
