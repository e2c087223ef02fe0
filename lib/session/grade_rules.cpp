#include "lib/session/grade_rules.hpp"

#include "lib/base/error.hpp"
#include "lib/base/text.hpp"

namespace crocum {

namespace {

GradeRules read_rules(const Context& context) {
    const auto& config = context.config;
    std::error_code broken;
    if (config.database.empty() && !std::filesystem::exists(Database::file_in(config.state), broken)) {
        return {}; // There are no classes, so no database is created.
    }
    Database database(config.database, config.state);
    return {DueDates(database).by_student("")};
}

} // namespace

const GradeRules& grade_rules(const Context& context) {
    auto& kept = *context.rules;
    std::call_once(kept.once, [&] {
        try {
            kept.rules = std::make_shared<GradeRules>(read_rules(context));
        } catch (const Interrupted&) {
            throw;
        } catch (const Error& error) {
            kept.rules = std::make_shared<GradeRules>();
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
