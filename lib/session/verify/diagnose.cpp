#include "lib/session/verify/diagnose.hpp"

#include "lib/base/text.hpp"
#include "lib/check/check.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

namespace crocum {

namespace {

constexpr double rounding = 1e-6; ///< of a point, as in score()

using Results = std::vector<const CheckResult*>;

bool measured(const Results& results) {
    return !results.empty() && std::none_of(results.begin(), results.end(), [](const CheckResult* result) {
        return result->verdict == Verdict::ungraded;
    });
}

bool is_flaky(const Results& results) {
    return std::any_of(results.begin(), results.end(), [&](const CheckResult* result) {
        return result->verdict != results[0]->verdict || std::abs(result->share - results[0]->share) > rounding;
    });
}

bool passes(const CheckResult& result) {
    return result.verdict == Verdict::passed && result.share > 1 - rounding;
}

std::string message_of(const CheckResult& result) {
    return result.message.empty() ? "" : ": " + sanitize_line(result.message, 200);
}

std::string name_of(const GradedState& state, const ResultMatrix& proof) {
    const bool partial = &state != &proof.untouched && &state != &proof.solved;
    return partial ? "lab with partial solution " + state.name : state.name + " lab";
}

/// Adds the faults of one check, by its results before and after the solution.
void judge(const Check& check, const Results& before, const Results& after, std::vector<Fault>& faults) {
    const bool known_before = measured(before) && !is_flaky(before);
    const bool known_after = measured(after) && !is_flaky(after);
    if (known_after && !passes(*after[0])) {
        faults.push_back(
            {check.id,
             fmt::format("does not pass with the solution ({}){}", outcome(*after[0]), message_of(*after[0]))});
    }
    if (known_before && check.baseline && !passes(*before[0])) {
        faults.push_back(
            {check.id,
             fmt::format(
                 "is marked baseline and does not pass in the untouched lab ({}){}",
                 outcome(*before[0]),
                 message_of(*before[0]))});
    }
    if (known_before && known_after && !check.baseline && passes(*before[0]) && passes(*after[0])) {
        faults.push_back(
            {check.id,
             "passes also in the untouched lab, so it proves nothing; if that is intended, mark it "
             "@pytest.mark.baseline"});
    }
}

} // namespace

std::vector<Fault> faults_of(const ResultMatrix& proof) {
    std::vector<Fault> faults;
    for (const auto& check : checks_of(proof)) {
        if (!check.skipped) {
            judge(check, results_of(proof.untouched, check.id), results_of(proof.solved, check.id), faults);
        }
        for (const auto* state : states_of(proof)) {
            const auto results = results_of(*state, check.id);
            if (measured(results) && is_flaky(results)) {
                faults.push_back(
                    {check.id,
                     fmt::format(
                         "is flaky: {} in {} gradings of the {}",
                         outcome_in(*state, check.id),
                         results.size(),
                         name_of(*state, proof))});
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
                         "reaches {}, but lab.yaml expects {}",
                         plural_points(sum.reached),
                         number(*partial.expected))});
                break;
            }
        }
    }
    return faults;
}

std::vector<Fault> ungraded_in(const ResultMatrix& proof) {
    std::vector<Fault> faults;
    for (const auto* state : states_of(proof)) {
        for (const auto& grading : state->gradings) {
            for (const auto& result : grading) {
                if (result.verdict == Verdict::ungraded) {
                    faults.push_back(
                        {result.check.id,
                         fmt::format(
                             "was not measured in the {}: {}{}",
                             name_of(*state, proof),
                             result.reason,
                             message_of(result))});
                }
            }
        }
    }
    return faults;
}

} // namespace crocum
