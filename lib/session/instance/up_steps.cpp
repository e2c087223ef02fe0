#include "lib/session/instance/up_steps.hpp"

#include "lib/base/text.hpp"
#include "lib/session/instance/provision.hpp"
#include "lib/session/instance/setup_scripts.hpp"
#include "lib/session/instance/start.hpp"
#include "lib/session/instance/thaw.hpp"

namespace crocum {

namespace {

bool always(const UpWork& /*work*/) {
    return true;
}

bool has_phase(const UpWork& work, Phase phase) {
    return work.record.instance.phase == phase;
}

void create_machines(UpWork& work) {
    provision(work.context, work.lab, work.record, work.options.replace_leftovers);
    auto& instance = work.record.instance;
    instance.phase = Phase::setup;
    instance.boot = boot_of(instance);
}

void resume_frozen(UpWork& work) {
    cancel_freeze(work.context, work.record.instance);
}

void boot(UpWork& work) {
    auto& instance = work.record.instance;
    work.started = start_stopped_machines(work.context, instance);
    if (work.started) {
        instance.boot = boot_of(instance);
    }
}

/// Also for a ready instance: an earlier up may have started machines without waiting for their agents.
void wait_until_agents_answer(UpWork& work) {
    work.links = connect_machines(*work.context.providers, work.record.instance.machines);
    work.context.observer.step("Waiting for " + plural(work.links.size(), "machine"));
    wait_for_agents(work.links, work.lab.timeouts.boot, work.context.observer);
}

void set_up(UpWork& work) {
    warn_unknown_machines(work.context, work.lab, work.record.instance);
    run_setup(work.context, work.lab, work.record, work.links);
    work.record.instance.phase = Phase::ready;
}

} // namespace

UpSteps up_steps() {
    return {
        {"provision", [](const UpWork& work) { return has_phase(work, Phase::creating); }, create_machines},
        {"resume", always, resume_frozen},
        {"boot", always, boot},
        {"wait for agents", always, wait_until_agents_answer},
        {"set up", [](const UpWork& work) { return has_phase(work, Phase::setup); }, set_up},
    };
}

} // namespace crocum
