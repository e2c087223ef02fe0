#pragma once

#include <array>

namespace crocum::variable {

/// The names of the Terraform variables that crocum sets. No parameter of a lab can have one of them.
inline constexpr const char* user_id = "user-id"; ///< the student, for labs of the old form
inline constexpr const char* student = "student";
inline constexpr const char* lab = "lab";
inline constexpr const char* instance = "instance"; ///< 8 hexadecimal digits, unique
inline constexpr const char* seed = "seed";
inline constexpr const char* libvirt_uri = "libvirt_uri";
inline constexpr const char* domain_type = "domain_type";
inline constexpr const char* image = "image";
inline constexpr const char* kernel = "kernel"; ///< beside the image; empty when the image boots by itself
inline constexpr const char* initrd = "initrd"; ///< likewise

inline constexpr std::array all{user_id, student, lab, instance, seed, libvirt_uri, domain_type, image, kernel, initrd};

} // namespace crocum::variable
