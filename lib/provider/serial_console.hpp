#pragma once

#include <functional>
#include <string_view>

namespace crocum {

/// Receives the bytes of a console, exactly as the guest sent them; called on a thread of the console's.
using ConsoleOutput = std::function<void(std::string_view)>;

/// A machine's serial console. Opening it takes it from the earlier user.
class SerialConsole {
public:
    virtual ~SerialConsole() = default;

    /// Queues bytes without waiting for the machine. Returns false where the machine takes no more; `bytes` are dropped
    /// then. Throws Error where the console is gone.
    [[nodiscard]] virtual bool write(std::string_view bytes) = 0;

    /// No callback runs after this returns. Returns false where the provider has not closed the stream within a few
    /// seconds, because the machine has not taken what was written: the connection is left behind then.
    virtual bool close() = 0;
};

} // namespace crocum
