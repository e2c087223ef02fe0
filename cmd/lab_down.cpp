#include "cmd/command.hpp"
#include "cmd/progress.hpp"
#include "lib/base/text.hpp"

namespace crocum {

namespace {

Json to_document(const DownResult& result) {
    Json removed = Json::array();
    for (const auto& resource : result.removed) {
        removed.push_back({{"kind", to_string(resource.kind)}, {"name", resource.name}, {"pool", resource.pool}});
    }
    Json left = Json::array();
    for (const auto& leftover : result.left) {
        left.push_back(
            {{"kind", to_string(leftover.resource.kind)},
             {"name", leftover.resource.name},
             {"pool", leftover.resource.pool},
             {"reason", leftover.reason}});
    }
    return {
        {"lab", result.id.lab},
        {"student", result.id.student},
        {"existed", result.existed},
        {"removed", removed},
        {"left", left},
        {"untouched", result.untouched},
        {"terraform_error", result.terraform_error}};
}

void show(const Console& console, const DownResult& result) {
    if (!result.existed) {
        console.result(fmt::format("there is no instance {}: nothing to take down\n", to_string(result.id)));
        return console.message(result.similar.empty() ? "" : result.similar + "\n");
    }
    for (const auto& resource : result.removed) {
        console.result("removed " + to_string(resource) + "\n");
    }
    for (const auto& machine : result.untouched) {
        console.result(fmt::format("left {} alone: crocum did not make it\n", machine));
    }
    if (result.left.empty()) {
        const auto* state = result.untouched.empty() ? "is down" : "is forgotten; its machines stand as they did";
        console.result(fmt::format("{} {}\n", to_string(result.id), state));
    }
}

Exit run_down(const LabOptions& options) {
    require_lab_and_student(options);
    const Console console(options.output);
    Progress progress(console);
    Session session{load_config(), progress, signature("down", options), Seconds(options.wait)};
    const auto result = down(session, {lab_id(options.lab), options.student});
    if (!result.terraform_error.empty()) {
        progress.note("terraform destroy failed, crocum removed the rest itself: " + result.terraform_error);
    }
    show(console, result);
    const auto exit = result.left.empty() ? Exit::done : Exit::leftovers;
    if (console.json()) {
        console.document(document("lab down", exit, to_document(result)));
        return exit;
    }
    if (!result.left.empty()) {
        std::string names;
        for (const auto& leftover : result.left) {
            names += fmt::format("\n  {}: {}", to_string(leftover.resource), leftover.reason);
        }
        throw with_hint(
            LeftoverError("of {} there still stands:{}", to_string(result.id), names),
            "Run it again once that is mended");
    }
    return exit;
}

} // namespace

void add_lab_down(CLI::App& lab, Invocation& invocation) {
    auto* verb = lab.add_subcommand("down", "Take a student's instance down and ask the hypervisor what still stands");
    auto options = std::make_shared<LabOptions>();
    add_lab_options(*verb, *options);
    verb->footer("Attempts are kept. Exit status 5 when something still stands; each such thing is named.\n\n"
                 "Examples:\n"
                 "  crocum lab down hello -s demo\n");
    verb->callback([options, &invocation] {
        invocation.run = [options] { return static_cast<int>(run_down(*options)); };
        invocation.interrupted = "the same command goes on where this one stopped";
    });
}

} // namespace crocum
