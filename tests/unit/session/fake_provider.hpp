#pragma once

#include "lib/base/error.hpp"
#include "lib/provider/agent_error.hpp"
#include "lib/provider/providers.hpp"

#include <atomic>
#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <set>
#include <string>
#include <vector>

namespace crocum {

/// A host whose machines exist in memory only. Tests set what it has and what goes wrong; all connections see the same
/// host, so that a use case cannot tell how many it has. Thread-safe.
struct FakeHost {
    struct Machine {
        std::string uuid;
        MachineState state = MachineState::running;
        bool saved = false;
        std::uint64_t memory = 0; ///< bytes
        std::optional<OwnerMark> mark;
        std::map<ResourceName, std::string> belongings;
        MachineUse use;
    };

    std::recursive_mutex mutex;
    std::map<std::string, Machine> machines;
    std::map<ResourceName, std::string> resources; ///< networks, volumes, pools with UUID or key
    Capacity memory{std::uint64_t{64} << 30U, std::uint64_t{64} << 30U};
    std::map<std::string, Capacity> pools;

    /// Called before each operation with its name ("suspend", "save", "start", "remove", …) and its subject; throws
    /// what the provider is to throw.
    std::function<void(const std::string& operation, const std::string& subject)> before = [](auto&&...) {};
    /// The reply of an agent; throws AgentError where it is silent.
    std::function<std::string(const std::string& machine, const std::string& command)> agent =
        [](const std::string& machine, const std::string&) -> std::string {
        throw AgentError(AgentFault::silent, "the agent of {} does not answer", machine);
    };
    bool reachable = true;
    std::vector<std::string> log; ///< "suspend demo-hello-srv": what was done, in order

    /// Runs `work` as one operation on the host.
    template <typename Work>
    auto operate(const std::string& operation, const std::string& subject, Work work) {
        before(operation, subject);
        const std::lock_guard guard(mutex);
        if (!reachable) {
            throw UnreachableError("the provider does not answer");
        }
        log.push_back(operation + " " + subject);
        return work();
    }
};

class FakeProvider : public Provider {
public:
    FakeProvider(std::shared_ptr<FakeHost> host, std::string uri) : host_(std::move(host)), uri_(std::move(uri)) {
        if (!host_->reachable) {
            throw UnreachableError("the provider does not answer");
        }
    }

    const std::string& uri() const override { return uri_; }

    int most_users() const override { return 4; }

    bool alive() const override { return host_->reachable; }

    std::map<std::string, MachineStatus> machines() const override {
        return host_->operate("machines", "", [&] {
            std::map<std::string, MachineStatus> found;
            for (const auto& [name, machine] : host_->machines) {
                found[name] = {machine.uuid, machine.state, machine.saved};
            }
            return found;
        });
    }

    std::vector<MachineUse> uses() const override {
        return host_->operate("uses", "", [&] {
            std::vector<MachineUse> found;
            for (const auto& [name, machine] : host_->machines) {
                found.push_back(machine.use);
                found.back().machine = name;
            }
            return found;
        });
    }

    std::optional<std::string> find(const ResourceName& resource) const override {
        return host_->operate("find", resource.name, [&]() -> std::optional<std::string> {
            if (resource.kind == ResourceKind::domain) {
                const auto found = host_->machines.find(resource.name);
                return found == host_->machines.end() ? std::nullopt : std::optional(found->second.uuid);
            }
            const auto found = host_->resources.find(resource);
            return found == host_->resources.end() ? std::nullopt : std::optional(found->second);
        });
    }

    std::optional<ResourceName> volume_at(const std::string& /*path*/) const override { return std::nullopt; }

    std::map<ResourceName, std::string> volumes(const std::string& /*pool*/) const override { return {}; }

    std::optional<std::string> machine_with(const std::string& uuid) const override {
        return host_->operate("machine_with", uuid, [&]() -> std::optional<std::string> {
            for (const auto& [name, machine] : host_->machines) {
                if (machine.uuid == uuid) {
                    return name;
                }
            }
            return std::nullopt;
        });
    }

    MachineState state(const std::string& machine) const override {
        return host_->operate("state", machine, [&] {
            const auto found = host_->machines.find(machine);
            return found == host_->machines.end() ? MachineState::gone : found->second.state;
        });
    }

