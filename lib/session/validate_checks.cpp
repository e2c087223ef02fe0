#include "lib/base/parallel.hpp"
#include "lib/base/spelling.hpp"
#include "lib/base/text.hpp"
#include "lib/check/points.hpp"
#include "lib/session/validate_parts.hpp"

namespace crocum {

namespace {

/// Ids to which lab.yaml gives points without there being such a check. Those of suites that could not be collected are
/// nobody's mistake yet.
Lab without_strangers(Lab lab, const CollectedLab& collected, Findings& findings) {
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
            findings.error(
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

void look_at_check(const Lab& lab, const Suite& suite, const Check& check, Findings& findings) {
    const auto file = lab.suites / check.file;
    for (const int line : check.silent_asserts) {
        findings.warning(file, line, "an assert without a message: students would read Python there");
    }
    if (check.visibility == Visibility::hidden && suite.mode == Mode::guest) {
        findings.error(
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

CollectedLab look_at_suites(const Session& session, const Lab& lab, Findings& findings) {
    std::vector<Suite> suites;
    try {
        suites = suites_of(lab);
    } catch (const Error& error) {
        // A link out of it has been named.
        if (!findings.any_below(lab.suites)) {
            findings.error(lab.suites, 0, error.what());
        }
        return {};
    }
    const auto collector = collector_for(session.config);
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
                    findings.mistakes(error.what(), suites[i].root, suites[i].root / suites[i].entry, error.hint);
                    collected.weighed = false;
                });
            }
        });
    }
    run_parallel(tasks);
    std::erase_if(collected.suites, [](const CollectedSuite& entry) { return entry.checks.empty(); });
    try {
        weigh(collected.suites, without_strangers(lab, collected, findings));
    } catch (const Error& error) {
        if (collected.weighed) {
            findings.mistakes(error.what(), lab.folder, lab.folder / "lab.yaml");
        }
        collected.weighed = false;
    }
    return collected;
}

void look_at_checks(const Lab& lab, const CollectedLab& collected, const MachineNames& machines, Findings& findings) {
    double points = 0;
    for (const auto& entry : collected.suites) {
        const auto& suite = entry.suite;
        if (machines && suite.machine != "lab" && machines->count(suite.machine) == 0) {
            findings.error(suite.root / suite.entry, 0, no_machine(suite.machine, *machines));
        }
        for (const auto& check : entry.checks) {
            points += check.points;
            look_at_check(lab, suite, check, findings);
        }
    }
    if (collected.weighed && collected.suites.empty()) {
        findings.error(lab.folder, 0, "it has no checks; a suite is checks/MACHINE.py or checks/MACHINE/test_*.py");
    } else if (collected.weighed && points <= 0) {
        findings.error(lab.suites, 0, "all checks together are worth nothing: there could be no score");
    }
    for (const auto& [machine, mode] : lab.modes) {
        if (machines && machines->count(machine) == 0) {
            findings.error(
                lab.folder / "lab.yaml",
                line_in_lab_file(lab, machine + ":"),
                "mode of " + machine + ": " + no_machine(machine, *machines));
        }
    }
}

} // namespace crocum
