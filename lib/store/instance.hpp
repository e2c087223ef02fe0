#pragma once

#include "lib/base/json.hpp"
#include "lib/provider/machine_address.hpp"
#include "lib/provider/provider.hpp"

#include <filesystem>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <vector>

namespace crocum {

/// Identifies an instance: a lab and a student.
struct InstanceId {
    std::string lab;
    std::string student;

    auto operator<=>(const InstanceId&) const = default;
};

/// "hello of demo"
[[nodiscard]] std::string to_string(const InstanceId& id);

/// The phase of an instance's life. See PHASES in crocum-internals(7): apply may be repeated while creating, never once
/// ready.
enum class Phase { creating, setup, ready, removing };

[[nodiscard]] const char* to_string(Phase phase) noexcept;

/// A machine of an instance.
struct InstanceMachine {
    std::string name;
    MachineAddress address;
    bool set_up = false;      ///< its setup script has ended successfully
    std::string setup_digest; ///< of that script; empty if the lab had none for this machine

    /// The address at a provider; null for a machine that is known by the socket of its agent.
    [[nodiscard]] const ProviderMachine* at_provider() const { return std::get_if<ProviderMachine>(&address); }

    /// The socket of its agent, "unix:/path"; empty for a machine of a provider.
    [[nodiscard]] std::string agent_socket() const {
        const auto* socket = std::get_if<AgentSocket>(&address);
        return socket == nullptr ? "" : socket->address;
    }
};

/// instance.json: everything that crocum created or is about to create. crocum removes objects of this record, and no
/// others.
struct Instance {
    InstanceId id;
    std::string mark;             ///< 8 hexadecimal digits, unique: for bridge names and on the domains
    std::filesystem::path folder; ///< of its lab
    std::string title;            ///< of its lab; empty in records of earlier versions
    std::string lab_digest; ///< of that folder's tree (without checks and setup scripts) at the time; empty: not known
    Phase phase = Phase::creating;
    std::string broken;                            ///< why the last setup failed; empty when it did not
    std::string uri;                               ///< libvirt; empty when the lab has no Terraform
    std::string engine;                            ///< "terraform" or "tofu"; empty before the first apply
    std::map<std::string, std::string> variables;  ///< passed to Terraform, also in later calls
    std::map<std::string, std::string> parameters; ///< the student's own
    std::set<ResourceName> resources;              ///< names of the objects in all plans
    std::map<ResourceName, std::string> uuids;     ///< of those that exist
    std::set<std::string> others;                  ///< Terraform addresses of resources that are not on libvirt
    std::vector<InstanceMachine> machines;
    std::string image;       ///< the backing image of its disks; empty when the lab does not use it
    std::string image_stamp; ///< size and time of that file when the instance was created
    std::string boot;        ///< boot id of the host at the last start of the machines; empty for a remote host
    std::string created;     ///< ISO 8601

    /// Whether its machines are those of lab.yaml, which crocum did not create and does not destroy.
    [[nodiscard]] bool has_existing_machines() const { return uri.empty(); }

    /// Whether none of its objects can exist: neither Terraform nor libvirt was called for it yet.
    [[nodiscard]] bool untouched() const {
        return engine.empty() && resources.empty() && others.empty() && machines.empty();
    }
};

[[nodiscard]] Json to_json(const Instance& instance);
/// Throws Error when the document is not an instance.
[[nodiscard]] Instance instance_from(const Json& document);

/// The records of all instances, below the state directory.
class Instances {
public:
    explicit Instances(const std::filesystem::path& state);

    /// Terraform's working directory, with instance.json in it.
    [[nodiscard]] std::filesystem::path folder(const InstanceId& id) const;

    /// Nothing when there is no record. Throws Error that names the file when it cannot be read.
    [[nodiscard]] std::optional<Instance> find(const InstanceId& id) const;

    /// The mark in a record, also in one of a later version of crocum; empty when it cannot be read.
    [[nodiscard]] std::string mark(const InstanceId& id) const;

    /// Synced to the disk before it returns.
    void save(const Instance& instance) const;

    /// Removes record and working directory, if they are there.
    void remove(const InstanceId& id) const;

    /// Removes a folder without a record, which a killed crocum can leave. A folder with a Terraform state is kept,
    /// because then its record was lost in another way.
    void sweep(const InstanceId& id) const;

    /// All ids that have a record, sorted.
    [[nodiscard]] std::vector<InstanceId> all() const;

private:
    std::filesystem::path root_;
};

} // namespace crocum
