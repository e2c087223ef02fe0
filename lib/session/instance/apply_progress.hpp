#pragma once

#include "lib/base/clock.hpp"
#include "lib/session/context.hpp"
#include "lib/store/instance.hpp"
#include "lib/terraform/events.hpp"
#include "lib/terraform/resources.hpp"

#include <set>
#include <string>
#include <vector>

namespace crocum {

/// Shows an apply at work: what it waits for, and an error of a provider as soon as there is one (Terraform tells it
/// only when everything else has ended). What it is given has to outlive it.
class ApplyProgress {
public:
    ApplyProgress(Context& context, const Instance& instance, const PlannedResources& planned)
        : context_(context), instance_(instance), planned_(planned) {}

    void take(const TerraformEvent& event);

    /// Several times a second.
    void tick();

    /// "machine srv", "volume demo-hello-srv.qcow2 in pool default", …: what the errors were about.
    [[nodiscard]] std::string failed() const;

    /// Whether what stands under the name can be of this apply: Terraform began to make it, and did not find it taken.
    [[nodiscard]] bool can_have_made(const ResourceName& resource) const {
        return begun_.count(resource) != 0 && taken_.count(resource) == 0;
    }

private:
    /// What of the plan is at an address; null where it is nothing on the provider.
    [[nodiscard]] const ResourceName* resource_at(const std::string& address) const;

    /// The same in the user's words; empty for anything else.
    [[nodiscard]] std::string subject(const std::string& address) const;

    /// What libvirt itself says of something that is being made.
    [[nodiscard]] std::string why_waiting(const ResourceName& resource) const;

    void waiting(const TerraformEvent& event);

    Context& context_;
    const Instance& instance_;
    const PlannedResources& planned_;
    std::set<std::string> failed_;
    std::set<ResourceName> begun_;
    std::set<ResourceName> taken_;   ///< names that stood when they were to be made, although they did not at plan
    std::vector<std::string> early_; ///< errors from the provider's log that have not been told
    Stopwatch since_;
};

} // namespace crocum
