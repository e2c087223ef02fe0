#pragma once

#include <string>

namespace crocum {

/// The file of this host that an image file stands on, by qemu-img; empty where it stands for itself, where it stands
/// on something that is no file (nbd://…), where it is no regular file, and where qemu-img does not say. One step of
/// the chain: what a guest wrote to a disk can name anything, and qemu-img would open it, also over the network, to
/// tell of the next step.
[[nodiscard]] std::string backing_file(const std::string& path);

} // namespace crocum
