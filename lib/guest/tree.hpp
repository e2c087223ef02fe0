#pragma once

#include "lib/guest/guest.hpp"

#include <filesystem>
#include <string>

namespace crocum {

/// Whole folders between the host and a guest: one archive where the guest has tar, file by file otherwise. Both give
/// the same tree: folders and regular files with their permission bits (never set-user-id and its kin), and links that
/// stay inside. Anything else in it is an Error, and so is a path that leaves the tree. Digests are compared on the
/// way.

/// Makes `target` (absolute, its parent exists) be what `folder` is. It is prepared beside the target and then takes
/// its place, so that nobody sees half of it. Throws Error, AgentError.
void put_tree(Guest& guest, const std::filesystem::path& folder, const std::string& target, Deadline deadline);

/// Makes `target`, which must not exist yet, be what the guest says `folder` is. At most `limit` bytes are taken.
/// Throws Error, AgentError; nothing is left then.
void get_tree(
    Guest& guest, const std::string& folder, const std::filesystem::path& target, std::size_t limit, Deadline deadline);

} // namespace crocum
