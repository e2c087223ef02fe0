#include "lib/session/batch/status.hpp"

#include "lib/base/clock.hpp"
#include "lib/base/error.hpp"
#include "lib/base/parallel.hpp"
#include "lib/base/text.hpp"
#include "lib/session/batch/scheduler.hpp"
#include "lib/session/grade_rules.hpp"
#include "lib/session/instance/agent_connections.hpp"
#include "lib/session/instance/thaw.hpp"
#include "lib/session/locks.hpp"
#include "lib/store/attempts.hpp"
#include "lib/store/instance.hpp"

#include <algorithm>

namespace crocum {

namespace {

/// Mostly waiting for agents that do not answer.
constexpr unsigned usual_jobs = 8;
constexpr Seconds patience{5};

struct Answer {
    Outcome outcome; ///< answering, silent or off
    std::string why;
};

Answer ask(const MachineLink& link) {
    try {
        link.require_agent();
        Agent(link.open_channel()).ping(Deadline(patience));
        return {Outcome::answering, ""};
    } catch (const AgentError& error) {
        return {error.fault == AgentFault::machine_off ? Outcome::off : Outcome::silent, error.what()};
    }
}

std::vector<Answer> ask_all(const Instance& instance, Context& context) {
    const auto links = connect_machines(*context.providers, instance.machines);
    std::vector<Answer> answers(links.size(), Answer{Outcome::silent, ""});
    std::vector<std::function<void(const Post&)>> tasks;
    for (std::size_t i = 0; i < links.size(); ++i) {
        tasks.emplace_back([&, i](const Post&) { answers[i] = ask(links[i]); });
    }
    run_parallel(tasks, [&] { context.observer.tick(); });
    return answers;
}

/// Sets the worst outcome of the machines, the number of machines that answer, and why the others do not.
void tell(BatchRow& row, const std::vector<InstanceMachine>& machines, const std::vector<Answer>& answers) {
    std::size_t good = 0;
    std::vector<std::string> why;
    row.outcome = Outcome::answering;
    for (std::size_t i = 0; i < answers.size(); ++i) {
        const auto& answer = answers[i];
        good += answer.outcome == Outcome::answering ? 1 : 0;
        if (answer.outcome != Outcome::answering) {
            row.outcome = row.outcome == Outcome::silent ? row.outcome : answer.outcome;
            row.exit = Exit::ungraded;
            why.push_back(machines[i].name + ": " + sanitize_line(answer.why, 200));
        }
    }
    auto detail =
        fmt::format("{} of {} {}", good, plural(answers.size(), "machine"), answers.size() == 1 ? "answers" : "answer");
    if (!why.empty()) {
        detail += "; " + join(why, "; ");
    }
    row.detail = row.detail.empty() ? detail : detail + "; " + row.detail;
}

Outcome outcome_of(Phase phase) {
    switch (phase) {
    case Phase::creating:
        return Outcome::creating;
    case Phase::setup:
        return Outcome::setup;
    case Phase::removing:
        return Outcome::removing;
    case Phase::ready:
        break;
    }
    return Outcome::answering;
}

BatchRow status(Context& context, const InstanceId& id) {
    BatchRow row;
    std::string graded;
    if (const auto current = attempts_of(context).current(id)) {
        row.score = current->score();
        row.attempt = current->measured.name;
        graded = current->measured.instance;
    }
    const auto instance = Instances(context.config.state).find(id);
    if (row.score && instance && graded != instance->mark) {
        row.detail = "the score is of an earlier instance";
    }
    if (!instance) {
        row.outcome = Outcome::no_instance;
        return row;
    }
    // Before the agents are asked: one that a command keeps busy answers when the command has ended.
    const auto holder = holder_of(context, id);
    if (instance->phase == Phase::ready) {
        context.observer.step("asking its agents");
        tell(row, instance->machines, ask_all(*instance, context));
        if (const auto frozen = describe_freeze(context, *instance); !frozen.empty()) {
            row.outcome = Outcome::frozen;
            row.detail = frozen;
        }
    } else {
        row.outcome = instance->broken.empty() ? outcome_of(instance->phase) : Outcome::broken;
        row.detail = sanitize_line(instance->broken, 200);
        row.exit = Exit::ungraded;
    }
    if (holder) {
        row.detail += (row.detail.empty() ? "" : "; ") + ("in use by " + holder->describe());
    }
    return row;
}

} // namespace

std::vector<BatchRow> batch_status(
    Context& context, const std::string& lab, const std::vector<Target>& targets, std::optional<unsigned> jobs) {
    Batch batch;
    batch.targets = targets;
    batch.jobs = jobs.value_or(usual_jobs);
    batch.second_turns = false;
    batch.work = [&](Context& own, const Target& target, bool /*is_retry*/) {
        return status(own, {lab, target.student});
    };
    return run_guarded_batch(context, batch);
}

} // namespace crocum
