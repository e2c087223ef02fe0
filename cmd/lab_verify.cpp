#include "cmd/command.hpp"
#include "cmd/diagnostics.hpp"
#include "cmd/open_context.hpp"
#include "cmd/progress.hpp"
#include "lib/base/error.hpp"
#include "lib/base/json.hpp"
#include "lib/base/table.hpp"
#include "lib/base/text.hpp"
#include "lib/check/check.hpp"
#include "lib/check/check_id.hpp"
#include "lib/lab/lab.hpp"
#include "lib/session/verify/diagnose.hpp"
#include "lib/session/verify/verify.hpp"

namespace crocum {

namespace {

struct VerifyCommandOptions : LabOptions {
    VerifyOptions verify;
};

/// Checks fail before the solution, as they should. Their lines would look like errors, so only -v shows them.
class VerifyProgress : public Progress {
public:
    using Progress::Progress;

protected:
    void show_check(const CheckResult& result) override {
        if (output().verbose()) {
            Progress::show_check(result);
        }
    }
};

Json to_json(const GradedState& state) {
    Json gradings = Json::array();
    for (const auto& grading : state.gradings) {
        const auto sum = score(grading);
        Json checks = Json::object();
        for (const auto& result : grading) {
            checks[result.check.id] = {
                {"verdict", to_string(result.verdict)},
                {"reason", result.reason},
                {"share", result.share},
                {"message", result.message},
                {"seconds", result.seconds}};
        }
        gradings.push_back(
            {{"score", sum.final() ? Json(sum.reached) : Json()}, {"max_score", sum.total}, {"checks", checks}});
    }
    return {
        {"state", state.name}, {"expected", state.expected ? Json(*state.expected) : Json()}, {"gradings", gradings}};
}

Json to_json(const std::vector<Fault>& faults) {
    Json list = Json::array();
    for (const auto& fault : faults) {
        list.push_back({{"subject", fault.subject}, {"message", fault.message}});
    }
    return list;
}

Json to_document(const Verification& verification) {
    auto object = to_document(verification.validation);
    object["seconds"] = verification.seconds;
    for (const auto* list : {"states", "faults", "ungraded"}) {
        object[list] = Json::array();
    }
    if (const auto& proof = verification.proof) {
        object["states"] = {to_json(proof->untouched), to_json(proof->solved)};
        for (const auto& partial : proof->partials) {
            object["states"].push_back(to_json(partial));
        }
        object["faults"] = to_json(faults_of(*proof));
        object["ungraded"] = to_json(ungraded_in(*proof));
    }
    return object;
}

/// One line for each fault: on stdout with the results, and with -q on stderr.
void show_faults(const Output& output, const std::vector<Fault>& faults) {
    for (const auto& fault : faults) {
        const auto text = fmt::format("{}: {}\n", sanitize_line(shown_id(fault.subject)), fault.message);
        output.result(text);
        if (output.quiet()) {
            output.trouble(text);
        }
    }
}

std::string proof_table(const ResultMatrix& proof, std::size_t width) {
    const auto rows = rows_of(proof);
    std::vector<Column> columns;
    for (const auto& title : rows.front()) {
        columns.push_back({title, title == "TIME" ? 1U : 0U, columns.empty() ? Fit::shorten : Fit::whole});
    }
    return table(columns, {rows.begin() + 1, rows.end()}, width);
}

Exit show_proof(const Output& output, const std::string& lab, const ResultMatrix& proof, double seconds) {
    const auto faults = faults_of(proof);
    const auto ungraded = ungraded_in(proof);
    output.result(proof_table(proof, output.out_style().columns) + "\n");
    show_faults(output, ungraded);
    show_faults(output, faults);
    const auto& style = output.out_style();
    const auto verdict = !faults.empty()     ? style.red("not proven, " + plural(faults.size(), "fault"))
                         : !ungraded.empty() ? style.yellow("not proven: some checks could not be measured")
                                             : style.green("verified");
    output.result(fmt::format("{}: {}, {:.0f} s\n", lab, verdict, seconds));
    return !faults.empty() ? Exit::failed : !ungraded.empty() ? Exit::ungraded : Exit::done;
}

Exit run_verify(const VerifyCommandOptions& options) {
    require_lab(options.lab);
    const Output output(options.output);
    VerifyProgress progress(output);
    auto context = open_context(progress, signature("verify", options));
    const auto verification = verify(context, find_lab(options.lab, context.config.labs), options.verify);
    const auto& validation = verification.validation;
    auto exit = Exit::failed;
    if (!validation.diagnostics.empty()) {
        show(output, validation);
    }
    if (verification.proof) {
        exit = show_proof(output, validation.lab, *verification.proof, verification.seconds);
    }
    if (output.wants_document()) {
        output.document(document("lab verify", exit, to_document(verification)));
    }
    return exit;
}

} // namespace

void add_lab_verify(CLI::App& lab, Invocation& invocation) {
    Verb verb(lab, "verify", "Test the checks of a lab on real machines, before and after the solution");
    auto options = std::make_shared<VerifyCommandOptions>();
    add_lab_option(verb, options->lab);
    verb.number("--repeat", options->verify.repeat, "Grade each state N times, to find flaky checks", "N", 1, 100);
    verb.flag("--keep", options->verify.keep, "Keep the scratch instances for inspection");
    add_output_options(verb, options->output);
    add_events_option(verb, options->output, invocation);
    verb.epilogue(
        "Validates the lab, creates a scratch instance, grades it, runs solution/MACHINE.sh in all machines at the "
        "same\n"
        "time, grades it again and destroys it. Each partial solution of lab.yaml gets a new instance.\n"
        "Exit status 1 when a check passes before the solution (unless it is marked baseline), does not pass with the\n"
        "solution, or is flaky, and when the score of a partial solution differs from lab.yaml; 3 when a check could "
        "not\n"
        "be measured; 5 when a scratch instance could not be removed.\n\n"
        "Examples:\n"
        "  crocum lab verify hello\n"
        "  crocum lab verify hello --repeat 3     find flaky checks\n"
        "  crocum lab verify ./labs/hello --keep -v\n");
    verb.when_named([options, &invocation] {
        invocation.run = [options] { return static_cast<int>(run_verify(*options)); };
        invocation.interrupted = "there is no result";
    });
}

} // namespace crocum
