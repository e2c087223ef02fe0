#include "lib/session/listing/overview.hpp"

#include "lib/base/clock.hpp"
#include "lib/base/error.hpp"
#include "lib/base/text.hpp"
#include "lib/lab/lab.hpp"
#include "lib/session/batch/checkpoint.hpp"
#include "lib/session/batch/scheduler.hpp"
#include "lib/session/grade_rules.hpp"
#include "lib/session/gradebook/score_source.hpp"
#include "lib/session/instance/orphans.hpp"
#include "lib/session/instance/staleness.hpp"
#include "lib/session/instance/start.hpp"
#include "lib/session/instance/thaw.hpp"
#include "lib/session/listing/provider_cache.hpp"
#include "lib/session/listing/score_notes.hpp"
#include "lib/session/locks.hpp"
#include "lib/store/classes.hpp"

#include <algorithm>
#include <iterator>
#include <map>

namespace crocum {

namespace {

/// Counts the running machines, and adds notes about the others.
void count_machines(Overview& overview, InstanceSummary& summary, const Instance& instance, ProviderCache& providers) {
    std::size_t running = 0;
    std::map<std::string, std::size_t> others;
    summary.at_provider = static_cast<std::size_t>(
        std::count_if(instance.machines.begin(), instance.machines.end(), [](const InstanceMachine& machine) {
            return machine.at_provider() != nullptr;
        }));
    if (summary.at_provider == 0) {
        return;
    }
    for (const auto& machine : instance.machines) {
        const auto* address = machine.at_provider();
        if (address == nullptr) {
            continue; // Only its agent knows, and an answer could take seconds.
        }
        const auto& libvirt = providers.at(address->uri);
        if (!libvirt.provider) {
            overview.problems.insert(libvirt.trouble);
            return;
        }
        const auto found = libvirt.machines.find(address->name);
        const auto status = found == libvirt.machines.end() ? MachineStatus{} : found->second;
        if (found != libvirt.machines.end() && !address->is(status.uuid)) {
            ++others["replaced by another machine"];
        } else if (status.state == MachineState::running) {
            ++running;
        } else {
            ++others[status.saved ? "saved" : to_string(status.state)];
        }
    }
    summary.running = running;
    if (instance.phase != Phase::ready) {
        return;
    }
    const auto boot = boot_of(instance);
    if (others["off"] > 0 && !instance.boot.empty() && !boot.empty() && boot != instance.boot) {
        summary.notes.emplace_back("host rebooted, \"up\" starts it");
        others.erase("off");
    }
    for (const auto& [state, count] : others) {
        if (count > 0) {
            summary.notes.push_back(fmt::format("{} {}", count, state));
        }
    }
}

void summarize(
    const Context& context,
    Overview& overview,
    InstanceSummary& summary,
    const Instance& instance,
    ProviderCache& providers,
    LabDigests& digests,
    ScoreSource& scores) {
    summary.record = instance.broken.empty() ? RecordState::sound : RecordState::broken;
    summary.phase = instance.phase;
    summary.broken = instance.broken;
    summary.machines = instance.machines.size();
    summary.created = instance.created;
    count_machines(overview, summary, instance, providers);
    if (const auto frozen = describe_freeze(context, instance); !frozen.empty()) {
        summary.notes.push_back(frozen);
    }
    if (!instance.broken.empty()) {
        summary.notes.push_back(sanitize_line(instance.broken, 60));
    }
    if (const auto holder = holder_of(context, instance.id)) {
        summary.notes.push_back("in use by " + holder->describe());
    } else if (instance.phase != Phase::ready && instance.broken.empty()) {
        summary.notes.emplace_back(
            instance.phase == Phase::removing ? "interrupted, \"down\" continues" : "interrupted, \"up\" continues");
    }
    if (!std::filesystem::exists(instance.folder)) {
        summary.notes.emplace_back("its lab folder is missing");
    } else if (instance.phase == Phase::ready && digests.outdated(instance)) {
        summary.notes.push_back("outdated: the lab has changed since" + digests.changed_scripts(instance));
    }
    // A score that cannot be read must not hide the machines.
    try {
        const auto cards = scores.of(instance.id);
        const auto policy = grade_rules(context).policy(instance.id.lab);
        if (const auto* last = current_card(cards, policy); last != nullptr) {
            summary.last = *last;
            summary.last_is_earlier = last->instance != instance.mark;
            auto notes = score_notes(scores, cards, *last);
            std::move(notes.begin(), notes.end(), std::back_inserter(summary.notes));
        }
        if (const auto damaged = scores.damaged(instance.id); !damaged.empty()) {
            summary.notes.push_back("an attempt cannot be read: " + sanitize_line(damaged.front(), 60));
        }
    } catch (const Error& error) {
        summary.notes.emplace_back("the score cannot be read");
        summary.error = join(error_chain(error), ": ");
    }
}

void add_students(const Context& context, Overview& overview, const OverviewOptions& options, ScoreSource& scores) {
    if (options.class_name.empty()) {
        return;
    }
    Database database(context.config.database, context.config.state);
    overview.due_dates = DueDates(database).all(options.lab, options.class_name);
    const auto& rules = grade_rules(context);
    for (const auto& student : Classes(database).students(options.class_name)) {
        StudentSummary summary;
        summary.student = student.id;
        summary.name = student.name;
        summary.group = student.group;
        summary.left = student.left;
        if (const auto* due = rules.due({options.lab, student.id}); due != nullptr) {
            summary.due = *due;
        }
        try {
            const auto cards = scores.of({options.lab, student.id});
            if (const auto* last = current_card(cards, rules.policy(options.lab)); last != nullptr) {
                summary.last = *last;
                summary.notes = score_notes(scores, cards, *last);
            }
        } catch (const Error& error) {
            summary.error = join(error_chain(error), ": ");
        }
        overview.students.push_back(std::move(summary));
    }
}

/// Adds instances without a record here: orphaned ones, and those of other state directories.
void add_marked(const Context& context, Overview& overview, ProviderCache& providers) {
    const auto& libvirt = providers.at(context.config.libvirt_uri);
    if (!libvirt.provider) {
        // A host whose labs all use existing machines needs no libvirt.
        if (overview.instances.empty()) {
            overview.notes.push_back("cannot check for orphaned instances: " + libvirt.trouble);
        }
        return;
    }
    const auto describe = [&](InstanceSummary& summary, const Orphan& orphan, std::string note) {
        summary.machines = orphan.domains.size();
        summary.at_provider = orphan.domains.size();
        summary.running = std::count_if(orphan.domains.begin(), orphan.domains.end(), [&](const auto& domain) {
            const auto found = libvirt.machines.find(domain.name);
            return found != libvirt.machines.end() && found->second.state == MachineState::running;
        });
        summary.notes.push_back(std::move(note));
    };
    const auto added = [&](const Orphan& orphan, RecordState record) -> InstanceSummary& {
        auto& summary = overview.instances.emplace_back();
        summary.id = orphan.id();
        summary.record = record;
        return summary;
    };
    const auto uri = context.config.libvirt_uri;
    const auto marked = marked_domains(context, *libvirt.provider, recorded_domains(context, uri));
    for (const auto& orphan : marked.orphans) {
        // An instance whose record cannot be read has a row already.
        const auto row = std::find_if(overview.instances.begin(), overview.instances.end(), [&](const auto& one) {
            return one.id == orphan.id() && one.record == RecordState::unreadable;
        });
        describe(
            row == overview.instances.end() ? added(orphan, RecordState::orphaned) : *row,
            orphan,
            fmt::format("\"down --orphans {}\" removes it", orphan.mark.lab));
    }
    for (const auto& other : marked.elsewhere) {
        describe(added(other, RecordState::elsewhere), other, "recorded in " + sanitize_line(other.mark.state));
    }
}

} // namespace

Overview overview(Context& context, const OverviewOptions& options) {
    Overview overview;
    const auto is_selected = [&](const std::string& lab) { return options.lab.empty() || options.lab == lab; };
    for (const auto& folder : labs_on(context.config.labs)) {
        if (!is_selected(folder.filename().string())) {
            continue;
        }
        overview.labs.push_back(lab_summary(folder, context.config));
    }
    for (const auto& folder : misnamed_labs_on(context.config.labs)) {
        overview.notes.push_back(
            sanitize_line(folder.string()) + " is ignored: the name of a lab folder can only have a-z, 0-9 and \"-\"");
    }
    const Instances instances(context.config.state);
    ProviderCache providers(*context.providers);
    LabDigests digests;
    ScoreSource scores(context, options.lab, options.with_documents);
    for (const auto& id : instances.all()) {
        if (!is_selected(id.lab)) {
            continue;
        }
        InstanceSummary summary;
        summary.id = id;
        try {
            const auto instance = instances.find(id);
            if (!instance) {
                continue; // Destroyed since all() listed it.
            }
            summarize(context, overview, summary, *instance, providers, digests, scores);
        } catch (const Interrupted&) {
            throw;
        } catch (const std::exception& error) {
            summary.record = RecordState::unreadable;
            summary.error = error.what();
        }
        overview.instances.push_back(std::move(summary));
    }
    add_students(context, overview, options, scores);
    for (const auto& batch : batches_at_work(context)) {
        overview.notes.push_back("running: " + batch.describe());
    }
    for (const auto& batch : unfinished_batches(context)) {
        if (is_selected(batch.lab)) {
            overview.notes.push_back(fmt::format(
                "not finished: a run that started {} ago; \"{}\" continues it",
                format_duration(current_time() - batch.started),
                sanitize_line(batch.command, 300)));
        }
    }
    overview.notes.insert(overview.notes.end(), scores.notes().begin(), scores.notes().end());
    if (!options.lab.empty()) {
        return overview;
    }
    try {
        add_marked(context, overview, providers);
    } catch (const Error& error) {
        overview.problems.insert(error.what());
    }
    return overview;
}

} // namespace crocum
