#pragma once

#include "lib/base/clock.hpp"

#include <functional>
#include <memory>
#include <string>
#include <string_view>

namespace crocum {

/// A domain's serial console through libvirt's stream, so that nobody needs the pseudo-terminal's file. Whoever opens
/// it takes it from whoever had it. What comes out of it is the guest's, byte for byte.
class SerialConsole {
public:
    /// `output` is called on a thread of this object's, until `ended` is or the object goes. Throws AgentError
    /// (machine_off) where the domain does not run, Error where it has no console, UnreachableError.
    SerialConsole(
        const std::string& uri,
        const std::string& domain,
        std::function<void(std::string_view)> output,
        std::function<void()> ended);
    SerialConsole(const SerialConsole&) = delete;
    SerialConsole& operator=(const SerialConsole&) = delete;
    /// As close() does.
    ~SerialConsole();

    /// Passes it on without waiting for the machine, which may stand still: false where it takes no more, and `bytes`
    /// are dropped. Throws Error where the console is gone.
    [[nodiscard]] bool write(std::string_view bytes);

    /// Nobody is called any more when this returns. libvirt has a moment to close the stream: false where it has not,
    /// since the machine has not taken what was written, and the connection is left behind until it does.
    bool close();

private:
    struct Impl;
    std::shared_ptr<Impl> impl_;
};

} // namespace crocum
