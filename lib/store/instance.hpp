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

/// Which instance: a lab and a student.
struct InstanceId {
    std::string lab;
    std::string student;

    auto operator<=>(const InstanceId&) const = default;
};

/// "hello of demo"
[[nodiscard]] std::string to_string(const InstanceId& id);

/// Where an instance is in its life. See PHASES in crocum-internals(7): apply may be repeated while creating, never
/// once ready.
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

/// instance.json: what crocum made, or is about to make. What stands here is crocum's to remove, nothing else.
struct Instance {
    InstanceId id;
    std::string mark;             ///< 8 hexadecimal digits, unique: for bridge names and on the domains
    std::filesystem::path folder; ///< of the lab it was made from
    std::string lab_digest; ///< of that folder's tree (without checks and setup scripts) at the time; empty: not known
    Phase phase = Phase::creating;
    std::string broken;                            ///< why the last setup failed; empty when it did not
    std::string uri;                               ///< libvirt; empty when the lab has no Terraform
    std::string engine;                            ///< "terraform" or "tofu"; empty before the first apply
    std::map<std::string, std::string> variables;  ///< what Terraform got, for every later call
    std::map<std::string, std::string> parameters; ///< the student's own
    std::set<ResourceName> resources;              ///< names that the plans said they would make
    std::map<ResourceName, std::string> uuids;     ///< of those, what they turned out to be
    std::set<std::string> others;                  ///< Terraform addresses of what was made elsewhere than on libvirt
    std::vector<InstanceMachine> machines;
    std::string image;       ///< the guest image that its disks stand on; empty when the lab does not ask for it
    std::string image_stamp; ///< size and time of that file when the instance was made
    std::string boot;    ///< of the host (its boot id) when the machines were last started; empty where it is remote
    std::string created; ///< ISO 8601

    /// Whether nothing of it can stand: nobody has been asked to make anything yet.
    [[nodiscard]] bool untouched() const {
        return engine.empty() && resources.empty() && others.empty() && machines.empty();
    }
};

[[nodiscard]] Json to_json(const Instance& instance);
/// Throws Error when the document is no instance.
[[nodiscard]] Instance instance_from(const Json& document);

/// The records of all instances, below the state directory.
class Instances {
public:
    explicit Instances(std::filesystem::path state);

    /// Terraform's working directory, with instance.json in it.
    [[nodiscard]] std::filesystem::path folder(const InstanceId& id) const;

    /// Nothing when there is no record. Throws Error that names the file when it cannot be read.
    [[nodiscard]] std::optional<Instance> find(const InstanceId& id) const;

    /// The mark in a record, also in one of a later crocum; empty where there is none that could be read.
    [[nodiscard]] std::string mark(const InstanceId& id) const;

    /// Written through to the disk before it returns.
    void save(const Instance& instance) const;

    /// Removes record and working directory, if they are there.
    void remove(const InstanceId& id) const;

    /// Removes a folder without a record, which a crocum that was killed can leave. One with a Terraform state in it is
    /// kept: its record was lost otherwise.
    void sweep(const InstanceId& id) const;

    /// All ids that have a record, sorted.
    [[nodiscard]] std::vector<InstanceId> all() const;

private:
    std::filesystem::path root_;
};

} // namespace crocum
