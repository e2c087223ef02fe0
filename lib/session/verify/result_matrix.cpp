#include "lib/session/verify/result_matrix.hpp"

#include "lib/base/text.hpp"
#include "lib/check/check_id.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace crocum {

std::vector<const GradedState*> states_of(const ResultMatrix& proof) {
    std::vector<const GradedState*> states{&proof.untouched, &proof.solved};
    for (const auto& partial : proof.partials) {
        states.push_back(&partial);
    }
    return states;
}

std::vector<Check> checks_of(const ResultMatrix& proof) {
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

std::vector<std::vector<std::string>> rows_of(const ResultMatrix& proof) {
    std::vector<std::vector<std::string>> rows{{"CHECK", "UNTOUCHED", "SOLVED", "TIME"}};
    for (const auto& partial : proof.partials) {
        rows[0].push_back("PARTIAL " + partial.name);
    }
    for (const auto& check : checks_of(proof)) {
        const auto solved = results_of(proof.solved, check.id);
        rows.push_back(
            {sanitize_line(shown_id(check.id)),
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
