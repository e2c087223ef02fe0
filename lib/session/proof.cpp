#include "lib/session/proof.hpp"

#include "lib/base/text.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

namespace crocum {

namespace {

constexpr double rounding = 1e-6; ///< of a point, as in score()

/// What all gradings of a state say of one check.
std::vector<const CheckResult*> results_of(const GradedState& state, const std::string& check) {
    std::vector<const CheckResult*> results;
    for (const auto& grading : state.gradings) {
        for (const auto& result : grading) {
            if (result.check.id == check) {
                results.push_back(&result);
            }
        }
    }
    return results;
}

std::string outcome(const CheckResult& result) {
    const bool part = result.verdict != Verdict::ungraded && result.share > 0 && result.share < 1;
    return part ? fmt::format("{} of {}", number(result.points()), number(result.check.points))
                : to_string(result.verdict);
}

bool measured(const std::vector<const CheckResult*>& results) {
    return !results.empty() && std::none_of(results.begin(), results.end(), [](const CheckResult* result) {
        return result->verdict == Verdict::ungraded;
    });
}

bool flickers(const std::vector<const CheckResult*>& results) {
    return std::any_of(results.begin(), results.end(), [&](const CheckResult* result) {
        return result->verdict != results[0]->verdict || std::abs(result->share - results[0]->share) > rounding;
    });
}

bool passes(const CheckResult& result) {
    return result.verdict == Verdict::passed && result.share > 1 - rounding;
}

std::string said(const CheckResult& result) {
    return result.message.empty() ? "" : ": " + sanitize_line(result.message, 200);
}

std::string called(const GradedState& state, const Proof& proof) {
    const bool partial = &state != &proof.untouched && &state != &proof.solved;
    return partial ? "lab with partial solution " + state.name : state.name + " lab";
}

/// What is wrong with one check, by its results before and after.
void judge(
    const Check& check,
    const std::vector<const CheckResult*>& before,
    const std::vector<const CheckResult*>& after,
    std::vector<Fault>& faults) {
    const bool known_before = measured(before) && !flickers(before);
    const bool known_after = measured(after) && !flickers(after);
    if (known_after && !passes(*after[0])) {
        faults.push_back(
            {check.id, fmt::format("does not pass with the solution ({}){}", outcome(*after[0]), said(*after[0]))});
    }
    if (known_before && check.baseline && !passes(*before[0])) {
        faults.push_back(
            {check.id,
             fmt::format(
                 "is marked baseline and does not pass in the untouched lab ({}){}",
                 outcome(*before[0]),
                 said(*before[0]))});
    }
    if (known_before && known_after && !check.baseline && passes(*before[0]) && passes(*after[0])) {
        faults.push_back(
            {check.id,
             "passes before anybody has worked as well: it proves nothing; where that is meant, mark it "
             "@pytest.mark.baseline"});
    }
}

std::vector<const GradedState*> states_of(const Proof& proof) {
    std::vector<const GradedState*> states{&proof.untouched, &proof.solved};
    for (const auto& partial : proof.partials) {
        states.push_back(&partial);
    }
    return states;
}

/// Every check that any of the states has, in the order of the first that has it.
std::vector<Check> checks_of(const Proof& proof) {
    std::vector<Check> checks;
    for (const auto* state : states_of(proof)) {
        for (const auto& grading : state->gradings) {
            for (const auto& result : grading) {
                const auto& id = result.check.id;
                if (std::none_of(checks.begin(), checks.end(), [&](const Check& one) { return one.id == id; })) {
                    checks.push_back(result.check);
                }
            }
        }
    }
    return checks;
}

} // namespace

std::vector<Fault> faults_of(const Proof& proof) {
    std::vector<Fault> faults;
    for (const auto& check : checks_of(proof)) {
        if (!check.skipped) {
            judge(check, results_of(proof.untouched, check.id), results_of(proof.solved, check.id), faults);
        }
        for (const auto* state : states_of(proof)) {
            const auto results = results_of(*state, check.id);
            if (measured(results) && flickers(results)) {
                faults.push_back(
                    {check.id,
                     fmt::format(
                         "flickers: {} in {} gradings of the {}",
                         outcome_in(*state, check.id),
                         results.size(),
                         called(*state, proof))});
            }
        }
    }
    for (const auto& partial : proof.partials) {
        for (const auto& grading : partial.gradings) {
            const auto sum = score(grading);
            if (sum.final() && partial.expected && std::abs(sum.reached - *partial.expected) > rounding) {
                faults.push_back(
                    {"partial-" + partial.name,
                     fmt::format(
                         "reaches {}, and lab.yaml says {}", plural_points(sum.reached), number(*partial.expected))});
                break;
            }
        }
    }
    return faults;
}

std::vector<Fault> ungraded_in(const Proof& proof) {
    std::vector<Fault> faults;
    for (const auto* state : states_of(proof)) {
        for (const auto& grading : state->gradings) {
            for (const auto& result : grading) {
                if (result.verdict == Verdict::ungraded) {
                    faults.push_back(
                        {result.check.id,
                         fmt::format(
                             "was not measured in the {}: {}{}", called(*state, proof), result.reason, said(result))});
                }
            }
        }
    }
    return faults;
}

std::string outcome_in(const GradedState& state, const std::string& check) {
    const auto results = results_of(state, check);
    if (results.empty()) {
        return "-";
    }
    const bool same = std::all_of(
        results.begin(), results.end(), [&](const auto* one) { return outcome(*one) == outcome(*results[0]); });
    std::vector<std::string> outcomes;
    for (const auto* result : results) {
        outcomes.push_back(outcome(*result));
    }
    return same ? outcomes[0] : join(outcomes, "/");
}

std::string score_in(const GradedState& state) {
    if (state.gradings.empty()) {
        return "-";
    }
    const auto sum = score(state.gradings.back());
    return fmt::format("{}/{}", sum.final() ? number(sum.reached) : "?", number(sum.total));
}

std::vector<std::vector<std::string>> rows_of(const Proof& proof) {
    std::vector<std::vector<std::string>> rows{{"CHECK", "UNTOUCHED", "SOLVED", "TIME"}};
    for (const auto& partial : proof.partials) {
        rows[0].push_back("PARTIAL " + partial.name);
    }
    for (const auto& check : checks_of(proof)) {
        const auto solved = results_of(proof.solved, check.id);
        rows.push_back(
            {sanitize_line(check.id),
             outcome_in(proof.untouched, check.id),
             outcome_in(proof.solved, check.id),
             solved.empty() ? "-" : fmt::format("{:.2f} s", solved.back()->seconds)});
        for (const auto& partial : proof.partials) {
            rows.back().push_back(outcome_in(partial, check.id));
        }
    }
    rows.push_back({"points", score_in(proof.untouched), score_in(proof.solved), ""});
    for (const auto& partial : proof.partials) {
        rows.back().push_back(score_in(partial));
    }
    return rows;
}

} // namespace crocum
