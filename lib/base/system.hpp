#pragma once

#include "lib/base/error.hpp"

#include <cerrno>
#include <cstring>

namespace crocum {

/// An Error that ends with the text of errno, which is read before anything else can change it.
template <typename... Args>
[[nodiscard]] Error system_error(fmt::format_string<Args...> format, Args&&... args) {
    const int code = errno;
    return Error("{}: {}", fmt::format(format, std::forward<Args>(args)...), std::strerror(code));
}

} // namespace crocum
