#pragma once

#include <functional>
#include <string_view>

namespace crocum {

/// Receives the bytes of a console, exactly as the guest sent them; called on the console's own thread.
using ConsoleOutput = std::function<void(std::string_view)>;

/// A machine's serial console. Opening it disconnects the previous user.
class SerialConsole {
public:
    virtual ~SerialConsole() = default;

    /// Queues bytes without waiting for the machine. Returns false when the machine reads no more; `bytes` are dropped.
    /// Throws Error when the console is closed.
    [[nodiscard]] virtual bool write(std::string_view bytes) = 0;

    /// No callback runs after this returns. Returns false when the provider has not closed the stream within a few
    /// seconds, because the machine did not read the written bytes; the connection is abandoned then.
    virtual bool close() = 0;
};

} // namespace crocum
