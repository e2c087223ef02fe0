#include "lib/base/clock.hpp"
#include "lib/base/error.hpp"
#include "lib/base/files.hpp"
#include "lib/base/pattern.hpp"
#include "lib/base/process.hpp"
#include "lib/base/text.hpp"
#include "lib/lab/lab.hpp"
#include "lib/session/context.hpp"
#include "lib/session/instance/remote_script.hpp"
#include "lib/session/validate/passes.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace crocum {

namespace fs = std::filesystem;

namespace {

constexpr Seconds syntax_check_limit{20};
constexpr double score_tolerance = 1e-6; ///< of a point

/// Prints "LINE: MISTAKE".
constexpr const char* python_reader = R"(
import ast, sys
try:
    ast.parse(open(sys.argv[1], "rb").read())
except SyntaxError as error:
    sys.exit("%s: %s" % (error.lineno or 0, error.msg))
except ValueError as error:
    sys.exit("0: %s" % error)
)";

/// A command that parses a script without running it; empty for an unknown interpreter.
std::vector<std::string> parser_of(const fs::path& script, const Context& context) {
    auto argv = interpreter(read_file(script));
    auto name = fs::path(argv[0]).filename().string();
    if (name == "env" && argv.size() > 1) {
        name = argv[1].substr(0, argv[1].find(' '));
    }
    if (name.rfind("python", 0) == 0) {
        return {context.config.python.string(), "-I", "-S", "-B", "-c", python_reader, script.string()};
    }
    for (const auto* shell : {"sh", "dash", "bash"}) {
        if (name == shell && find_program(shell)) {
            return {shell, "-n", script.string()};
        }
    }
    return {};
}

void validate_syntax(const Context& context, const fs::path& script, Diagnostics& diagnostics) {
    ProcessSpec spec;
    spec.argv = parser_of(script, context);
    if (spec.argv.empty()) {
        return;
    }
    spec.deadline = Deadline(syntax_check_limit);
    const auto result = run(spec);
    if (result.ok()) {
        return;
    }
    // "FILE: 3: Syntax error", "FILE: line 3: syntax error", "3: invalid syntax"; bash shows the line as well.
    static const Pattern form(R"(^(?:.*?: )?(?:line )?(\d+): (.*)$)");
    const auto output = lines(sanitize(result.err));
    if (const auto match = output.empty() ? std::nullopt : form.match(output[0])) {
        diagnostics.error(script, std::stoi(match->groups[1].substr(0, 8)), match->groups[2]);
    } else {
        diagnostics.error(script, 0, fmt::format("{} -n: {}", spec.argv[0], join(output, " ")));
    }
}

void require_entry(const Lab& lab, const std::string& name, const fs::path& found, Diagnostics& diagnostics) {
    if (lab.partials.count(name) == 0 && !diagnostics.any_below(lab.folder / "lab.yaml")) {
        diagnostics.error(
            found, 0, fmt::format("lab.yaml does not give its score: partials: {{{}: {{score: POINTS}}}}", name));
    }
}

/// Validates that a script in solution/ is for a machine, or for a partial solution of lab.yaml.
void validate_solution(const Lab& lab, const fs::path& script, const MachineNames& machines, Diagnostics& diagnostics) {
    const auto stem = script.stem().string();
    if (machines && machines->count(stem) != 0) {
        return;
    }
    if (stem.rfind(partial_prefix, 0) != 0) {
        if (machines) {
            diagnostics.error(script, 0, no_machine(stem, *machines));
        }
        return;
    }
    const auto name = stem.substr(partial_prefix.size());
    require_entry(lab, name, script, diagnostics);
}

/// Validates the names in the folder of a partial solution that spans machines.
void validate_partial_folder(
    const Lab& lab, const std::string& name, const MachineNames& machines, Diagnostics& diagnostics) {
    const auto folder = lab.partial_folder(name);
    require_entry(lab, name, folder, diagnostics);
    for (const auto& file : entries_of(folder)) {
        const fs::path path = folder / file;
        if (path.extension() != ".sh") {
            diagnostics.warning(path, 0, "is not run: the scripts of a partial solution are called MACHINE.sh");
        } else if (machines && machines->count(path.stem().string()) == 0) {
            diagnostics.error(path, 0, no_machine(path.stem().string(), *machines));
        }
    }
}

