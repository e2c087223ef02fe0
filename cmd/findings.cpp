#include "cmd/findings.hpp"

#include "lib/base/text.hpp"

namespace crocum {

namespace {

std::string verdict(const Validation& validation) {
    std::vector<std::string> parts;
    parts.push_back(validation.errors() == 0 ? "valid" : plural(validation.errors(), "error"));
    if (validation.warnings() > 0) {
        parts.push_back(plural(validation.warnings(), "warning"));
    }
    return join(parts, ", ");
}

std::string painted(const Finding& finding, const Style& style) {
    const std::string word = to_string(finding.severity);
    const auto rest = to_string(finding).substr(word.size());
    return (finding.severity == Severity::error ? style.red(word) : style.yellow(word)) + rest + "\n";
}

} // namespace

void show(const Console& console, const Validation& validation) {
    for (const auto& finding : validation.findings) {
        console.result(painted(finding, console.out_style()));
        if (console.quiet() && finding.severity == Severity::error) {
            console.trouble(painted(finding, console.err_style()));
        }
    }
    console.result(fmt::format(
        "{}: {}, {}, {}: {}\n",
        validation.lab,
        plural(validation.checks, "check"),
        plural_points(validation.points),
        plural(validation.machines, "machine"),
        verdict(validation)));
}

Json to_document(const Validation& validation) {
    Json findings = Json::array();
    for (const auto& finding : validation.findings) {
        findings.push_back(
            {{"severity", to_string(finding.severity)},
             {"file", finding.file.string()},
             {"line", finding.line > 0 ? Json(finding.line) : Json()},
             {"message", finding.message}});
    }
    return {
        {"lab", validation.lab},
        {"folder", validation.folder.string()},
        {"checks", validation.checks},
        {"points", validation.points},
        {"machines", validation.machines},
        {"errors", validation.errors()},
        {"warnings", validation.warnings()},
        {"findings", findings}};
}

} // namespace crocum
