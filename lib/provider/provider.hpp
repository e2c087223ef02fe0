#pragma once

#include "lib/base/clock.hpp"
#include "lib/provider/machine_state.hpp"
#include "lib/provider/owner_mark.hpp"
#include "lib/provider/resource.hpp"
#include "lib/provider/serial_console.hpp"

#include <atomic>
#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <vector>

namespace crocum {

/// Memory of one running machine, in bytes.
struct MachineMemory {
    std::uint64_t most = 0;     ///< the limit in its definition
    std::uint64_t resident = 0; ///< present host memory of its process; can exceed `most`
};

/// Memory or disk in bytes.
struct Capacity {
    std::uint64_t total = 0;
    std::uint64_t available = 0;
};

/// Networks and disks that a machine uses now, or after its next start.
struct MachineUse {
    std::string machine;
    std::set<std::string> networks;
    std::set<ResourceName> volumes; ///< disks that are named by pool and volume
    std::set<std::string> files;    ///< disks that are named by path
    std::set<std::string> backing;  ///< backing files of those, as far as the provider knows them

    /// `key` is a volume's path (the key of a volume in a folder pool).
    [[nodiscard]] bool has(const ResourceName& resource, const std::string& key) const;
};

/// Whether the provider at a URI runs machines on this host. Only then crocum can see its files and reboots.
[[nodiscard]] bool is_local(const std::string& uri);

/// A path of this host with its links resolved, as far as it exists.
[[nodiscard]] std::string real_path(const std::string& path);

/// An open connection to a system that runs machines (today libvirt). Use cases access providers only through this
/// interface. Thread-safe. Every member throws UnreachableError when the connection is lost, and Error when the
/// provider refuses.
class Provider {
public:
    virtual ~Provider() = default;

    /// The address of this provider in records.
    [[nodiscard]] virtual const std::string& uri() const = 0;

    /// The number of threads that the connection serves at a time; others get a connection of their own.
    [[nodiscard]] virtual int most_users() const = 0;

    /// False once the connection is known to be lost.
    [[nodiscard]] virtual bool alive() const = 0;

    /// Every machine by name. The number of calls does not depend on the number of machines.
    [[nodiscard]] virtual std::map<std::string, MachineStatus> machines() const = 0;

    /// The networks and disks of every machine. A machine that is removed in the meantime is left out.
    [[nodiscard]] virtual std::vector<MachineUse> uses() const = 0;

    /// UUID (machines, networks, pools) or key (volumes) of the resource with a name; nothing when it does not exist.
    [[nodiscard]] virtual std::optional<std::string> find(const ResourceName& resource) const = 0;

    /// The volume with a file's path, when a pool contains it.
    [[nodiscard]] virtual std::optional<ResourceName> volume_at(const std::string& path) const = 0;

    /// All volumes of a pool, with keys; none when the pool does not exist or is not active.
    [[nodiscard]] virtual std::map<ResourceName, std::string> volumes(const std::string& pool) const = 0;

    /// The present name of the machine with a UUID, because machines can be renamed. Nothing when it does not exist.
    [[nodiscard]] virtual std::optional<std::string> machine_with(const std::string& uuid) const = 0;

    [[nodiscard]] virtual MachineState state(const std::string& machine) const = 0;

    /// Stops and removes a resource with everything attached to it (saved memory, snapshots' metadata). A pool's folder
    /// is removed when it is empty; its files are separate volumes. Does nothing when the resource does not exist.
    virtual void remove(const ResourceName& resource) const = 0;

    /// Starts or resumes a machine in any state (off, saved, paused, suspended, crashed), or starts an inactive network
    /// or pool. Throws Error when it does not exist.
    virtual void start(const ResourceName& resource) const = 0;

    /// Ends the present boot of a running machine and begins the next one: asks the guest to shut down in order, and
    /// resets the machine when it has not within `patience`. When this returns, nothing of the old boot runs any more,
    /// whatever the guest claims; the new one may not be up yet. It cannot be cancelled, and may take a minute longer
    /// than `patience`. Throws AgentError (machine_off) when the machine is not running.
    virtual void reboot(const std::string& machine, Seconds patience) const = 0;

    /// Pauses a running machine's virtual CPUs; start() resumes it. A machine that put itself to sleep is woken up
    /// first. Does nothing when the machine is paused, crashed or off.
    virtual void suspend(const std::string& machine) const = 0;

    /// Writes a running or paused machine's memory to the host's disk and frees it; start() restores it. Takes seconds.
    /// Does nothing when the machine is off.
    virtual void save(const std::string& machine) const = 0;

    /// The memory of every running or paused machine. The number of calls does not depend on the number of machines.
    [[nodiscard]] virtual std::map<std::string, MachineMemory> memory() const = 0;

    /// The memory in a machine's definition in bytes, also when it is off.
    [[nodiscard]] virtual std::uint64_t memory_of(const std::string& machine) const = 0;

    [[nodiscard]] virtual Capacity host_memory() const = 0;

    /// The capacity of an active pool; nothing when there is none.
    [[nodiscard]] virtual std::optional<Capacity> pool_capacity(const std::string& pool) const = 0;

    /// The mark of a machine; nothing when it has none. A mark that cannot be read is an Error, never "none".
    [[nodiscard]] virtual std::optional<OwnerMark> owner(const std::string& machine) const = 0;

    /// The list that the owner wrote with the mark: all objects of the instance, with UUID or key.
    [[nodiscard]] virtual std::map<ResourceName, std::string> belongings(const std::string& machine) const = 0;

    virtual void set_owner(
        const std::string& machine,
        const OwnerMark& mark,
        const std::map<ResourceName, std::string>& belongings) const = 0;

    /// Refreshes the active pools, because other programs may have created files in their folders.
    virtual void refresh_pools() const = 0;

    /// Sends one command to the machine's guest agent and returns the agent's reply. It cannot be cancelled, and may
    /// take 40 s longer than `timeout` (libvirt waits 30 s for another client, and 10 s for the sync). Throws
    /// AgentError.
    [[nodiscard]] virtual std::string agent_command(
        const std::string& machine, const std::string& command, Seconds timeout) const = 0;

    /// Whether a process in the guest has the agent's port open. A connected agent may still not answer.
    [[nodiscard]] virtual bool agent_connected(const std::string& machine) const = 0;

    /// Calls back (on a thread of the provider's) whenever an agent connects or disconnects, until the result is
    /// destroyed.
    [[nodiscard]] virtual std::shared_ptr<void> watch_agents(
        std::function<void(const std::string& machine)> changed) const = 0;

    /// Opens a machine's serial console. `ended` is called once when the machine or the provider ends it. Throws
    /// AgentError (machine_off) when the machine is not running, Error when it has no console.
    [[nodiscard]] virtual std::unique_ptr<SerialConsole> open_console(
        const std::string& machine, ConsoleOutput output, std::function<void()> ended) const = 0;

    /// Takes one of the connection's most_users() places for agent commands; false when none is free. An abandoned
    /// command keeps its place until it returns: otherwise such commands would use up all calls of the connection, and
    /// it would be taken for lost.
    [[nodiscard]] bool begin_agent_command() const noexcept;

    /// Frees the place.
    void end_agent_command() const noexcept;

private:
    mutable std::atomic<int> agent_commands_{0};
};

} // namespace crocum
