#include "lib/session/instance/existing_machines.hpp"

#include "lib/base/error.hpp"
#include "lib/base/text.hpp"
#include "lib/session/instance/ownership.hpp"

#include <map>
#include <set>

namespace crocum {

namespace {

std::string with_student(std::string text, const std::string& student) {
    constexpr std::string_view placeholder = "{student}";
    for (auto at = text.find(placeholder); at != std::string::npos; at = text.find(placeholder, at + student.size())) {
        text.replace(at, placeholder.size(), student);
    }
    return text;
}

std::vector<InstanceMachine> existing_machines(const Context& context, const Lab& lab, const std::string& student) {
    std::vector<InstanceMachine> machines;
    for (const auto& [name, existing] : lab.existing_machines) {
        InstanceMachine machine;
        machine.name = name;
        if (existing.domain.empty()) {
            machine.address = AgentSocket{with_student(existing.agent, student)};
        } else {
            const auto uri = existing.uri.empty() ? context.config.libvirt_uri : with_student(existing.uri, student);
            machine.address = ProviderMachine{uri, with_student(existing.domain, student), ""};
        }
        machines.push_back(std::move(machine));
    }
    return machines;
}

/// The same text for the same machine: the path of a socket can be written in several ways.
std::string place_of(const InstanceMachine& machine) {
    if (const auto* domain = machine.at_provider()) {
        return fmt::format("domain {} at {}", domain->name, domain->uri);
    }
    constexpr std::string_view scheme = "unix:";
    return "socket " + std::filesystem::path(machine.agent_socket().substr(scheme.size())).lexically_normal().string();
}

/// Whose machine each place is.
class Occupants {
public:
    explicit Occupants(const Lab& lab) : lab_(lab) {}

    /// The instances on record. Those of `students` in this lab are returned instead.
    std::map<std::string, Instance> add_recorded(const Instances& instances, const std::set<std::string>& students) {
        std::map<std::string, Instance> own;
        for (const auto& id : instances.all()) {
            try {
                auto instance = instances.find(id);
                recorded_.insert(id);
                if (instance && id.lab == lab_.id && students.count(id.student) != 0) {
                    own[id.student] = std::move(*instance);
                } else if (instance) {
                    for (const auto& machine : instance->machines) {
                        owners_[place_of(machine)].insert(id);
                    }
                }
            } catch (const Error&) {
                continue; // "lab list" reports it.
            }
        }
        return own;
    }

    /// Throws UsageError when another student has one of these machines.
    void take(const std::string& student, const std::vector<InstanceMachine>& machines) {
        for (const auto& machine : machines) {
            const auto known = lab_.existing_machines.find(machine.name);
            if (known != lab_.existing_machines.end() && known->second.shared) {
                continue;
            }
            const auto place = place_of(machine);
            auto& owners = owners_[place];
            for (const auto& owner : owners) {
                if (owner.student != student) {
                    refuse(machine.name, place, student, owner);
                }
            }
            owners.insert({lab_.id, student});
        }
    }

private:
    [[noreturn]] void refuse(
        const std::string& machine, const std::string& place, const std::string& student, const InstanceId& owner) {
        const auto down = recorded_.count(owner) == 0 ? ""
                                                      : fmt::format(
                                                            " \"crocum lab down {} -s {}\" forgets the instance of {}.",
                                                            owner.lab,
                                                            owner.student,
                                                            owner.student);
        throw with_hint(
            UsageError(
                "machine {} of {} would be the machine of {}, too ({}): both would work in it and get the same score",
                machine,
                student,
                owner.lab == lab_.id ? owner.student : to_string(owner),
                sanitize_line(place)),
            fmt::format(
                "Write {{student}} into the agent, domain or uri of {} in {}.{} If students share this machine on "
                "purpose, write \"shared: true\" beside it",
                machine,
                (lab_.folder / "lab.yaml").string(),
                down));
    }

    const Lab& lab_;
    std::map<std::string, std::set<InstanceId>> owners_;
    std::set<InstanceId> recorded_;
};

} // namespace

void require_own_machines(const Context& context, const Lab& lab, const std::vector<Target>& targets) {
    if (lab.has_terraform) {
        return;
    }
    std::set<std::string> students;
    for (const auto& target : targets) {
        students.insert(target.student);
    }
    Occupants occupants(lab);
    const auto recorded = occupants.add_recorded(Instances(context.config.state), students);
    for (const auto& student : students) {
        const auto own = recorded.find(student);
        const bool has_machines = own != recorded.end() && !own->second.machines.empty();
        occupants.take(student, has_machines ? own->second.machines : existing_machines(context, lab, student));
    }
}

void claim_existing_machines(const Context& context, const Lab& lab, InstanceRecord& record) {
    auto& instance = record.instance;
    const auto one_at_a_time = lock_claims(context);
    auto machines = existing_machines(context, lab, instance.id.student);
    Occupants occupants(lab);
    static_cast<void>(occupants.add_recorded(record.store(), {instance.id.student}));
    occupants.take(instance.id.student, machines);
    instance.machines = std::move(machines);
    record.save();
}

} // namespace crocum
