#pragma once

#include "lib/guest/guest.hpp"

#include <filesystem>
#include <string>

namespace crocum {

/// Whole folders between the host and a guest: one archive where the guest has tar, file by file otherwise. Both give
/// the same tree: folders and regular files with their permission bits (never set-user-id and its kin), and links that
/// stay inside. Any other entry, and a path to a place outside of the tree, is an Error. Digests are compared.

/// Copies `folder` to `target` (absolute, its parent exists). The copy is prepared beside the target and then replaces
/// it, so that no process sees a partial copy. Throws Error, AgentError.
void put_tree(Guest& guest, const std::filesystem::path& folder, const std::string& target, Deadline deadline);

/// Copies the guest's `folder` to `target`, which must not exist yet; at most `limit` bytes. Throws Error, AgentError;
/// `target` does not exist then.
void get_tree(
    Guest& guest, const std::string& folder, const std::filesystem::path& target, std::size_t limit, Deadline deadline);

} // namespace crocum
