#pragma once

#include "lib/base/clock.hpp"
#include "lib/provider/machine_state.hpp"
#include "lib/provider/owner_mark.hpp"
#include "lib/provider/resource.hpp"
#include "lib/provider/serial_console.hpp"

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
    std::uint64_t most = 0;     ///< what its definition allows the guest
    std::uint64_t resident = 0; ///< what its process has of the host by now; more than `most` at times
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

    /// `key` is a volume's path (its key, in a pool that is a folder).
    [[nodiscard]] bool has(const ResourceName& resource, const std::string& key) const;
};

/// Whether the provider at a URI runs machines on this host: only then can its files and reboots be seen here.
[[nodiscard]] bool is_local(const std::string& uri);

/// A path of this host with its links resolved, as far as it exists.
[[nodiscard]] std::string real_path(const std::string& path);

/// An open connection to whatever runs machines: libvirt today. Use cases know providers by this interface only.
/// Thread-safe. Every member throws UnreachableError when the provider is gone and Error when it refuses.
class Provider {
public:
    virtual ~Provider() = default;

    /// The address that records keep to find this provider again.
    [[nodiscard]] virtual const std::string& uri() const = 0;

    /// The number of threads that the connection serves at a time; others get a connection of their own.
    [[nodiscard]] virtual int most_users() const = 0;

    /// False once the connection is known to be lost.
    [[nodiscard]] virtual bool alive() const = 0;

    /// Every machine by name, in a bounded number of calls whatever the number of machines.
    [[nodiscard]] virtual std::map<std::string, MachineStatus> machines() const = 0;

    /// The networks and disks of every machine. A machine that goes meanwhile is left out.
    [[nodiscard]] virtual std::vector<MachineUse> uses() const = 0;

    /// UUID (machines, networks, pools) or key (volumes) of the resource with a name; nothing where there is none.
    [[nodiscard]] virtual std::optional<std::string> find(const ResourceName& resource) const = 0;

    /// The volume whose file is at a path, as far as a pool knows it.
    [[nodiscard]] virtual std::optional<ResourceName> volume_at(const std::string& path) const = 0;

    /// Everything in a pool, with keys; nothing where there is no such pool or it is off.
    [[nodiscard]] virtual std::map<ResourceName, std::string> volumes(const std::string& pool) const = 0;

    /// The present name of the machine with a UUID: machines can be renamed. Nothing where there is none.
    [[nodiscard]] virtual std::optional<std::string> machine_with(const std::string& uuid) const = 0;

    [[nodiscard]] virtual MachineState state(const std::string& machine) const = 0;

    /// Stops and removes a resource with everything attached to it (saved memory, snapshots' metadata). A pool's folder
    /// is removed where it is empty; its files are volumes of their own. Nothing happens where it does not exist.
    virtual void remove(const ResourceName& resource) const = 0;

    /// Makes a machine run, whatever state it is in (off, saved, paused, suspended, crashed), or starts a network or a
    /// pool that is off. Throws Error where it does not exist.
    virtual void start(const ResourceName& resource) const = 0;

    /// Stops a running machine's processors; start() resumes it. Nothing happens to one that does not run.
    virtual void suspend(const std::string& machine) const = 0;

    /// Writes a running or paused machine's memory to the host's disk and frees it; start() restores it. Takes seconds.
    /// Nothing happens to one that is off.
    virtual void save(const std::string& machine) const = 0;

    /// Of every machine that has memory, paused or not, in a bounded number of calls.
    [[nodiscard]] virtual std::map<std::string, MachineMemory> memory() const = 0;

    /// What a machine's definition allows the guest, in bytes; whether it runs or not.
    [[nodiscard]] virtual std::uint64_t memory_of(const std::string& machine) const = 0;

    [[nodiscard]] virtual Capacity host_memory() const = 0;

    /// The capacity of a pool that is on; nothing where there is none.
    [[nodiscard]] virtual std::optional<Capacity> pool_capacity(const std::string& pool) const = 0;

    /// The mark of a machine; nothing where it has none. A mark that cannot be read is an Error, never "none".
    [[nodiscard]] virtual std::optional<OwnerMark> owner(const std::string& machine) const = 0;

    /// What the owner wrote beside the mark: everything that the instance consists of, with UUID or key.
    [[nodiscard]] virtual std::map<ResourceName, std::string> belongings(const std::string& machine) const = 0;

    virtual void set_owner(
        const std::string& machine,
        const OwnerMark& mark,
        const std::map<ResourceName, std::string>& belongings) const = 0;

    /// Looks again at the folders of the active pools: files may have come without the provider.
    virtual void refresh_pools() const = 0;

    /// Sends one command to the machine's guest agent and returns the agent's reply. Cannot be stopped, and may take
    /// 40 s longer than `timeout` (libvirt: 30 s for another client's turn, 10 s for the sync). Throws AgentError.
    [[nodiscard]] virtual std::string agent_command(
        const std::string& machine, const std::string& command, Seconds timeout) const = 0;

    /// Whether something in the guest has the agent's port open. Connected does not mean that it answers.
    [[nodiscard]] virtual bool agent_connected(const std::string& machine) const = 0;

    /// Calls back (on a thread of the provider's) whenever an agent connects or disconnects, until the result is
    /// destroyed.
    [[nodiscard]] virtual std::shared_ptr<void> watch_agents(
        std::function<void(const std::string& machine)> changed) const = 0;

    /// Opens a machine's serial console. `ended` is called once when the machine or the provider ends it. Throws
    /// AgentError (machine_off) where the machine does not run, Error where it has no console.
    [[nodiscard]] virtual std::unique_ptr<SerialConsole> open_console(
        const std::string& machine, ConsoleOutput output, std::function<void()> ended) const = 0;
};

} // namespace crocum
