#pragma once

#include <string>

namespace crocum {

/// The backing file of an image file, by qemu-img; empty when the image has none, when the backing is not a file of
/// this host (nbd://…), and when `path` is not a regular file, not an image, or not readable. One step of the chain
/// only: a guest can write any name into a disk, and qemu-img would open it, also over the network, to report the next
/// step. Throws Error when qemu-img is missing or does not end.
[[nodiscard]] std::string backing_file(const std::string& path);

} // namespace crocum
