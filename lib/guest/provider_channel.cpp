#include "lib/base/fd.hpp"
#include "lib/base/interrupt.hpp"
#include "lib/base/system.hpp"
#include "lib/guest/channel.hpp"
#include "lib/provider/provider.hpp"

#include <poll.h>
#include <sys/eventfd.h>
#include <unistd.h>

#include <algorithm>
#include <atomic>
#include <exception>
#include <semaphore>
#include <system_error>
#include <thread>
#include <utility>

namespace crocum {

namespace {

/// libvirtd handles 20 calls at a time (max_workers), and each agent call can last a minute: some workers stay free for
/// queries of machine states.
std::counting_semaphore<> places{12};

/// A call needs a place of its connection and one of the host.
bool try_take_places(const Provider& provider, Milliseconds patience) {
    if (provider.begin_agent_command()) {
        if (places.try_acquire_for(patience)) {
            return true;
        }
        provider.end_agent_command();
    } else {
        std::this_thread::sleep_for(patience);
    }
    return false;
}

void free_places(const Provider& provider) {
    places.release();
    provider.end_agent_command();
}

/// One call to libvirt, on a thread of its own. The call cannot be cancelled (it waits up to 30 s for the lock, 10 s
/// for guest-sync, then the given time), so the caller may abandon it.
class Call {
public:
    Call(std::shared_ptr<const Provider> provider, std::string domain, std::string request, Seconds timeout)
        : provider_(std::move(provider)), domain_(std::move(domain)), request_(std::move(request)), timeout_(timeout) {
        if (!done_) {
            throw system_error("cannot create an event descriptor");
        }
    }

    static void start(const std::shared_ptr<Call>& call) {
        std::thread([call] { call->run(); }).detach();
    }

    /// False when the call had not returned at the deadline.
    [[nodiscard]] bool wait(Deadline deadline) const {
        if (!await(done_.get(), POLLIN, deadline)) {
            return false;
        }
        // Only this lock orders the thread's writes before the reads here; the readable descriptor does not.
        return ended_.load(std::memory_order_acquire);
    }

    [[nodiscard]] const std::string& request() const { return request_; }

    /// Call it only after wait() returned true.
    [[nodiscard]] std::string reply() {
        if (error_) {
            // Moved out here, because the thread may be the last owner of this call.
            std::rethrow_exception(std::exchange(error_, nullptr));
        }
        return std::move(reply_);
    }

private:
    void run() {
        try {
            reply_ = provider_->agent_command(domain_, request_, timeout_);
        } catch (...) {
            error_ = std::current_exception();
        }
        free_places(*provider_);
        provider_.reset();
        ended_.store(true, std::memory_order_release);
        const std::uint64_t one = 1;
        [[maybe_unused]] const auto written = ::write(done_.get(), &one, sizeof one);
    }

    std::shared_ptr<const Provider> provider_;
    std::string domain_;
    std::string request_;
    Seconds timeout_;
    std::string reply_;
    std::exception_ptr error_;
    std::atomic<bool> ended_{false};
    Fd done_{::eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK)};
};

class ProviderChannel : public AgentChannel {
public:
    ProviderChannel(std::shared_ptr<const Provider> provider, std::string domain)
        : provider_(std::move(provider)), domain_(std::move(domain)) {}

    std::string call(const std::string& request, Deadline deadline) override {
        if (left_behind_) {
            if (!left_behind_->wait(deadline)) {
                throw AgentError(
                    AgentFault::busy, "an earlier command to the agent of {} has not returned yet", domain_);
            }
            const auto earlier = std::exchange(left_behind_, nullptr);
            // The answer may be the only one, because an agent reports the end of a process only once.
            if (earlier->request() == request) {
                return earlier->reply();
            }
        }
        // Whole seconds, never 0 or negative: those mean "at once" and "for ever" (-2) to libvirt.
        const auto left = std::max(std::chrono::ceil<Seconds>(deadline.left()), Seconds(1));
        const auto call = std::make_shared<Call>(provider_, domain_, request, left);
        take_places(deadline);
        try {
            Call::start(call);
        } catch (const std::system_error& error) {
            free_places(*provider_);
            throw AgentError(
                AgentFault::transport, "cannot start a thread for a call to {}: {}", domain_, error.what());
        }
        // Kept until the call returns, also when the wait is interrupted.
        left_behind_ = call;
        // libvirt's own error arrives shortly after the given time.
        if (!call->wait(Deadline(left + Milliseconds(200)))) {
            throw AgentError(AgentFault::silent, "the agent of {} does not answer", domain_);
        }
        left_behind_.reset();
        return call->reply();
    }

private:
    void take_places(Deadline deadline) const {
        while (!try_take_places(*provider_, Milliseconds(100))) {
            check_interrupt();
            if (deadline.passed()) {
                throw AgentError(AgentFault::busy, "libvirt is busy with other machines' agents");
            }
        }
    }

    std::shared_ptr<const Provider> provider_;
    std::string domain_;
    std::shared_ptr<Call> left_behind_;
};

} // namespace

std::unique_ptr<AgentChannel> provider_channel(std::shared_ptr<const Provider> provider, std::string domain) {
    return std::make_unique<ProviderChannel>(std::move(provider), std::move(domain));
}

} // namespace crocum