    void remove(const ResourceName& resource) const override {
        host_->operate("remove", resource.name, [&] {
            host_->machines.erase(resource.kind == ResourceKind::domain ? resource.name : "");
            host_->resources.erase(resource);
        });
    }

    void start(const ResourceName& resource) const override {
        host_->operate("start", resource.name, [&] {
            if (resource.kind == ResourceKind::domain) {
                auto& machine = host_->machines.at(resource.name);
                machine.state = MachineState::running;
                machine.saved = false;
            }
        });
    }

    void reboot(const std::string& machine, Seconds /*patience*/) const override {
        host_->operate("reboot", machine, [&] {
            if (const auto& one = present(machine); one.state != MachineState::running) {
                throw AgentError(AgentFault::machine_off, "{} is {}", machine, to_string(one.state));
            }
        });
    }

    void suspend(const std::string& machine) const override {
        host_->operate("suspend", machine, [&] {
            auto& one = present(machine);
            if (one.state == MachineState::running || one.state == MachineState::suspended) {
                one.state = MachineState::paused;
            }
        });
    }

    void save(const std::string& machine) const override {
        host_->operate("save", machine, [&] {
            auto& one = present(machine);
            one.saved = one.state != MachineState::off;
            one.state = MachineState::off;
        });
    }

    std::map<std::string, MachineMemory> memory() const override {
        return host_->operate("memory", "", [&] {
            std::map<std::string, MachineMemory> found;
            for (const auto& [name, machine] : host_->machines) {
                if (machine.state != MachineState::off) {
                    found[name] = {machine.memory, 0};
                }
            }
            return found;
        });
    }

    std::uint64_t memory_of(const std::string& machine) const override {
        return host_->operate("memory_of", machine, [&] { return present(machine).memory; });
    }

    Capacity host_memory() const override {
        return host_->operate("host_memory", "", [&] { return host_->memory; });
    }

    std::optional<Capacity> pool_capacity(const std::string& pool) const override {
        return host_->operate("pool_capacity", pool, [&]() -> std::optional<Capacity> {
            const auto found = host_->pools.find(pool);
            return found == host_->pools.end() ? std::nullopt : std::optional(found->second);
        });
    }

    std::optional<OwnerMark> owner(const std::string& machine) const override {
        return host_->operate("owner", machine, [&]() -> std::optional<OwnerMark> {
            const auto found = host_->machines.find(machine);
            return found == host_->machines.end() ? std::nullopt : found->second.mark;
        });
    }

    std::map<ResourceName, std::string> belongings(const std::string& machine) const override {
        return host_->operate("belongings", machine, [&] { return present(machine).belongings; });
    }

    void set_owner(
        const std::string& machine,
        const OwnerMark& mark,
        const std::map<ResourceName, std::string>& belongings) const override {
        host_->operate("set_owner", machine, [&] {
            auto& one = present(machine);
            one.mark = mark;
            one.belongings = belongings;
        });
    }

    void refresh_pools() const override {}

    std::string agent_command(
        const std::string& machine, const std::string& command, Seconds /*timeout*/) const override {
        return host_->agent(machine, command);
    }

    bool agent_connected(const std::string& /*machine*/) const override { return true; }

    std::shared_ptr<void> watch_agents(std::function<void(const std::string&)> /*changed*/) const override {
        return nullptr;
    }

    std::unique_ptr<SerialConsole> open_console(
        const std::string& machine, ConsoleOutput /*output*/, std::function<void()> /*ended*/) const override {
        throw Error("{} has no console", machine);
    }

private:
    FakeHost::Machine& present(const std::string& machine) const {
        const auto found = host_->machines.find(machine);
        if (found == host_->machines.end()) {
            throw AgentError(AgentFault::machine_off, "there is no machine {}", machine);
        }
        return found->second;
    }

    std::shared_ptr<FakeHost> host_;
    std::string uri_;
};

/// Connections to the fake host, whatever URI is asked for.
[[nodiscard]] inline std::shared_ptr<Providers> providers_of(const std::shared_ptr<FakeHost>& host) {
    return std::make_shared<Providers>(
        [host](const std::string& uri) { return std::make_unique<const FakeProvider>(host, uri); });
}

} // namespace crocum
