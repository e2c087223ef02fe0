#include "lib/guest/channel.hpp"
#include "lib/hypervisor/hypervisor.hpp"

#include <algorithm>

namespace crocum {

namespace {

class LibvirtChannel : public AgentChannel {
public:
    LibvirtChannel(std::shared_ptr<const Hypervisor> hypervisor, std::string domain)
        : hypervisor_(std::move(hypervisor)), domain_(std::move(domain)) {}

    std::string call(const std::string& request, Deadline deadline) override {
        // Whole seconds, never 0 or negative: those mean "at once" and "for ever" (-2) to libvirt.
        const auto left = std::chrono::ceil<Seconds>(deadline.left());
        return hypervisor_->agent_command(domain_, request, std::max(left, Seconds(1)));
    }

private:
    std::shared_ptr<const Hypervisor> hypervisor_;
    std::string domain_;
};

} // namespace

std::unique_ptr<AgentChannel> libvirt_channel(std::shared_ptr<const Hypervisor> hypervisor, std::string domain) {
    return std::make_unique<LibvirtChannel>(std::move(hypervisor), std::move(domain));
}

} // namespace crocum
