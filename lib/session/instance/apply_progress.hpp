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

/// Shows the progress of an apply: the resources that it waits for, and the errors of a provider at once (Terraform
/// reports them only at the end). The arguments have to outlive this object.
class ApplyProgress {
public:
    ApplyProgress(Context& context, const Instance& instance, const PlannedResources& planned)
        : context_(context), instance_(instance), planned_(planned) {}

    void take(const TerraformEvent& event);

    /// Called several times a second.
    void tick();

    /// The resources that failed: "machine srv", "volume demo-hello-srv.qcow2 in pool default", …
    [[nodiscard]] std::string failed() const;

    /// Whether this apply can have created the resource: Terraform began to create it, and did not find the name in
    /// use.
    [[nodiscard]] bool can_have_created(const ResourceName& resource) const {
        return begun_.count(resource) != 0 && taken_.count(resource) == 0;
    }

private:
    /// The planned resource at an address; null if it is not a resource on the provider.
    [[nodiscard]] const ResourceName* resource_at(const std::string& address) const;

    /// The resource at an address as text for users; empty if it is not a resource on the provider.
    [[nodiscard]] std::string subject(const std::string& address) const;

    /// The state that libvirt reports of a resource that is being created.
    [[nodiscard]] std::string why_waiting(const ResourceName& resource);

    void waiting(const TerraformEvent& event);

    Context& context_;
    const Instance& instance_;
    const PlannedResources& planned_;
    std::set<std::string> failed_;
    std::set<ResourceName> begun_;
    std::set<ResourceName> taken_;   ///< names that were in use at the apply, although not at the plan
    std::vector<std::string> early_; ///< errors from the provider's log that were not reported yet
    Stopwatch since_;
    bool provider_answers_ = true;
};

} // namespace crocum
