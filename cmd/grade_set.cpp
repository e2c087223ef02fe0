#include "cmd/command.hpp"
#include "cmd/open_context.hpp"
#include "cmd/progress.hpp"
#include "lib/base/clock.hpp"
#include "lib/base/error.hpp"
#include "lib/base/text.hpp"
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

std::string sign(const SetOptions& options) {
    return fmt::format("crocum grade set {} -s {}", options.lab, options.student);
}

Exit run_set(const SetOptions& options) {
    require_lab_and_student(options);
    if (!options.check && !options.score) {
        throw with_hint(
            UsageError("what is decided?"),
            "--check ID gives a check its full points, with --score N so many; --score N alone decides the whole "
            "score");
    }
    const Console console(options.output);
    Progress progress(console);
    auto context = open_context(progress, sign(options), Seconds(options.wait));
    const auto id = named_instance(context, options);
    const auto outcome = grade(context, id, {options.check, options.score, options.reason, options.attempt});
    const auto& after = outcome.after;
    const auto& decision = after.decisions.back();
    console.result(fmt::format(
        "{}, attempt {}: {} has {} of {}, by {}\n",
        to_string(id),
        after.measured.name,
        decision.check ? sanitize_line(*decision.check, 300) : "the whole score",
        number(decision.points),
        plural_points(decision.of),
        decision.who));
    console.result("Before: " + long_score(outcome.before.score()) + "\n");
    console.result(score_line(after, console.out_style()));
    if (decision.check && after.score().whole) {
        progress.note("the whole score was decided before, and stands above the checks");
    }
    if (outcome.standing != after.measured.name) {
        progress.note("the score is that of attempt " + outcome.standing + ", not of this one");
    }
    if (console.json()) {
        auto object = to_json(after);
        object["before"] = to_json(outcome.before.score());
        object["standing"] = outcome.standing == after.measured.name;
        console.document(document("grade set", Exit::done, object));
    }
    return Exit::done;
}

} // namespace

void add_grade_set(CLI::App& grade, Invocation& invocation) {
    Verb verb(grade, "set", "Decide about a check, or the whole score, beside what was measured");
    auto options = std::make_shared<SetOptions>();
    add_lab_options(verb, *options);
    verb.text("--check", options->check, "Which check; it gets its full points unless --score says how many", "CHECK");
    verb.number("--score", options->score, "How many points: of the check, or of everything", "N");
    verb.text("--reason", options->reason, "Why; it is kept, and shown wherever the score is", "TEXT");
    verb.text(
        "--attempt",
        options->attempt,
        "The beginning of an attempt's name; without it, the one that counts",
        "ATTEMPT");
    verb.epilogue(
        "What was measured stays as it is. All decisions are kept, with who and when; the last one on the same thing\n"
        "holds, for this attempt alone. When the lab's points change, a regrade scales decisions with them.\n\n"
        "Examples:\n"
        "  crocum grade set hello -s demo --check srv/srv.py::test_route --reason 'saw it work'\n"
        "  crocum grade set hello -s demo --check srv/srv.py::test_route --score 1 --reason 'half of it'\n"
        "  crocum grade set hello -s demo --score 8 --reason 'oral exam'\n");
    verb.when_named([options, &invocation] {
        invocation.run = [options] { return static_cast<int>(run_set(*options)); };
        invocation.interrupted = "nothing was decided, or all of it: \"crocum lab show\" tells";
    });
}

} // namespace crocum
