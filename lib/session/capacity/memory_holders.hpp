#pragma once

#include "lib/config/config.hpp"
#include "lib/provider/provider.hpp"
#include "lib/session/context.hpp"

#include <exception>
#include <string>

namespace crocum {

/// Who holds the memory of a provider's host, the largest first: "hello of ann (512 MiB), machine build (1152 MiB), and
/// 3 more (900 MiB)"; empty when no machine runs. With QEMU's own memory, as reserve() counts it. Throws
/// UnreachableError.
[[nodiscard]] std::string memory_holders(const Config& config, const Provider& provider);

/// A note with the holders when too little memory is the reason for an error, else nothing. Throws nothing but
/// Interrupted.
void note_memory_holders(const Context& context, const std::exception& error);

/// The same for the provider with this URI.
void note_memory_holders(const Context& context, const std::string& uri);

} // namespace crocum
