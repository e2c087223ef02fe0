#include "lib/base/digest.hpp"
#include "lib/base/files.hpp"
#include "lib/base/text.hpp"
#include "lib/guest/guest.hpp"
#include "lib/lab/ids.hpp"
#include "lib/provision/tree.hpp"
#include "lib/session/machines.hpp"
#include "lib/session/parallel.hpp"
#include "lib/session/provisioning.hpp"

#include <algorithm>

namespace crocum {

namespace fs = std::filesystem;

namespace {

/// `image.qcow2` -> `image.vmlinuz`; empty when the image boots by itself.
std::string beside(const fs::path& image, const char* ending) {
    auto path = image;
    path.replace_extension(ending);
    return fs::exists(path) ? path.string() : "";
}

std::map<std::string, std::string> variables_for(const Config& config, const Instance& instance) {
    return {
        {"user-id", instance.id.student},
        {"student", instance.id.student},
        {"lab", instance.id.lab},
        {"instance", instance.mark},
        {"seed", random_hex(8)},
        {"libvirt_uri", config.libvirt_uri},
        {"domain_type", config.domain_type},
        {"image", config.image.string()},
        {"kernel", beside(config.image, ".vmlinuz")},
        {"initrd", beside(config.image, ".initrd")},
    };
}

std::string with_student(std::string text, const std::string& student) {
    constexpr std::string_view placeholder = "{student}";
    for (auto at = text.find(placeholder); at != std::string::npos; at = text.find(placeholder, at + student.size())) {
        text.replace(at, placeholder.size(), student);
    }
    return text;
}

Instance new_instance(const Session& session, const Lab& lab, const std::string& student) {
    Instance instance;
    instance.id = {lab.id, student};
    instance.mark = random_hex(4);
    instance.folder = lab.folder;
    instance.created = to_iso(std::chrono::system_clock::now());
    if (lab.has_terraform) {
        instance.uri = session.config.libvirt_uri;
        instance.variables = variables_for(session.config, instance);
    }
    return instance;
}

void require_machine_names(const Instance& instance) {
    std::set<std::string> names;
    for (const auto& machine : instance.machines) {
        if (!is_id(machine.name) || machine.name == "lab") {
            throw Error(
                "domain {} would be machine \"{}\", which is no valid name (a-z, 0-9, \"-\"; not \"lab\")",
                machine.domain,
                machine.name);
        }
        if (!names.insert(machine.name).second) {
            throw Error("two domains would be machine {}", machine.name);
        }
    }
    if (names.empty()) {
        throw Error("the lab's Terraform files make no machine (no libvirt_domain)");
    }
}

/// What the kernel would make of a script's #! line: an interpreter and at most one argument. Started that way the
/// script runs from a file system without exec too. A script without the line is a shell script.
std::vector<std::string> interpreter(const std::string& script) {
    if (script.rfind("#!", 0) != 0) {
        return {"/bin/sh"};
    }
    const auto blank = " \t\r";
    const auto line = script.substr(2, script.find('\n') - 2);
    const auto begin = std::min(line.find_first_not_of(blank), line.size());
    const auto end = std::min(line.find_first_of(blank, begin), line.size());
    std::vector<std::string> argv{line.substr(begin, end - begin)};
    const auto argument = line.find_first_not_of(blank, end);
    if (argument != std::string::npos) {
        argv.push_back(line.substr(argument, line.find_last_not_of(blank) - argument + 1));
    }
    return argv;
}

/// One machine's setup script. Returns how it went wrong, or nothing.
std::string set_up(const MachineLink& link, const fs::path& script, Seconds timeout) {
    Guest guest(link.machine.name, link.open_channel());
    const Deadline push(timeout);
    guest.require_commands(push);
    const auto target = guest.scratch(push) + "/setup.sh";
    const auto content = read_file(script);
    GuestCommand command;
    command.files = {{target, content}};
    command.argv = interpreter(content);
    command.argv.push_back(target);
    command.directory = "/root";
    command.timeout = timeout;
    // It ends up in the record of the instance, which has to stay readable whatever a machine prints.
    command.output_limit = std::size_t{32} << 10U;
    const auto result = guest.exec(command);
    if (result.ok()) {
        return "";
    }
    return fmt::format(
        "{} on {}: {}\n{}{}",
        script.filename().string(),
        link.machine.name,
        result.outcome(),
        sanitize(result.out),
        sanitize(result.err));
}

/// A script whose machine is called otherwise would be left out without a word.
void name_strangers(Session& session, const Lab& lab, const Instance& instance) {
    std::vector<std::string> names;
    for (const auto& machine : instance.machines) {
        names.push_back(machine.name);
    }
    for (const auto& script : lab.setup_scripts()) {
        if (std::find(names.begin(), names.end(), script.stem()) == names.end()) {
            session.observer.note(
                fmt::format("{} is for no machine of this lab (it has {})", script.string(), join(names, ", ")));
        }
    }
}

void run_setup(
    Session& session,
    const Lab& lab,
    Instance& instance,
    const Instances& instances,
    const std::vector<MachineLink>& links) {
    std::vector<std::function<void(const Post&)>> tasks;
    std::string broken;
    for (std::size_t i = 0; i < links.size(); ++i) {
        auto& machine = instance.machines[i];
        const auto script = lab.setup_script(machine.name);
        if (machine.set_up || script.empty()) {
            machine.set_up = true;
            continue;
        }
        tasks.emplace_back([&, script](const Post& post) {
            const auto& link = links[static_cast<std::size_t>(&machine - instance.machines.data())];
            const Stopwatch watch;
            const auto failure = set_up(link, script, lab.timeouts.setup);
            post([&, failure, seconds = watch.seconds()] {
                machine.set_up = failure.empty();
                broken = broken.empty() ? failure : broken;
                instances.save(instance); // What is done stays done, also when another machine fails.
                session.observer.machine(machine.name, failure.empty() ? "set up" : "setup failed", seconds);
            });
        });
    }
    if (!tasks.empty()) {
        session.observer.step("Running setup");
        run_parallel(tasks, [&] { session.observer.tick(); });
    }
    instance.broken = broken;
    instances.save(instance);
    if (!broken.empty()) {
        throw with_hint(
            Error("setup failed: {}", broken), "Mend setup/ and run \"crocum lab up\" again: it goes on there");
    }
}

/// A ready instance whose machines were switched off (host rebooted): networks first, then the machines.
bool start_what_is_off(Session& session, const Instance& instance) {
    if (instance.uri.empty()) {
        return false;
    }
    const Hypervisor hypervisor(instance.uri);
    const auto running = hypervisor.domains();
    std::vector<ResourceName> off;
    for (const auto& machine : instance.machines) {
        const auto found = running.find(machine.domain);
        if (found == running.end()) {
            throw with_hint(
                Error("machine {} is gone (there is no domain {})", machine.name, machine.domain),
                fmt::format("crocum lab down {0} -s {1}, then up again", instance.id.lab, instance.id.student));
        }
        if (!found->second) {
            off.push_back({ResourceKind::domain, machine.domain, ""});
        }
    }
    if (off.empty()) {
        return false;
    }
    session.observer.step("Starting " + plural(off.size(), "machine"));
    for (const auto& resource : instance.resources) {
        if (resource.kind == ResourceKind::network) {
            hypervisor.start(resource);
        }
    }
    for (const auto& domain : off) {
        hypervisor.start(domain);
    }
    return true;
}

std::vector<InstanceMachine> standing_machines(const Session& session, const Lab& lab, const std::string& student) {
    std::vector<InstanceMachine> machines;
    for (const auto& [name, stands] : lab.standing) {
        InstanceMachine machine;
        machine.name = name;
        machine.agent = with_student(stands.agent, student);
        machine.domain = with_student(stands.domain, student);
        if (!machine.domain.empty()) {
            machine.uri = stands.uri.empty() ? session.config.libvirt_uri : with_student(stands.uri, student);
        }
        machines.push_back(std::move(machine));
    }
    return machines;
}

/// An earlier `up` came to nothing (no libvirt, a mistake in the lab, an agent's socket that was wrong): this one
/// begins anew, with the settings and the lab as they are now.
bool begun_in_vain(const Instance& instance) {
    const bool stands_already = instance.phase == Phase::setup && instance.uri.empty();
    const auto set_up = [](const InstanceMachine& machine) { return machine.set_up; };
    return instance.untouched() ||
           (stands_already && std::none_of(instance.machines.begin(), instance.machines.end(), set_up));
}

} // namespace

UpResult up(Session& session, const Lab& lab, const std::string& student) {
    const Stopwatch watch;
    const Instances instances(session.config.state);
    const InstanceId id{lab.id, student};
    const auto lock = lock_instance(session, id);
    UpResult result;
    auto found = instances.find(id);
    if (found && found->phase == Phase::removing) {
        session.observer.note("an earlier down was interrupted: finishing it first");
        const auto removal = unmake(session, *found, instances, lock);
        if (!removal.left.empty()) {
            throw LeftoverError("{} still stands: {}", to_string(removal.left[0].resource), removal.left[0].reason);
        }
        found.reset();
    }
    if (found && begun_in_vain(*found)) {
        found.reset();
    }
    if (found) {
        require_same_folder(*found, lab);
    }
    auto instance = found ? std::move(*found) : new_instance(session, lab, student);
    result.made = instance.phase != Phase::ready;
    if (instance.phase == Phase::making) {
        instance.lab_digest = lab_digest(lab.folder);
        instances.save(instance);
        if (lab.has_terraform) {
            in_context("making " + to_string(id), [&] { make(session, lab, instance, instances, lock); });
            require_machine_names(instance);
        } else {
            instance.machines = standing_machines(session, lab, student);
        }
        instance.phase = Phase::setup;
        instances.save(instance);
    }
    result.started = start_what_is_off(session, instance);
    if (result.made || result.started) {
        const auto links = link(instance.machines);
        session.observer.step("Waiting for " + plural(links.size(), "machine"));
        wait_for_agents(links, lab.timeouts.boot, session.observer);
        if (instance.phase == Phase::setup) {
            name_strangers(session, lab, instance);
            run_setup(session, lab, instance, instances, links);
            instance.phase = Phase::ready;
            instances.save(instance);
        }
    }
    result.instance = std::move(instance);
    result.seconds = watch.seconds();
    return result;
}

} // namespace crocum
