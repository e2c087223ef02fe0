#include "lib/session/instance/start.hpp"

#include "lib/base/error.hpp"
#include "lib/base/files.hpp"
#include "lib/base/text.hpp"
#include "lib/session/capacity/reservation.hpp"

#include <fstream>

namespace crocum {

namespace {

void require_image(const Instance& instance) {
    const auto stamp = instance.image.empty() ? "" : file_stamp(instance.image);
    if (instance.image_stamp.empty() || stamp == instance.image_stamp) {
        return;
    }
    const auto what = stamp.empty() ? "does not exist any more" : "has changed since the instance was created";
    throw with_hint(
        Error("the image {} {}, and the disks of {} are based on it", instance.image, what, to_string(instance.id)),
        fmt::format(
            "Restore the image as it was ({}), or run down and up: then the student's work is lost",
            instance.image_stamp));
}

} // namespace

bool start_stopped_machines(Context& context, Instance& instance) {
    if (instance.uri.empty()) {
        return false;
    }
    const auto connection = context.providers->at(instance.uri);
    const auto& provider = *connection;
    const auto states = provider.machines();
    std::vector<ResourceName> off;
    for (const auto& machine : instance.machines) {
        const auto& address = std::get<ProviderMachine>(machine.address);
        const auto found = states.find(address.name);
        if (found == states.end()) {
            throw with_hint(
                Error("machine {} does not exist any more (there is no domain {})", machine.name, address.name),
                fmt::format("Run crocum lab down {0} -s {1}, then up", instance.id.lab, instance.id.student));
        }
        if (!address.is(found->second.uuid)) {
            throw with_hint(
                LeftoverError(
                    "domain {} is not the machine that crocum created: its UUID is {}, not {}",
                    address.name,
                    found->second.uuid,
                    address.uuid),
                "Another object has this name now: rename or remove it with virsh, then run down and up");
        }
        if (found->second.state != MachineState::running) {
            off.push_back({ResourceKind::domain, address.name, ""});
        }
    }
    for (const auto& [resource, uuid] : instance.uuids) {
        if (resource.kind != ResourceKind::network && resource.kind != ResourceKind::pool) {
            continue;
        }
        if (const auto found = provider.find(resource); found && *found != uuid) {
            throw with_hint(
                LeftoverError(
                    "{} is not the one that crocum created: its UUID is {}, not {}", to_string(resource), *found, uuid),
                "Another object has this name now: rename or remove it with virsh, then run down and up");
        }
        provider.start(resource);
    }
    if (off.empty()) {
        return false;
    }
    require_image(instance);
    Demand demand;
    for (const auto& domain : off) {
        if (states.at(domain.name).state == MachineState::off) { // Paused machines have their memory already.
            demand.memory += provider.memory_of(domain.name);
            ++demand.machines;
        }
    }
    const auto reservation = reserve(context.config, provider, demand);
    context.observer.step("Starting " + plural(off.size(), "machine"));
    for (const auto& domain : off) {
        provider.start(domain);
    }
    return true;
}

std::string boot_of(const Instance& instance) {
    if (!is_local(instance.uri)) {
        return "";
    }
    std::ifstream file("/proc/sys/kernel/random/boot_id");
    std::string id;
    std::getline(file, id);
    return id;
}

} // namespace crocum
