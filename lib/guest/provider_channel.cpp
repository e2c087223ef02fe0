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

/// libvirtd works on 20 calls at a time (max_workers), and each one here can last for a minute: a share stays free for
/// what only asks how machines are.
std::counting_semaphore<> places{12};

/// One call to libvirt, on a thread of its own. libvirt cannot be told to stop (it waits up to 30 s for its turn, 10 s
/// for guest-sync, then the time that it was given), so whoever waits for the call may leave it behind.
class Call {
public:
    Call(std::shared_ptr<const Provider> provider, std::string domain, std::string request, Seconds timeout)
        : provider_(std::move(provider)), domain_(std::move(domain)), request_(std::move(request)), timeout_(timeout) {
        if (!done_) {
            throw system_error("cannot make an event descriptor");
        }
    }

    static void start(const std::shared_ptr<Call>& call) {
        std::thread([call] { call->run(); }).detach();
    }

    /// False when it had not come back at the deadline.
    [[nodiscard]] bool wait(Deadline deadline) const {
        if (!await(done_.get(), POLLIN, deadline)) {
            return false;
        }
        // Only this orders what the thread wrote before what is read here; being readable does not.
        return ended_.load(std::memory_order_acquire);
    }

    [[nodiscard]] const std::string& request() const { return request_; }

    /// Once wait() has said yes.
    [[nodiscard]] std::string reply() {
        if (error_) {
            // Not left to the thread, which may be the last to let go of this call.
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
        provider_.reset();
        places.release();
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
                    AgentFault::busy, "an earlier command to the agent of {} has not come back yet", domain_);
            }
            const auto earlier = std::exchange(left_behind_, nullptr);
            // The answer may be the only one there is: an agent tells once how a process ended.
            if (earlier->request() == request) {
                return earlier->reply();
            }
        }
        // Whole seconds, never 0 or negative: those mean "at once" and "for ever" (-2) to libvirt.
        const auto left = std::max(std::chrono::ceil<Seconds>(deadline.left()), Seconds(1));
        const auto call = std::make_shared<Call>(provider_, domain_, request, left);
        take_place(deadline);
        try {
            Call::start(call);
        } catch (const std::system_error& error) {
            places.release();
            throw AgentError(AgentFault::transport, "no thread for a call to {}: {}", domain_, error.what());
        }
        // Until it is back: also when the wait is interrupted.
        left_behind_ = call;
        // libvirt's own word on what is wrong comes a moment after the time that it was given.
        if (!call->wait(Deadline(left + Milliseconds(200)))) {
            throw AgentError(AgentFault::silent, "the agent of {} does not answer", domain_);
        }
        left_behind_.reset();
        return call->reply();
    }

private:
    static void take_place(Deadline deadline) {
        while (!places.try_acquire_for(Milliseconds(100))) {
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
