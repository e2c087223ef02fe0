#include "lib/session/stopping.hpp"

#include "lib/base/text.hpp"
#include "lib/provision/state_file.hpp"
#include "lib/session/provisioning.hpp"

#include <future>
#include <thread>

namespace crocum {

namespace {

constexpr Seconds libvirt_patience{3};

/// Asked on a thread that may be left behind: whoever pressed Ctrl-C does not wait for a libvirt that hangs.
std::string stands_now(const Instance& instance) {
    const auto answer = std::make_shared<std::promise<std::string>>();
    auto result = answer->get_future();
    std::thread([answer, instance] {
        try {
            answer->set_value(what_stands(instance));
        } catch (const std::exception& error) {
            answer->set_value(std::string("not known: ") + error.what());
        }
    }).detach();
    return result.wait_for(libvirt_patience) == std::future_status::ready ? result.get()
                                                                          : "not known: libvirt does not answer";
}

} // namespace

void tell_what_stands(Session& session, const Instance& instance) {
    if (!instance.uri.empty()) {
        session.observer.note("now there stands: " + stands_now(instance));
    }
}

void telling_what_stands(Session& session, const Instance& instance, const std::function<void()>& work) {
    try {
        work();
    } catch (const Interrupted&) {
        tell_what_stands(session, instance);
        throw;
    }
}

void require_no_lost_state(const Instances& instances, const InstanceId& id) {
    const auto folder = instances.folder(id);
    const auto state = state_in(folder);
    if (!state.has_resources) {
        return;
    }
    const auto others =
        state.others.empty()
            ? ""
            : " (first those elsewhere: " + join({state.others.begin(), state.others.end()}, ", ") + ")";
    throw with_hint(
        LeftoverError(
            "the record of {} is lost, and Terraform\'s state in {} has resources", to_string(id), folder.string()),
        fmt::format(
            "\"crocum lab down --orphans {} -s {}\" removes what its domains say is theirs; where none is left, remove "
            "what the state names{} and then that folder",
            id.lab,
            id.student,
            others));
}

void require_gone(const DownResult& removal) {
    if (!removal.left.empty()) {
        throw LeftoverError("{} still stands: {}", to_string(removal.left[0].resource), removal.left[0].reason);
    }
    if (!removal.others.empty()) {
        throw LeftoverError("{} may still stand: {}", *removal.others.begin(), removal.terraform_error);
    }
}

} // namespace crocum
