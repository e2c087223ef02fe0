#pragma once

// Private to lib/libvirt: libvirt's objects as values, its errors as exceptions.

#include "lib/base/deleter.hpp"
#include "lib/base/error.hpp"
#include "lib/libvirt/libvirt_api.hpp"
#include "lib/libvirt/libvirt_provider.hpp"

#include <array>
#include <cstdlib>
#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <string>

namespace crocum {

/// Frees a libvirt object through the loaded library.
template <auto release>
struct ApiDeleter {
    template <typename T>
    void operator()(T* object) const noexcept {
        (libvirt_api().*release)(object);
    }
};

using Connection = std::unique_ptr<virConnect, ApiDeleter<&LibvirtApi::virConnectClose>>;
using Domain = std::unique_ptr<virDomain, ApiDeleter<&LibvirtApi::virDomainFree>>;
using Network = std::unique_ptr<virNetwork, ApiDeleter<&LibvirtApi::virNetworkFree>>;
using Pool = std::unique_ptr<virStoragePool, ApiDeleter<&LibvirtApi::virStoragePoolFree>>;
using Volume = std::unique_ptr<virStorageVol, ApiDeleter<&LibvirtApi::virStorageVolFree>>;
using Text = std::unique_ptr<char, Deleter<&std::free>>;

struct LibvirtFailure {
    int code = 0;
    std::string message; ///< sanitised, because the text of an agent's error comes from the guest
};

/// libvirt's error of the last call on this thread; read it before the next call.
[[nodiscard]] LibvirtFailure last_failure();

/// virConnectOpen waits as long as a hanging daemon does not answer, so it runs on a thread that may be abandoned.
/// Throws UnreachableError after 30 s, or with libvirt's reason; Interrupted.
[[nodiscard]] Connection open_connection(const std::string& uri);

/// The subscribers to agents' connect events: libvirt allows one registration on a connection. It outlives the
/// connection while libvirt's event thread uses it.
struct AgentWatchers {
    std::mutex mutex;
    std::map<int, std::function<void(const std::string& domain)>> callbacks;
    int next = 0;
    int registration = -1;

    void tell(const std::string& domain);
};

struct LibvirtProvider::Impl {
    Impl() = default;
    Impl(const Impl&) = delete;
    Impl& operator=(const Impl&) = delete;

    ~Impl() {
        if (watchers->registration >= 0) {
            api.virConnectDomainEventDeregisterAny(connection.get(), watchers->registration);
        }
    }

    const LibvirtApi& api = libvirt_api();
    Connection connection;
    std::shared_ptr<AgentWatchers> watchers = std::make_shared<AgentWatchers>();

    [[nodiscard]] bool alive() const;

    /// Throws UnreachableError when the connection to libvirt is lost, otherwise Error.
    [[noreturn]] void fail(const std::string& what, const LibvirtFailure& failure = last_failure()) const;

    /// Null when there is no object with the name.
    [[nodiscard]] Domain domain(const std::string& name) const;
    [[nodiscard]] Network network(const std::string& name) const;
    [[nodiscard]] Pool pool(const std::string& name) const;
    /// Throws Error when its pool is not active: "unknown" is not "absent".
    [[nodiscard]] Volume volume(const ResourceName& resource) const;

    /// Throws AgentError(machine_off) when there is no such domain.
    [[nodiscard]] Domain present_domain(const std::string& name) const;

    /// Adds the backing files of a domain's disks from the pools, and on this host from the files themselves, because
    /// libvirt does not report them for a domain that is off. `known` caches the backing file of each file: most disks
    /// have the same image.
    void add_backing(MachineUse& use, bool local, std::map<std::string, std::string>& known) const;

    /// A virDomainState.
    [[nodiscard]] int state(virDomainPtr domain) const;

    /// Names of domains that are off and have a managed save image.
    [[nodiscard]] std::vector<std::string> saved_domains() const;

    /// Converts a virDomainState.
    [[nodiscard]] static MachineState state_of(int state) noexcept;

    void remove_domain(const std::string& name) const;
    void remove_network(const std::string& name) const;
    void remove_volume(const ResourceName& resource) const;
    void remove_pool(const std::string& name) const;

private:
    /// A lookup's result: present, absent (libvirt's `absent` code), or an exception.
    template <typename Handle, typename Raw>
    Handle found_or_absent(Raw* raw, const std::string& what, int absent) const;
};

} // namespace crocum
