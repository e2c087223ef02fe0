#include "lib/store/grading.hpp"

#include "lib/store/grading_files.hpp"

#include <algorithm>
#include <cmath>

namespace crocum {

namespace {

/// A suite that skips a check everywhere gives it no points and does not run it, so no student failed it.
bool was_not_run(const CheckResult& was, const Check& now) {
    return was.verdict == Verdict::skipped && was.check.points == 0 && now.points > 0;
}

/// The result of a check in the lab's present form. `was`: the measured result, or null.
CheckResult carry_over(const Check& now, const CheckResult* was) {
    CheckResult result;
    const bool measured = was != nullptr && was->verdict != Verdict::ungraded && !was_not_run(*was, now);
    if (measured || (was != nullptr && was->verdict == Verdict::ungraded)) {
        result = *was;
    } else {
        result.reason = reason::not_measured;
        result.message = "this attempt did not measure it: run the checks again";
    }
    result.check = now;
    // A check that the suite skips everywhere needs no measurement.
    if (now.skipped && !measured) {
        result.verdict = Verdict::skipped;
        result.reason.clear();
        result.message = *now.skipped;
    }
    return result;
}

CheckResult decided(CheckResult result, const Decision& decision) {
    result.share = decision.share();
    result.verdict = result.share < 1 ? Verdict::failed : Verdict::passed;
    result.reason = "decided";
    if (result.verdict == Verdict::passed && !result.check.hide_errors.empty()) {
        result.message.clear(); // The measured one could quote what hide_errors hides.
    }
    return result;
}

} // namespace

double EffectiveScore::reached() const {
    return whole ? std::round(whole->share() * sum.total * 1e6) / 1e6 : sum.reached;
}

double EffectiveScore::awarded() const {
    return std::round(reached() * (100 - penalty()) * 1e4) / 1e6;
}

std::optional<double> EffectiveScore::measured_points() const {
    if (!measured.final()) {
        return std::nullopt;
    }
    const double percent = lateness ? lateness->penalty : 0;
    return std::round(measured.reached * (100 - percent) * 1e4) / 1e6;
}

bool EffectiveScore::better_without_decisions() const {
    const auto points = measured_points();
    return decided && settled() && points && *points > awarded(); // Both are rounded.
}

std::vector<Decision> Grading::decisions_in_effect() const {
    return decisions.empty() ? std::vector<Decision>() : decisions_in_effect(results_before_decisions());
}

std::vector<Decision> Grading::decisions_in_effect(const std::vector<CheckResult>& checks) const {
    std::vector<Decision> found;
    for (const auto& decision : decisions) {
        const bool applies = !decision.check || std::any_of(checks.begin(), checks.end(), [&](const auto& result) {
            return result.check.id == *decision.check;
        });
        if (applies && decision_on(decision.check) == &decision) {
            found.push_back(decision);
        }
    }
    return found;
}

const Regrade* Grading::regrade_in_effect() const {
    const auto found =
        std::find_if(regrades.rbegin(), regrades.rend(), [](const Regrade& regrade) { return !regrade.undone; });
    return found == regrades.rend() ? nullptr : &*found;
}

std::optional<Lateness> Grading::lateness_in_effect() const {
    const auto* regrade = regrade_in_effect();
    const auto own = regrade != nullptr && regrade->deadline ? regrade->deadline->lateness : measured.lateness;
    return own ? own : due ? std::optional(lateness(*due, measured.counted)) : std::nullopt;
}

std::vector<CheckResult> Grading::results_before_decisions() const {
    const auto* regrade = regrade_in_effect();
    if (regrade == nullptr) {
        return measured.results;
    }
    std::map<std::string, const CheckResult*> were;
    for (const auto& result : measured.results) {
        were[result.check.id] = &result;
    }
    std::vector<CheckResult> results;
    for (const auto& check : regrade->checks) {
        const auto was = were.find(check.id);
        results.push_back(carry_over(check, was == were.end() ? nullptr : was->second));
    }
    return results;
}

std::vector<CheckResult> Grading::results() const {
    return with_decisions(results_before_decisions());
}

std::vector<CheckResult> Grading::with_decisions(std::vector<CheckResult> results) const {
    for (auto& result : results) {
        if (const auto* decision = decision_on(result.check.id)) {
            result = decided(std::move(result), *decision);
        }
    }
    return results;
}

EffectiveScore Grading::score() const {
    auto before = results_before_decisions();
    EffectiveScore score;
    score.measured = crocum::score(before);
    score.decided = !decisions_in_effect(before).empty();
    score.sum = decisions.empty() ? score.measured : crocum::score(with_decisions(std::move(before)));
    score.partial = measured.partial;
    score.lateness = lateness_in_effect();
    score.regraded = regrade_in_effect() != nullptr;
    if (const auto* whole = decision_on(std::nullopt)) {
        score.whole = *whole;
    }
    return score;
}

Json to_json(const EffectiveScore& score) {
    const auto points = score.partial ? std::nullopt : score.measured_points();
    return {// There is no score (null, never a number) while a check is ungraded.
            {"score", score.final() ? Json(score.awarded()) : Json()},
            {"raw_score", score.final() ? Json(score.reached()) : Json()},
            {"penalty", score.final() ? Json(std::round((score.reached() - score.awarded()) * 1e6) / 1e6) : Json()},
            {"due", score.lateness ? Json(score.lateness->deadline) : Json()},
            {"late_seconds", score.lateness ? Json(std::max(0L, score.lateness->seconds())) : Json()},
            {"max_score", score.sum.total},
            {"reached", score.reached()},
            {"measured", score.sum.measured},
            {"ungraded", score.sum.ungraded},
            {"decided", score.decided},
            {"measured_score", points ? Json(*points) : Json()},
            {"regraded", score.regraded}};
}

Json to_json(const Grading& grading) {
    auto in_effect = grading.measured;
    in_effect.results = grading.results();
    auto document = to_json(in_effect);
    const auto score = grading.score();
    document.update(to_json(score));
    document["lateness"] = score.lateness ? to_json(*score.lateness) : Json();
    for (auto& check : document["checks"]) {
        check["decided"] = grading.decision_on(check.at("id").get<std::string>()) != nullptr;
    }
    for (auto& machine : document["machines"]) {
        machine.erase("key"); // It stays in the file: a person with the key can forge records.
    }
    const auto measured = to_json(grading.measured);
    auto& before = document["as_measured"] = Json::object();
    for (const auto* key : {"score", "max_score", "reached", "measured", "ungraded"}) {
        before[key] = measured.at(key);
    }
    if (!grading.decisions.empty() || !grading.regrades.empty()) {
        before["checks"] = measured.at("checks");
    }
    document["decisions"] = json_list(grading.decisions);
    document["regrades"] = to_json(grading.regrades);
    return document;
}

} // namespace crocum
