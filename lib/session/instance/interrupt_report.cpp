#include "lib/session/instance/interrupt_report.hpp"

#include "lib/base/error.hpp"
#include "lib/base/run_with_timeout.hpp"
#include "lib/base/text.hpp"
#include "lib/session/instance/terraform_factory.hpp"
#include "lib/terraform/state_file.hpp"

namespace crocum {

void report_remaining(Context& context, const Instance& instance) {
    if (!instance.uri.empty()) {
        const auto remaining = run_with_timeout<std::string>(
            [instance, providers = context.providers] { return remaining_resources(*providers, instance); });
        context.observer.note(
            "resources that exist now: " + remaining.value_or("unknown, because libvirt does not answer"));
    }
}

void reporting_remaining(Context& context, const Instance& instance, const std::function<void()>& work) {
    try {
        work();
    } catch (const Interrupted&) {
        report_remaining(context, instance);
        throw;
    }
}

void require_no_orphaned_state(const Instances& instances, const InstanceId& id) {
    const auto folder = instances.folder(id);
    const auto state = state_in(folder);
    if (!state.has_resources) {
        return;
    }
    const auto others = state.others.empty()
                            ? ""
                            : " (also outside libvirt: " + join({state.others.begin(), state.others.end()}, ", ") + ")";
    throw with_hint(
        LeftoverError(
            "the record of {} is lost, and Terraform\'s state in {} has resources", to_string(id), folder.string()),
        fmt::format(
            "First run \"crocum lab down --orphans {} -s {}\": it removes the marked domains and their resources. Then "
            "remove by hand the resources in the state that still exist{}. Then remove the folder",
            id.lab,
            id.student,
            others));
}

void require_gone(const DownResult& removal) {
    if (!removal.left.empty()) {
        throw LeftoverError("{} still exists: {}", to_string(removal.left[0].resource), removal.left[0].reason);
    }
    if (!removal.others.empty()) {
        throw with_hint(
            LeftoverError("{} may still exist: {}", *removal.others.begin(), removal.terraform_error),
            removal.others_remedy);
    }
}

} // namespace crocum
