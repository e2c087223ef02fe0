#include "lib/session/grade_rules.hpp"

#include "lib/base/error.hpp"
#include "lib/base/text.hpp"
#include "lib/lab/lab.hpp"
#include "lib/store/instance.hpp"

namespace crocum {

namespace {

/// The policy when the newest attempt of any student was made.
AttemptPolicy kept_policy(const Config& config, const std::string& lab) {
    const Attempts attempts(config.state);
    std::optional<Attempt> newest;
    for (const auto& student : attempts.students(lab)) {
        auto latest = attempts.latest({lab, student});
        if (latest && (!newest || latest->started > newest->started)) {
            newest = std::move(latest);
        }
    }
    return newest ? newest->policy : AttemptPolicy::last;
}

/// The folder of a lab: on the lab path, else that of an instance.
std::filesystem::path folder_of(const Config& config, const std::string& lab) {
    try {
        return find_lab(lab, config.labs);
    } catch (const Error&) {
        const Instances instances(config.state);
        for (const auto& id : instances.all()) {
            if (id.lab == lab) {
                return instances.find(id).value_or(Instance{}).folder;
            }
        }
        return {};
    }
}

/// The policy in lab.yaml. A lab that cannot be read, or does not exist any more, has that of its newest attempt.
AttemptPolicy policy_of(const Config& config, const std::string& lab) {
    try {
        if (const auto folder = folder_of(config, lab); !folder.empty()) {
            return load_lab(folder).attempts;
        }
    } catch (const Error&) {
        // A mistake in lab.yaml stops the verbs that need the lab.
    }
    return kept_policy(config, lab);
}

} // namespace

std::map<InstanceId, DueDate> read_due_dates(const Config& config) {
    if (!Database::exists(config.database, config.state)) {
        return {}; // There are no classes, so no database is created.
    }
    Database database(config.database, config.state);
    return DueDates(database).by_student("");
}

void forget_grade_rules(Context& context) {
    context.rules = std::make_shared<LazyGradeRules>();
}

const GradeRules& grade_rules(const Context& context) {
    auto& kept = *context.rules;
    const auto& config = context.config;
    const auto policy = [config](const std::string& lab) { return policy_of(config, lab); };
    std::call_once(kept.once, [&] {
        try {
            kept.rules = std::make_shared<GradeRules>(read_due_dates(config), policy);
        } catch (const Interrupted&) {
            throw;
        } catch (const Error& error) {
            kept.rules = std::make_shared<GradeRules>(std::map<InstanceId, DueDate>(), policy);
            context.observer.note(
                "due dates are unknown, and scores are shown without them: " + join(error_chain(error), ": "));
        }
    });
    return *kept.rules;
}

Attempts attempts_of(const Context& context) {
    static_cast<void>(grade_rules(context));
    return Attempts(context.config.state, context.rules->rules);
}

} // namespace crocum
