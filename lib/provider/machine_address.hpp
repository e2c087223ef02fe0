#pragma once

#include <string>
#include <variant>

namespace crocum {

/// A machine of a provider: today a libvirt domain.
struct ProviderMachine {
    std::string uri;  ///< of the provider (Providers::at)
    std::string name; ///< at the provider
    std::string uuid; ///< empty if crocum did not create the machine: the name alone identifies it

    /// Whether the machine with this name and the UUID `found` is this machine.
    [[nodiscard]] bool is(const std::string& found) const { return uuid.empty() || uuid == found; }
};

/// The guest agent of a machine that no provider manages: "unix:/path".
struct AgentSocket {
    std::string address;
};

/// How crocum reaches a machine.
using MachineAddress = std::variant<ProviderMachine, AgentSocket>;

} // namespace crocum
