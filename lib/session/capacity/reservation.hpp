#pragma once

#include "lib/config/config.hpp"
#include "lib/provider/provider.hpp"

#include <cstdint>
#include <map>
#include <memory>
#include <string>

namespace crocum {

/// Room for machines that are about to start. A host that swaps takes every student's machines down with it, so it is
/// asked before a start, not after.

/// What somebody's machines will take, in bytes.
struct Demand {
    std::uint64_t memory = 0;
    std::size_t machines = 0;
    std::map<std::string, std::uint64_t> disk; ///< by pool
};

/// What is left of the host's memory when every running machine has taken all that it may take, and a tenth of the host
/// (at least 512 MiB) stays free; in bytes. Where memory_limit is set, of that.
[[nodiscard]] std::uint64_t free_memory(const Config& config, const Provider& provider);

/// With what QEMU itself takes for each machine; more where the processor is emulated.
[[nodiscard]] std::uint64_t memory_for(const Config& config, const Demand& demand);

/// Sets room aside until the result is destroyed, which is to be when the machines run and count by themselves; other
/// threads of this process cannot have it meanwhile. Throws WaitingError where there is too little.
[[nodiscard]] std::shared_ptr<void> reserve(const Config& config, const Provider& provider, const Demand& demand);

} // namespace crocum
