#include "cmd/diagnostics.hpp"

#include "lib/base/text.hpp"

#include <fmt/format.h>

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

std::string painted(const Diagnostic& diagnostic, const Style& style) {
    const std::string word = to_string(diagnostic.severity);
    const auto rest = to_string(diagnostic).substr(word.size());
    return (diagnostic.severity == Severity::error ? style.red(word) : style.yellow(word)) + rest + "\n";
}

} // namespace

void show(const Output& output, const Validation& validation) {
    for (const auto& diagnostic : validation.diagnostics) {
        output.result(painted(diagnostic, output.out_style()));
        if (output.quiet() && diagnostic.severity == Severity::error) {
            output.trouble(painted(diagnostic, output.err_style()));
        }
    }
    output.result(fmt::format(
        "{}: {}, {}, {}: {}\n",
        validation.lab,
        plural(validation.checks, "check"),
        plural_points(validation.points),
        plural(validation.machines, "machine"),
        verdict(validation)));
}

Json to_document(const Validation& validation) {
    Json diagnostics = Json::array();
    for (const auto& diagnostic : validation.diagnostics) {
        diagnostics.push_back(
            {{"severity", to_string(diagnostic.severity)},
             {"file", diagnostic.file.string()},
             {"line", diagnostic.line > 0 ? Json(diagnostic.line) : Json()},
             {"message", diagnostic.message}});
    }
    return {
        {"lab", validation.lab},
        {"folder", validation.folder.string()},
        {"checks", validation.checks},
        {"points", validation.points},
        {"machines", validation.machines},
        {"errors", validation.errors()},
        {"warnings", validation.warnings()},
        {"findings", diagnostics}};
}

} // namespace crocum
