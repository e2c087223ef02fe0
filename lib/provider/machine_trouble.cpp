#include "lib/provider/machine_trouble.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>

namespace crocum {

namespace {

struct Trouble {
    std::string_view part; ///< of the error
    std::string_view text;
};

// The order matters where an error names two: a failed fork, then its errno.
constexpr std::array troubles{
    Trouble{"No space left on device", "a file system in the machine is full: remove files there (df shows where)"},
    Trouble{"Disk quota exceeded", "a disk quota in the machine is used up: remove files there"},
    Trouble{
        "Read-only file system",
        "a file system in the machine is read-only: mount it writable, or restart the machine"},
    Trouble{"annot fork", "the machine can start no more processes: end some there, or restart it"},
    Trouble{"Failed to fork", "the machine can start no more processes: end some there, or restart it"},
    Trouble{
        "Resource temporarily unavailable", "the machine can start no more processes: end some there, or restart it"},
    Trouble{"Cannot allocate memory", "the machine has no memory left: end processes there, or restart it"},
    Trouble{"Too many open files", "the agent has too many open files: restart qemu-guest-agent in the machine"},
    Trouble{"Input/output error", "a disk of the machine cannot be read or written: restart the machine"},
    Trouble{"Permission denied", "the agent may not do that in the machine: qemu-ga has to run as root there"},
    Trouble{"Operation not permitted", "the agent may not do that in the machine: qemu-ga has to run as root there"},
};

} // namespace

std::string machine_trouble(std::string_view error) {
    const auto* found = std::find_if(troubles.begin(), troubles.end(), [&](const Trouble& trouble) {
        return error.find(trouble.part) != std::string_view::npos;
    });
    return found == troubles.end() ? "" : std::string(found->text);
}

std::string explain_trouble(std::string_view error) {
    const auto trouble = machine_trouble(error);
    return trouble.empty() || error.find(trouble) != std::string_view::npos ? std::string(error)
                                                                            : fmt::format("{} ({})", trouble, error);
}

} // namespace crocum
