#include "cmd/command.hpp"
#include "cmd/open_context.hpp"
#include "cmd/progress.hpp"
#include "lib/base/clock.hpp"
#include "lib/base/error.hpp"
#include "lib/base/text.hpp"
#include "lib/check/check_id.hpp"
#include "lib/report/score_text.hpp"
#include "lib/session/grading/override.hpp"

namespace crocum {

namespace {

struct SetOptions : LabOptions {
    std::optional<std::string> check;
    std::optional<double> score;
    std::string reason;
    std::string attempt;
};

std::string lock_name(const SetOptions& options) {
    return fmt::format("crocum grade set {} -s {}", shell_word(options.lab), shell_word(options.student));
}

Exit run_set(const SetOptions& options) {
    require_lab_and_student(options);
    if (!options.check && !options.score) {
        throw with_hint(
            UsageError("no decision given: give --check or --score"),
            "--check ID gives a check its full points, --check ID --score N gives it N points; --score N alone decides "
            "the whole score");
    }
    const Output output(options.output);
    Progress progress(output);
    auto context = open_context(progress, lock_name(options), Seconds(options.wait));
    const auto id = named_instance(context, options);
    const auto outcome = grade(context, id, {options.check, options.score, options.reason, options.attempt});
    const auto& after = outcome.after;
    const auto& decision = after.decisions.back();
    output.result(fmt::format(
        "{}, attempt {}: {} has {} of {}, by {}\n",
        to_string(id),
        after.measured.name,
        decision_subject(decision),
        number(decision.points),
        plural_points(decision.of),
        decision.who));
    output.result("Before: " + long_score(outcome.before.score()) + "\n");
    output.result(score_line(after, output.out_style()));
    if (decision.check && after.score().whole) {
        progress.note("an earlier decision on the whole score still applies, and decisions on checks do not change it");
    }
    if (outcome.current != after.measured.name) {
        progress.note("the current score comes from attempt " + outcome.current + ", not from this one");
    }
    if (output.json()) {
        auto object = to_json(after);
        object["before"] = to_json(outcome.before.score());
        object["standing"] = outcome.current == after.measured.name;
        output.document(document("grade set", Exit::done, object));
    }
    return Exit::done;
}

} // namespace

void add_grade_set(CLI::App& grade, Invocation& invocation) {
    Verb verb(grade, "set", "Decide the points of a check, or the whole score");
    auto options = std::make_shared<SetOptions>();
    add_lab_options(verb, *options);
    verb.text(
        "--check",
        options->check,
        "The check (number or id); it gets its full points unless --score is given",
        "CHECK");
    verb.number("--score", options->score, "Points: for the check, or for the whole attempt", "N");
    verb.text("--reason", options->reason, "The reason; it is kept and shown with the score", "TEXT");
    verb.text(
        "--attempt",
        options->attempt,
        "Take checks and points from this attempt, by the beginning of its name (default: the current attempt)",
        "ATTEMPT");
    verb.epilogue("The measured result is kept. A decision applies to this and to all later attempts, until \"crocum "
                  "grade clear\"\n"
                  "withdraws it; the last one on the same check, or on the whole score, applies. All decisions are "
                  "kept, with the\n"
                  "person and the time. When the points of the lab change, decisions are scaled with them.\n\n"
                  "Examples:\n"
                  "  crocum grade set hello -s demo --check 1.2 --reason 'saw it work'\n"
                  "  crocum grade set hello -s demo --check srv/srv.py::test_route --score 1 --reason 'half of it'\n"
                  "  crocum grade set hello -s demo --score 8 --reason 'oral exam'\n");
    verb.when_named([options, &invocation] {
        invocation.run = [options] { return static_cast<int>(run_set(*options)); };
        invocation.interrupted = "the decision is recorded completely or not at all: \"crocum lab show\" shows it";
    });
}

} // namespace crocum
