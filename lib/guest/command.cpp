#include "lib/guest/command.hpp"

#include <fmt/format.h>

namespace crocum {

std::vector<std::string> GuestCommand::plain_environment() {
    return {
        "PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin",
        "HOME=/root",
        "LANG=C.UTF-8",
    };
}

std::string GuestResult::outcome() const {
    if (timed_out) {
        return "timed out";
    }
    return signal != 0 ? fmt::format("killed by signal {}", signal) : fmt::format("exit status {}", status);
}

} // namespace crocum
