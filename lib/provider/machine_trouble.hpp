#pragma once

#include <string>
#include <string_view>

namespace crocum {

/// What is wrong in a machine and what to do about it, by the text of an error of its agent or of a program in it ("…:
/// No space left on device"). Empty when the text names no known cause. The texts are those of strerror(3) and of
/// qemu-ga (https://gitlab.com/qemu-project/qemu/-/tree/master/qga), in English.
[[nodiscard]] std::string machine_trouble(std::string_view error);

/// The error after what machine_trouble() says; the error alone for an unknown cause, or when it says so already.
[[nodiscard]] std::string explain_trouble(std::string_view error);

} // namespace crocum
