#include "lib/session/instance/apply_progress.hpp"

#include "lib/base/error.hpp"
#include "lib/base/run_with_timeout.hpp"
#include "lib/base/text.hpp"

namespace crocum {

namespace {

/// Why a resource that Terraform creates is not there yet; empty if it is there.
std::string why_absent(Providers& providers, const std::string& uri, const ResourceName& resource) {
    try {
        const auto provider = providers.at(uri);
        if (resource.kind != ResourceKind::domain) {
            return provider->find(resource) ? "" : "it does not exist yet";
        }
        const auto state = provider->state(resource.name);
        switch (state) {
        case MachineState::gone:
            return "the machine is not defined yet";
        case MachineState::off:
            return "the machine is defined, but not started";
        default:
            return std::string("the machine is ") + to_string(state);
        }
    } catch (const Error& error) {
        return error.what();
    }
}

} // namespace

void ApplyProgress::take(const TerraformEvent& event) {
    if (event.type == "log") {
        early_.push_back(event.text);
        since_ = Stopwatch();
        return;
    }
    if (event.type == "apply_start") {
        if (const auto* resource = resource_at(event.address); resource != nullptr) {
            begun_.insert(*resource);
        }
    } else if (event.type == "apply_progress") {
        waiting(event);
    } else if (event.error) {
        failed_.insert(subject(event.address));
        const auto* resource = resource_at(event.address);
        if (resource != nullptr && event.text.find("already exists") != std::string::npos) {
            taken_.insert(*resource);
        }
    }
    // Last, because it may throw (stderr on a full disk): the event has to be recorded before.
    context_.observer.detail(event.text);
}

void ApplyProgress::tick() {
    context_.observer.tick();
    // Terraform itself may report the error within this time; then it is not reported twice.
    if (since_.seconds() > 2) {
        for (const auto& text : early_) {
            context_.observer.note("libvirt refused: " + text + " (Terraform still works on the other resources)");
        }
        early_.clear();
    }
}

std::string ApplyProgress::failed() const {
    std::vector<std::string> names;
    for (const auto& name : failed_) {
        if (!name.empty()) {
            names.push_back(name);
        }
    }
    return join(names, ", ");
}

const ResourceName* ApplyProgress::resource_at(const std::string& address) const {
    const auto found = planned_.addresses.find(address);
    return found == planned_.addresses.end() ? nullptr : &found->second;
}

std::string ApplyProgress::subject(const std::string& address) const {
    const auto* resource = resource_at(address);
    if (resource == nullptr) {
        return "";
    }
    return resource->kind == ResourceKind::domain
               ? "machine " + machine_name(resource->name, instance_.id.student, instance_.id.lab)
               : to_string(*resource);
}

void ApplyProgress::waiting(const TerraformEvent& event) {
    const auto* resource = resource_at(event.address);
    const auto reason = resource == nullptr ? "" : why_waiting(*resource);
    const auto what = subject(event.address);
    context_.observer.machine(what.empty() ? event.address : what, MachineProgress::waiting, event.seconds, reason);
}

std::string ApplyProgress::why_waiting(const ResourceName& resource) {
    if (!provider_answers_) {
        return "libvirt does not answer";
    }
    const auto reason = run_with_timeout<std::string>([providers = context_.providers, uri = instance_.uri, resource] {
        return why_absent(*providers, uri, resource);
    });
    // Not asked again: the call may still block its thread.
    provider_answers_ = reason.has_value();
    return reason.value_or("libvirt does not answer");
}

} // namespace crocum
