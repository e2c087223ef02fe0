#include "cmd/command.hpp"
#include "cmd/open_context.hpp"
#include "cmd/progress.hpp"
#include "lib/base/error.hpp"
#include "lib/base/text.hpp"
#include "lib/check/check_id.hpp"
#include "lib/report/score_text.hpp"
#include "lib/session/grading/override.hpp"

namespace crocum {

namespace {

struct ClearOptions : LabOptions {
    std::optional<std::string> check;
    bool whole = false;
    std::string reason;
};

Exit run_clear(const ClearOptions& options) {
    require_lab_and_student(options);
    if (options.check && options.check->empty()) {
        throw UsageError("the value of --check is empty");
    }
    const Output output(options.output);
    Progress progress(output);
    auto context = open_context(
        progress,
        fmt::format("crocum grade clear {} -s {}", shell_word(options.lab), shell_word(options.student)),
        Seconds(options.wait));
    const auto id = named_instance(context, options);
    const auto check = options.whole ? std::optional<std::string>("") : options.check;
    const auto result = withdraw_decisions(context, id, check, options.reason);
    for (const auto& decision : result.withdrawn) {
        output.result(fmt::format("withdrawn: {}: {}\n", decision_subject(decision), decision_text(decision)));
    }
    if (result.withdrawn.empty()) {
        output.result(fmt::format("there is no decision about {}: nothing to do\n", to_string(id)));
    } else if (result.before && result.after) {
        output.result("Before: " + long_score(result.before->score()) + "\n");
        output.result(score_line(*result.after, output.out_style()));
    }
    if (output.json()) {
        Json object = result.after ? to_json(*result.after) : Json::object();
        object["lab"] = id.lab;
        object["student"] = id.student;
        object["before"] = result.before ? to_json(result.before->score()) : Json();
        object["withdrawn"] = json_list(result.withdrawn);
        output.document(document("grade clear", Exit::done, object));
    }
    return Exit::done;
}

} // namespace

void add_grade_clear(CLI::App& grade, Invocation& invocation) {
    Verb verb(grade, "clear", "Withdraw decisions, so that the measured results count again");
    auto options = std::make_shared<ClearOptions>();
    add_lab_options(verb, *options);
    verb.text("--check", options->check, "Only the decision on this check (number or id)", "CHECK");
    verb.flag("--whole", options->whole, "Only the decision on the whole score");
    verb.excludes("--whole", "--check");
    verb.text("--reason", options->reason, "The reason; it is kept with the withdrawal", "TEXT");
    verb.epilogue(
        "Without --check and --whole, all decisions about the student in this lab are withdrawn. They stay in "
        "the\n"
        "history: \"crocum grade list LAB --history\" shows them.\n\n"
        "Examples:\n"
        "  crocum grade clear hello -s demo\n"
        "  crocum grade clear hello -s demo --check 1.2 --reason 'measured now'\n");
    verb.when_named([options, &invocation] {
        invocation.run = [options] { return static_cast<int>(run_clear(*options)); };
        invocation.interrupted = "the decisions are withdrawn completely or not at all: \"crocum grade list\" shows it";
    });
}

} // namespace crocum
