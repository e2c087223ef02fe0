#pragma once

#include "lib/provider/serial_console.hpp"

#include <memory>
#include <string>

namespace crocum {

/// A domain's serial console through libvirt's stream, so that the caller needs no access to the pseudo-terminal.
class LibvirtConsole : public SerialConsole {
public:
    /// On a connection of its own, because a blocked stream is abandoned together with its connection. Throws like
    /// Provider::open_console.
    LibvirtConsole(
        const std::string& uri, const std::string& domain, ConsoleOutput output, std::function<void()> ended);
    LibvirtConsole(const LibvirtConsole&) = delete;
    LibvirtConsole& operator=(const LibvirtConsole&) = delete;
    /// Closes like close().
    ~LibvirtConsole() override;

    [[nodiscard]] bool write(std::string_view bytes) override;
    bool close() override;

private:
    struct Impl;

    bool close_stream();

    std::shared_ptr<Impl> impl_;
};

} // namespace crocum
