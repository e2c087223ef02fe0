#pragma once

#include "lib/provider/provider.hpp"

namespace crocum {

/// An open connection to one libvirt.
class LibvirtProvider : public Provider {
public:
    /// Throws UnreachableError with the reason and a hint, also when libvirt does not answer within 30 s, and
    /// Interrupted.
    explicit LibvirtProvider(std::string uri);
    LibvirtProvider(const LibvirtProvider&) = delete;
    LibvirtProvider& operator=(const LibvirtProvider&) = delete;
    ~LibvirtProvider() override;

    [[nodiscard]] const std::string& uri() const override { return uri_; }

    /// libvirtd takes five calls of a connection at a time (max_client_requests), and its keepalive needs one.
    [[nodiscard]] int most_users() const override { return 4; }

    [[nodiscard]] bool alive() const override;
    [[nodiscard]] std::map<std::string, MachineStatus> machines() const override;
    [[nodiscard]] std::vector<MachineUse> uses() const override;
    /// Refreshes the pool first, because libvirt does not notice files that other programs create or remove.
    [[nodiscard]] std::optional<std::string> find(const ResourceName& resource) const override;
    [[nodiscard]] std::optional<ResourceName> volume_at(const std::string& path) const override;
    [[nodiscard]] std::map<ResourceName, std::string> volumes(const std::string& pool) const override;
    [[nodiscard]] std::optional<std::string> machine_with(const std::string& uuid) const override;
    [[nodiscard]] MachineState state(const std::string& domain) const override;
    void remove(const ResourceName& resource) const override;
    void start(const ResourceName& resource) const override;
    void reboot(const std::string& domain, Seconds patience) const override;
    void suspend(const std::string& domain) const override;
    void save(const std::string& domain) const override;
    [[nodiscard]] std::map<std::string, MachineMemory> memory() const override;
    [[nodiscard]] std::uint64_t memory_of(const std::string& domain) const override;
    [[nodiscard]] Capacity host_memory() const override;
    [[nodiscard]] std::optional<Capacity> pool_capacity(const std::string& pool) const override;
    [[nodiscard]] std::optional<OwnerMark> owner(const std::string& domain) const override;
    [[nodiscard]] std::map<ResourceName, std::string> belongings(const std::string& domain) const override;
    void set_owner(
        const std::string& domain,
        const OwnerMark& mark,
        const std::map<ResourceName, std::string>& belongings) const override;
    void refresh_pools() const override;
    [[nodiscard]] std::string agent_command(
        const std::string& domain, const std::string& command, Seconds timeout) const override;
    [[nodiscard]] bool agent_connected(const std::string& domain) const override;
    [[nodiscard]] std::shared_ptr<void> watch_agents(
        std::function<void(const std::string& domain)> changed) const override;
    [[nodiscard]] std::unique_ptr<SerialConsole> open_console(
        const std::string& domain, ConsoleOutput output, std::function<void()> ended) const override;

private:
    struct Impl;

    [[nodiscard]] std::string metadata(const std::string& domain) const;
    void start_domain(const std::string& domain) const;

    std::string uri_;
    std::unique_ptr<Impl> impl_;
};

} // namespace crocum