void validate_partial(
    const Lab& lab,
    const std::string& name,
    const PartialSolution& partial,
    double total,
    const MachineNames& machines,
    Diagnostics& diagnostics) {
    const auto file = lab.folder / "lab.yaml";
    const auto line = line_in_lab_file(lab, name + ":");
    const auto script = lab.partial_script(name);
    const auto folder = lab.partial_folder(name);
    const bool spans = fs::is_directory(folder);
    if (spans && fs::exists(script)) {
        diagnostics.error(
            file, line, fmt::format("partial solution {} has both {} and {}", name, script.string(), folder.string()));
    } else if (spans && lab.partial_scripts(name).empty()) {
        diagnostics.error(file, line, fmt::format("partial solution {} has no script in {}", name, folder.string()));
    } else if (!spans && !fs::exists(script)) {
        diagnostics.error(file, line, fmt::format("partial solution {} has no script {}", name, script.string()));
    }
    if (spans && !partial.machine.empty()) {
        diagnostics.error(
            file,
            line,
            fmt::format(
                "partial solution {} has scripts for machines in {}: remove its \"machine\"", name, folder.string()));
    }
    if (machines && !partial.machine.empty() && machines->count(partial.machine) == 0) {
        diagnostics.error(
            file, line, fmt::format("partial solution {}: {}", name, no_machine(partial.machine, *machines)));
    }
    if (machines && !spans && partial.machine.empty() && machines->size() != 1) {
        diagnostics.error(
            file,
            line,
            fmt::format(
                "partial solution {} does not name its machine; the lab has {}",
                name,
                join({machines->begin(), machines->end()}, ", ")));
    }
    if (total > 0 && partial.score > total + score_tolerance) {
        diagnostics.error(
            file,
            line,
            fmt::format(
                "partial solution {} has to reach {}, but all checks together have {}",
                name,
                plural_points(partial.score),
                number(total)));
    }
}

} // namespace

void validate_scripts(
    const Context& context,
    const Lab& lab,
    const CollectedLab& collected,
    const MachineNames& machines,
    Diagnostics& diagnostics) {
    auto scripts = lab.setup_scripts();
    for (const auto& script : scripts) {
        if (machines && machines->count(script.stem().string()) == 0) {
            diagnostics.error(script, 0, no_machine(script.stem().string(), *machines));
        }
    }
    const auto solutions = lab.solution_scripts();
    for (const auto& script : solutions) {
        validate_solution(lab, script, machines, diagnostics);
    }
    scripts.insert(scripts.end(), solutions.begin(), solutions.end());
    for (const auto& name : lab.partial_folder_names()) {
        validate_partial_folder(lab, name, machines, diagnostics);
        const auto parts = lab.partial_scripts(name);
        scripts.insert(scripts.end(), parts.begin(), parts.end());
    }
    for (const auto& script : scripts) {
        if (!fs::is_regular_file(script)) {
            continue;
        }
        try {
            require_unix_lines(script);
            validate_syntax(context, script, diagnostics);
        } catch (const UsageError& error) {
            diagnostics.mistakes(error.what(), lab.folder, script);
        }
    }
    double total = 0;
    for (const auto& entry : collected.suites) {
        for (const auto& check : entry.checks) {
            total += check.points;
        }
        const auto script = lab.solution_script(entry.suite.machine);
        if (!entry.suite.is_across() && !fs::exists(script)) {
            diagnostics.warning(
                entry.suite.root / entry.suite.entry,
                0,
                fmt::format("there is no {}: nothing proves that these checks can pass", script.string()));
        }
    }
    for (const auto& [name, partial] : lab.partials) {
        validate_partial(lab, name, partial, collected.complete ? total : 0, machines, diagnostics);
    }
}

} // namespace crocum
