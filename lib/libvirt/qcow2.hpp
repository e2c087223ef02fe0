#pragma once

#include <string>

namespace crocum {

/// The file that a qcow2 file of this host stands on; empty where it stands for itself, or is no such file. Source of
/// the form: QEMU, docs/interop/qcow2.txt ("Header").
[[nodiscard]] std::string qcow2_backing(const std::string& path);

} // namespace crocum
