#include "lib/base/error.hpp"
#include "lib/base/files.hpp"
#include "lib/base/parallel.hpp"
#include "lib/base/pattern.hpp"
#include "lib/base/suggest.hpp"
#include "lib/base/text.hpp"
#include "lib/check/check_id.hpp"
#include "lib/check/collect.hpp"
#include "lib/check/points.hpp"
#include "lib/lab/ids.hpp"
#include "lib/lab/lab.hpp"
#include "lib/session/context.hpp"
#include "lib/session/validate/passes.hpp"

namespace crocum {

namespace fs = std::filesystem;

namespace {

/// Removes the points that lab.yaml gives to unknown checks, and reports them, unless a suite could not be collected:
/// it may have these checks.
Lab drop_unknown_check_ids(Lab lab, const CollectedLab& collected, Diagnostics& diagnostics) {
    std::vector<std::string> ids;
    for (const auto& entry : collected.suites) {
        for (const auto& check : entry.checks) {
            ids.push_back(shown_id(check.id));
        }
    }
    std::erase_if(lab.points, [&](const auto& entry) {
        const auto& id = entry.first;
        if (std::find(ids.begin(), ids.end(), shown_id(id)) != ids.end()) {
            return false;
        }
        if (collected.complete) {
            const auto near = nearest(id, ids);
            diagnostics.error(
                lab.folder / "lab.yaml",
                line_in_lab_file(lab, id),
                fmt::format(
                    "points for {}, which is not a check of this lab{}",
                    id,
                    near.empty() ? "" : "; did you mean " + near + "?"));
        }
        return true;
    });
    return lab;
}

void validate_check(const Lab& lab, const Suite& suite, const Check& check, Diagnostics& diagnostics) {
    const auto file = lab.suites / check.file;
    for (const int line : check.silent_asserts) {
        diagnostics.warning(file, line, "an assert without a message: students would see Python code instead");
    }
    if (check.skipped && check.skipped->rfind("got empty parameter set", 0) == 0) {
        diagnostics.warning(
            file, check.line, "parametrize has no values, so this check is never run and is worth nothing");
    }
    if (check.visibility == Visibility::hidden && suite.mode == Mode::guest) {
        diagnostics.error(
            file,
            check.line,
            fmt::format(
                "{} is hidden and runs in the machine, where the student could read it; \"mode: {{{}: host}}\" in "
                "lab.yaml runs it on the host",
                shown_id(check.id),
                suite.machine));
    }
}

/// Reports numbers that several checks have. The values of a parametrised check are one check here.
void validate_numbers(const CollectedLab& collected, Diagnostics& diagnostics) {
    std::map<std::string, std::pair<fs::path, int>> first;
    for (const auto& entry : collected.suites) {
        for (const auto& check : entry.checks) {
            const std::pair place(entry.suite.root / check.file, check.line);
            const auto known = check.number.empty() ? first.end() : first.try_emplace(check.number, place).first;
            if (known != first.end() && known->second != place) {
                diagnostics.warning(
                    place.first,
                    place.second,
                    fmt::format(
                        "the number {} is also that of the check in {}:{}: people cannot tell them apart",
                        check.number,
                        known->second.first.lexically_relative(entry.suite.root).string(),
                        known->second.second));
            }
        }
    }
}

/// Reports files with tests that are no suites because of their names. Returns whether there is one.
bool report_misnamed_suites(const Lab& lab, Diagnostics& diagnostics) {
    static const Pattern test(R"((^|\n)(async )?def test_)");
    bool found = false;
    for (const auto& file : lab.suites.empty() ? std::vector<fs::path>() : files_below(lab.suites)) {
        const auto name = file.begin()->stem().string();
        if (file.extension() != ".py" || is_machine_name(name) || name == across_machines ||
            !test.search(read_file(lab.suites / file))) {
            continue;
        }
        found = true;
        diagnostics.error(
            lab.suites / file,
            0,
            fmt::format(
                "its tests belong to no machine: a suite is checks/MACHINE.py or checks/MACHINE/test_*.py, and \"{}\" "
                "cannot be the name of a machine ({})",
                sanitize_line(name, 60),
                machine_name_rule));
    }
    return found;
}

/// Adds what a review of a suite found.
void add_findings(const Suite& suite, const std::vector<Finding>& findings, Diagnostics& diagnostics) {
    for (const auto& finding : findings) {
        const auto file = suite.root / sanitize_line(finding.file);
        if (finding.is_error) {
            diagnostics.error(file, finding.line, finding.message);
        } else {
            diagnostics.warning(file, finding.line, finding.message);
        }
    }
}

/// Adds why a suite cannot be collected, and what can be said of it all the same.
void add_uncollected(const Suite& suite, const Error& error, std::vector<Finding> findings, Diagnostics& diagnostics) {
    diagnostics.mistakes(error.what(), suite.root, suite.root / suite.entry, error.hint);
    std::erase_if(findings, [&](const Finding& finding) {
        return diagnostics.has_error_at(suite.root / sanitize_line(finding.file), finding.line);
    });
    add_findings(suite, findings, diagnostics);
}

} // namespace

CollectedLab validate_suites(const Context& context, const Lab& lab, Diagnostics& diagnostics) {
    std::vector<Suite> suites;
    try {
        suites = suites_of(lab);
    } catch (const Error& error) {
        // A link out of the folder was reported already.
        if (!diagnostics.any_below(lab.suites)) {
            diagnostics.error(lab.suites, 0, error.what());
        }
        return {};
    }
    const auto collector = collector_for(context.config);
    CollectedLab collected;
    collected.suites.resize(suites.size());
    collected.complete = true;
    std::vector<std::function<void(const Post&)>> tasks;
    for (std::size_t i = 0; i < suites.size(); ++i) {
        tasks.emplace_back([&, i](const Post& post) {
            try {
                collected.suites[i] = {suites[i], collect(suites[i], collector)};
                const auto findings = review(suites[i], collected.suites[i].checks, collector);
                post([&, i, findings] { add_findings(suites[i], findings, diagnostics); });
            } catch (const Error& error) {
                std::vector<Finding> findings;
                try {
                    findings = review_uncollected(suites[i], collector);
                } catch (const Error&) {
                    // Python cannot be run, which `error` says.
                }
                post([&, i, error, findings] {
                    collected.complete = false;
                    add_uncollected(suites[i], error, findings, diagnostics);
                });
            }
        });
    }
    run_parallel(tasks);
    std::erase_if(collected.suites, [](const CollectedSuite& entry) { return entry.checks.empty(); });
    try {
        apply_points(collected.suites, drop_unknown_check_ids(lab, collected, diagnostics));
    } catch (const Error& error) {
        if (collected.complete) {
            diagnostics.mistakes(error.what(), lab.folder, lab.folder / "lab.yaml");
        }
        collected.complete = false;
    }
    return collected;
}

void validate_checks(
    const Lab& lab, const CollectedLab& collected, const MachineNames& machines, Diagnostics& diagnostics) {
    double points = 0;
    for (const auto& entry : collected.suites) {
        const auto& suite = entry.suite;
        if (machines && !suite.is_across() && machines->count(suite.machine) == 0) {
            diagnostics.error(suite.root / suite.entry, 0, no_machine(suite.machine, *machines));
        }
        for (const auto& check : entry.checks) {
            points += check.points;
            validate_check(lab, suite, check, diagnostics);
        }
    }
    validate_numbers(collected, diagnostics);
    if (collected.complete && collected.suites.empty() && !report_misnamed_suites(lab, diagnostics)) {
        diagnostics.error(
            lab.folder, 0, "the lab has no checks; a suite is checks/MACHINE.py or checks/MACHINE/test_*.py");
    } else if (collected.complete && !collected.suites.empty() && points <= 0) {
        diagnostics.error(lab.suites, 0, "all checks together have 0 points: a score is not possible");
    }
    for (const auto& [machine, mode] : lab.modes) {
        if (machines && machines->count(machine) == 0) {
            diagnostics.error(
                lab.folder / "lab.yaml",
                line_in_lab_file(lab, machine + ":"),
                "mode of " + machine + ": " + no_machine(machine, *machines));
        }
    }
}

} // namespace crocum
