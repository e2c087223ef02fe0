#include "lib/session/instance/reboot.hpp"

#include "lib/base/error.hpp"
#include "lib/base/interrupt.hpp"
#include "lib/base/text.hpp"
#include "lib/check/command_bridge.hpp"
#include "lib/guest/agent_file.hpp"

#include <future>
#include <optional>
#include <system_error>
#include <thread>

namespace crocum {

namespace {

constexpr Seconds most_shutdown{60};
/// What Provider::reboot may take beyond its patience, and some seconds.
constexpr Seconds slow_provider{90};
constexpr Seconds answer_time{5};
constexpr Milliseconds between_looks{500};
constexpr Milliseconds between_stops{100};
/// libvirt stops a machine for a moment when it resets it.
constexpr Seconds stopped_patience{5};
constexpr const char* boot_id_file = "/proc/sys/kernel/random/boot_id";

std::string boot_id(Agent& agent) {
    const Deadline deadline(answer_time);
    return AgentFile(agent, boot_id_file, "r", deadline).read(deadline);
}

/// On a thread of its own, because the call cannot be cancelled.
void reboot_at_provider(const MachineLink& link, Seconds patience, const std::function<void()>& stop) {
    const Deadline deadline(patience + slow_provider);
    const auto& provider = link.provider;
    while (!provider->begin_agent_command()) {
        wait_a_moment(between_stops);
        stop();
    }
    std::packaged_task<void()> task([provider, domain = link.machine.at_provider()->name, patience] {
        struct Place {
            const Provider& provider;

            ~Place() { provider.end_agent_command(); }
        } const place{*provider};

        provider->reboot(domain, patience);
    });
    auto done = task.get_future();
    try {
        std::thread(std::move(task)).detach();
    } catch (const std::system_error& error) {
        provider->end_agent_command();
        throw AgentError(
            AgentFault::transport, "cannot start a thread to reboot {}: {}", link.machine.name, error.what());
    }
    while (done.wait_for(between_stops) != std::future_status::ready) {
        stop();
        if (deadline.passed()) {
            throw AgentError(AgentFault::transport, "the provider of {} does not reboot it", link.machine.name);
        }
    }
    done.get();
}

/// One look at a machine that boots.
class Look {
public:
    /// `old_boot`: the boot id before the reboot; empty when the provider has seen the reset.
    Look(const MachineLink& link, std::string old_boot)
        : link_(link), agent_(link.open_channel()), old_boot_(std::move(old_boot)) {}

    /// Whether the agent of the new boot answers. Throws AgentError for a machine that cannot come back.
    bool is_back() {
        try {
            link_.require_agent();
            stopped_.reset();
            if (old_boot_.empty()) {
                agent_.ping(Deadline(answer_time));
                return true;
            }
            old_answers_ = boot_id(agent_) == old_boot_;
            return !old_answers_;
        } catch (const AgentError& error) {
            old_answers_ = false;
            if (error.fault == AgentFault::replaced || error.fault == AgentFault::disabled) {
                throw;
            }
            if (error.fault == AgentFault::machine_off) {
                stopped_ = stopped_ ? stopped_ : Deadline(stopped_patience);
                if (stopped_->passed()) {
                    throw;
                }
            }
        }
        return false;
    }

    [[nodiscard]] bool old_boot_answers() const { return old_answers_; }

private:
    const MachineLink& link_;
    Agent agent_;
    std::string old_boot_;
    bool old_answers_ = false;
    std::optional<Deadline> stopped_; ///< until when the machine may be stopped
};

} // namespace

void reboot_machine(const MachineLink& link, Seconds timeout, const std::function<void()>& stop) {
    Deadline deadline(timeout);
    const auto& name = link.machine.name;
    std::string old_boot;
    try {
        if (link.provider) {
            reboot_at_provider(link, std::min(most_shutdown, timeout / 2), stop);
            // The machine does not pay for a slow provider.
            deadline = Deadline(std::max<Clock::duration>(deadline.left(), Milliseconds(timeout) / 2));
        } else {
            Agent agent(link.open_channel());
            old_boot = boot_id(agent);
            agent.ask_for_reboot(Deadline(answer_time));
        }
        Look look(link, old_boot);
        while (!look.is_back()) {
            if (deadline.passed()) {
                if (look.old_boot_answers()) {
                    throw NotRebooted("{} did not reboot within {} s", name, timeout.count());
                }
                throw NotRebooted("{} did not come back within {} s after its reboot", name, timeout.count());
            }
            wait_a_moment(between_looks);
            stop();
        }
    } catch (const AgentError&) {
        throw;
    } catch (const UnreachableError& error) {
        throw AgentError(AgentFault::transport, "{}: {}", name, error.what());
    }
}

} // namespace crocum
