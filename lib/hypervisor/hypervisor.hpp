#pragma once

#include "lib/base/clock.hpp"

#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <vector>

namespace crocum {

/// What crocum writes on a domain that it made; only domains can carry metadata in libvirt 9.
struct OwnerMark {
    std::string instance; ///< 8 hexadecimal digits
    std::string lab;
    std::string student;
    std::string state; ///< the state directory that has the instance's record

    bool operator==(const OwnerMark&) const = default;

    /// Whether a domain with this mark is `owner`'s. A state directory can be moved: where the domain's UUID is on
    /// record, that proves as much as the directory's name on the domain.
    [[nodiscard]] bool is_of(const OwnerMark& owner, bool uuid_on_record) const {
        const bool same_making = instance == owner.instance && lab == owner.lab && student == owner.student;
        return same_making && (uuid_on_record || state == owner.state);
    }
};

/// One kind of thing that an instance has on a hypervisor.
enum class ResourceKind { domain, network, volume, pool };

[[nodiscard]] std::string to_string(ResourceKind kind);
/// Throws Error for an unknown word.
[[nodiscard]] ResourceKind resource_kind(const std::string& text);

/// A thing under a name; pool is set for volumes only.
struct ResourceName {
    ResourceKind kind = ResourceKind::domain;
    std::string name;
    std::string pool;

    auto operator<=>(const ResourceName&) const = default;
};

/// "domain demo-hello-srv", "volume demo-hello-srv.qcow2 in pool default"; safe to print
[[nodiscard]] std::string to_string(const ResourceName& resource);

/// What one look at a host says of a domain.
struct DomainState {
    std::string uuid;
    std::string state;  ///< "running", "paused", "suspended", "crashed" or "off"
    bool saved = false; ///< off, and what ran in it is on disk: it goes on with that

    bool operator==(const DomainState&) const = default;
};

/// Memory of one domain that runs, in bytes.
struct DomainMemory {
    std::uint64_t most = 0;     ///< what its definition allows the guest
    std::uint64_t resident = 0; ///< what its process has of the host by now; more than `most` at times
};

/// Memory or disk in bytes.
struct Capacity {
    std::uint64_t total = 0;
    std::uint64_t available = 0;
};

/// What a domain holds on to: now, or after its next start.
struct DomainUse {
    std::string domain;
    std::set<std::string> networks;
    std::set<ResourceName> volumes; ///< disks that are named by pool and volume
    std::set<std::string> files;    ///< disks that are named by path
    std::set<std::string> backing;  ///< what those stand on, as far as libvirt or its pools know

    /// `key` is a volume's path (its key, in a pool that is a folder).
    [[nodiscard]] bool has(const ResourceName& resource, const std::string& key) const;
};

/// Whether a libvirt is this host's, files and reboots included: no URI of another one goes without a host's name.
[[nodiscard]] bool is_local(const std::string& uri);

/// A path of this host with its links resolved, as far as it exists.
[[nodiscard]] std::string real_path(const std::string& path);

/// An open connection to one libvirt. Thread-safe, as libvirt's connections are; at most 4 calls at a time go through
/// one connection (libvirtd's max_client_requests is 5, and its keepalive needs one).
/// Every member throws UnreachableError when libvirt is gone and Error when it refuses.
class Hypervisor {
public:
    /// Throws UnreachableError with the reason and what to do, also where libvirt is silent for 30 s, and Interrupted.
    explicit Hypervisor(std::string uri);
    Hypervisor(const Hypervisor&) = delete;
    Hypervisor& operator=(const Hypervisor&) = delete;
    ~Hypervisor();

    [[nodiscard]] const std::string& uri() const { return uri_; }

    /// False once the connection is known to be lost.
    [[nodiscard]] bool alive() const;

    /// Every domain by name: two calls for the whole host.
    [[nodiscard]] std::map<std::string, DomainState> domains() const;

    /// What every domain of the host holds on to. A domain that goes meanwhile is left out.
    [[nodiscard]] std::vector<DomainUse> uses() const;

    /// UUID (domains, networks, pools) or key (volumes) of what stands under a name. A pool is asked to look at its
    /// folder first: files that came or went without libvirt are otherwise not known.
    [[nodiscard]] std::optional<std::string> find(const ResourceName& resource) const;

    /// The volume whose file is at a path, as far as a pool knows it.
    [[nodiscard]] std::optional<ResourceName> volume_at(const std::string& path) const;

    /// Everything in a pool, with keys; nothing where there is no such pool or it is off.
    [[nodiscard]] std::map<ResourceName, std::string> volumes(const std::string& pool) const;

    /// The name that the domain with a UUID has now: it can be renamed. Nothing where there is none.
    [[nodiscard]] std::optional<std::string> domain_with(const std::string& uuid) const;

    /// Ends and undefines it with all that hangs on it (managed save, snapshots' metadata, NVRAM). With a pool goes its
    /// folder where that is empty; its files are volumes of their own. Nothing happens when it does not stand.
    void remove(const ResourceName& resource) const;

    /// The word of DomainState, or "gone" where there is no such domain.
    [[nodiscard]] std::string state(const std::string& domain) const;

    /// Makes a domain run, whatever state it is in (off, saved, paused, suspended, crashed), or starts a network or a
    /// pool that is off. Throws Error when it does not stand.
    void start(const ResourceName& resource) const;

    /// Stops a running domain's processors; start() goes on. Nothing happens to one that does not run.
    void suspend(const std::string& domain) const;

    /// Writes a running or suspended domain's memory to the host's disk and frees it; start() brings it back as it was.
    /// Takes seconds. Nothing happens to one that is off.
    void save(const std::string& domain) const;

    /// Of every domain that runs, paused or not: one call for the whole host.
    [[nodiscard]] std::map<std::string, DomainMemory> memory() const;

    /// What a domain's definition allows the guest, in bytes; whether it runs or not.
    [[nodiscard]] std::uint64_t memory_of(const std::string& domain) const;

    /// The host's memory.
    [[nodiscard]] Capacity host_memory() const;

    /// The room in a pool that is on; nothing where there is none.
    [[nodiscard]] std::optional<Capacity> pool_room(const std::string& pool) const;

    [[nodiscard]] std::optional<OwnerMark> owner(const std::string& domain) const;

    /// What the owner recorded of itself beside the mark: everything that the instance is made of, with UUID or key.
    [[nodiscard]] std::map<ResourceName, std::string> belongings(const std::string& domain) const;

    void set_owner(
        const std::string& domain, const OwnerMark& mark, const std::map<ResourceName, std::string>& belongings) const;

    /// Makes libvirt aware of files that came into the folders of its active pools.
    void refresh_pools() const;

    /// One command to the domain's guest agent. libvirt may take up to 30 s (another client's turn) + 10 s (sync)
    /// longer than `timeout`, and cannot be stopped. Returns the agent's reply. Throws AgentError.
    [[nodiscard]] std::string agent_command(
        const std::string& domain, const std::string& command, Seconds timeout) const;

    /// Whether something in the guest has the agent's port open. Connected does not mean that it answers.
    [[nodiscard]] bool agent_connected(const std::string& domain) const;

    /// Calls back (on libvirt's event thread) whenever an agent connects or disconnects, until the result is destroyed.
    [[nodiscard]] std::shared_ptr<void> watch_agents(std::function<void(const std::string& domain)> changed) const;

private:
    struct Impl;

    [[nodiscard]] std::string metadata(const std::string& domain) const;
    void start_domain(const std::string& domain) const;

    std::string uri_;
    std::unique_ptr<Impl> impl_;
};

} // namespace crocum
