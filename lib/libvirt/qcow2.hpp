#pragma once

#include <string>

namespace crocum {

/// The file of this host that an image file stands on, by qemu-img; empty where it stands for itself, where it stands
/// on something that is no file (nbd://…), where it is no regular file or no image that this user can read. One step
/// of the chain: what a guest wrote to a disk can name anything, and qemu-img would open it, also over the network, to
/// tell of the next step. Throws Error where there is no qemu-img or it does not end.
[[nodiscard]] std::string backing_file(const std::string& path);

} // namespace crocum
