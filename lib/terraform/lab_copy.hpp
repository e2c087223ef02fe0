#pragma once

#include <filesystem>
#include <string>

namespace crocum {

/// Whether a file of the lab folder (relative path) goes into an instance: everything but checks/, pytest/, solution/,
/// .git, Terraform's own data and states. The provider lock file is kept.
[[nodiscard]] bool goes_into_instance(const std::filesystem::path& file);

/// Copies exactly these files into the instance, which keeps its own files (state, records, lock file). A link becomes
/// a copy of its file. Throws Error that names the file, also for a link to a place outside of the lab.
void copy_lab(const std::filesystem::path& lab, const std::filesystem::path& instance);

/// Removes the lab's files from an instance. Terraform can destroy the resources of its state without them.
void remove_copies(const std::filesystem::path& instance);

/// Whether a .tf file at the folder's top contains a literal libvirt URI, which replaces the configured one.
[[nodiscard]] bool names_its_libvirt(const std::filesystem::path& folder);

/// Changes when a file changes that decides the form of an instance: all copied files except README.md and the setup
/// scripts, and without Terraform files the machines in lab.yaml. Throws Error when these cannot be read.
[[nodiscard]] std::string lab_digest(const std::filesystem::path& lab);

/// Whether a recorded digest can be compared with that of now: both are known, and by the same rule.
[[nodiscard]] bool is_comparable(const std::string& recorded, const std::string& now);

/// The digest of a machine's setup script; empty when it has none.
[[nodiscard]] std::string setup_digest(const std::filesystem::path& lab, const std::string& machine);

} // namespace crocum
