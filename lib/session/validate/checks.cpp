#include "lib/base/error.hpp"
#include "lib/base/parallel.hpp"
#include "lib/base/suggest.hpp"
#include "lib/base/text.hpp"
#include "lib/check/collect.hpp"
#include "lib/check/points.hpp"
#include "lib/lab/lab.hpp"
#include "lib/session/context.hpp"
#include "lib/session/validate/passes.hpp"

namespace crocum {

namespace {

/// Ids to which lab.yaml gives points without there being such a check. Those of suites that could not be collected are
/// nobody's mistake yet.
Lab drop_unknown_check_ids(Lab lab, const CollectedLab& collected, Diagnostics& diagnostics) {
    std::vector<std::string> ids;
    for (const auto& entry : collected.suites) {
        for (const auto& check : entry.checks) {
            ids.push_back(check.id);
        }
    }
    std::erase_if(lab.points, [&](const auto& entry) {
        const auto& id = entry.first;
        if (std::find(ids.begin(), ids.end(), id) != ids.end()) {
            return false;
        }
        if (collected.weighed) {
            const auto near = nearest(id, ids);
            diagnostics.error(
                lab.folder / "lab.yaml",
                line_in_lab_file(lab, id),
                fmt::format(
                    "points for {}, which is no check of this lab{}",
                    id,
                    near.empty() ? "" : "; did you mean " + near + "?"));
        }
        return true;
    });
    return lab;
}

void look_at_check(const Lab& lab, const Suite& suite, const Check& check, Diagnostics& diagnostics) {
    const auto file = lab.suites / check.file;
    for (const int line : check.silent_asserts) {
        diagnostics.warning(file, line, "an assert without a message: students would read Python there");
    }
    if (check.visibility == Visibility::hidden && suite.mode == Mode::guest) {
        diagnostics.error(
            file,
            check.line,
            fmt::format(
                "{} is hidden and runs in the machine, where the student could read it; \"mode: {{{}: host}}\" in "
                "lab.yaml runs it on the host",
                check.id,
                suite.machine));
    }
}

} // namespace

CollectedLab validate_suites(const Context& context, const Lab& lab, Diagnostics& diagnostics) {
    std::vector<Suite> suites;
    try {
        suites = suites_of(lab);
    } catch (const Error& error) {
        // A link out of it has been named.
        if (!diagnostics.any_below(lab.suites)) {
            diagnostics.error(lab.suites, 0, error.what());
        }
        return {};
    }
    const auto collector = collector_for(context.config);
    CollectedLab collected;
    collected.suites.resize(suites.size());
    collected.weighed = true;
    std::vector<std::function<void(const Post&)>> tasks;
    for (std::size_t i = 0; i < suites.size(); ++i) {
        tasks.emplace_back([&, i](const Post& post) {
            try {
                collected.suites[i] = {suites[i], collect(suites[i], collector)};
            } catch (const Error& error) {
                post([&, i, error] {
                    diagnostics.mistakes(error.what(), suites[i].root, suites[i].root / suites[i].entry, error.hint);
                    collected.weighed = false;
                });
            }
        });
    }
    run_parallel(tasks);
    std::erase_if(collected.suites, [](const CollectedSuite& entry) { return entry.checks.empty(); });
    try {
        weigh(collected.suites, drop_unknown_check_ids(lab, collected, diagnostics));
    } catch (const Error& error) {
        if (collected.weighed) {
            diagnostics.mistakes(error.what(), lab.folder, lab.folder / "lab.yaml");
        }
        collected.weighed = false;
    }
    return collected;
}

void validate_checks(
    const Lab& lab, const CollectedLab& collected, const MachineNames& machines, Diagnostics& diagnostics) {
    double points = 0;
    for (const auto& entry : collected.suites) {
        const auto& suite = entry.suite;
        if (machines && suite.machine != "lab" && machines->count(suite.machine) == 0) {
            diagnostics.error(suite.root / suite.entry, 0, no_machine(suite.machine, *machines));
        }
        for (const auto& check : entry.checks) {
            points += check.points;
            look_at_check(lab, suite, check, diagnostics);
        }
    }
    if (collected.weighed && collected.suites.empty()) {
        diagnostics.error(lab.folder, 0, "it has no checks; a suite is checks/MACHINE.py or checks/MACHINE/test_*.py");
    } else if (collected.weighed && points <= 0) {
        diagnostics.error(lab.suites, 0, "all checks together are worth nothing: there could be no score");
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
