#include "lib/check/cross_check.hpp"

#include <catch2/catch.hpp>

#include <deque>

using namespace crocum;

namespace {

CheckResult result(const std::string& id, Verdict verdict, const std::string& message = "") {
    CheckResult made;
    made.check.id = id;
    made.verdict = verdict;
    made.share = verdict == Verdict::passed ? 1 : 0;
    made.message = message;
    made.reason = verdict == Verdict::ungraded ? "agent_silent" : "";
    return made;
}

/// Answers the runs of one check, one after the other.
struct Answers {
    std::deque<Verdict> guest;
    std::deque<Verdict> host;

    CheckResult compared() {
        std::vector<CheckResult> results{result("a", guest.front(), "g")};
        guest.pop_front();
        compare(
            results,
            {results[0].check},
            {[&](const std::vector<Check>&) { return next(guest, "g"); },
             [&](const std::vector<Check>&) { return next(host, "h"); }});
        CHECK(guest.empty());
        CHECK(host.empty());
        return results[0];
    }

    static std::vector<CheckResult> next(std::deque<Verdict>& answers, const std::string& message) {
        const auto verdict = answers.front();
        answers.pop_front();
        return {result("a", verdict, message)};
    }
};

constexpr auto passed = Verdict::passed;
constexpr auto failed = Verdict::failed;
constexpr auto none = Verdict::ungraded;

} // namespace

TEST_CASE("compare: the same verdict stays as it is", "[compare]") {
    CHECK(Answers{{passed}, {passed}}.compared().verdict == passed);
}

TEST_CASE("compare: a difference that goes away is none; the shared verdict counts", "[compare]") {
    CHECK(Answers{{passed, passed}, {failed, passed}}.compared().verdict == passed);
    CHECK(Answers{{passed, passed, failed}, {failed, failed, failed}}.compared().verdict == failed);
}

TEST_CASE("compare: a difference that stays is a mismatch, reported as a difference", "[compare]") {
    const auto result = Answers{{passed, passed, passed}, {failed, failed, failed}}.compared();
    CHECK(result.verdict == none);
    CHECK(result.reason == "mismatch");
    CHECK(result.points() == 0);
    CHECK(
        result.message ==
        "in the machine it passed: g; from the host it failed: h; the difference stayed through 2 repeats");
}

TEST_CASE("compare: a check that the host cannot measure is not compared", "[compare]") {
    const auto result = Answers{{passed}, {none}}.compared();
    CHECK(result.verdict == none);
    CHECK(result.reason == "agent_silent");
}

TEST_CASE("compare: a repeat that the machine could not be measured in is no difference", "[compare]") {
    const auto result = Answers{{passed, none}, {failed, failed}}.compared();
    CHECK(result.verdict == none);
    CHECK(result.reason == "agent_silent");
}

TEST_CASE("compare: the sample is of what passed, a third and at least three", "[compare]") {
    std::vector<CheckResult> results;
    CHECK(sample(results).empty());
    for (int i = 0; i < 30; ++i) {
        results.push_back(result(std::to_string(i), i % 2 == 0 ? passed : failed));
    }
    const auto chosen = sample(results);
    CHECK(chosen.size() == 5);
    for (const auto& check : chosen) {
        CHECK(std::stoi(check.id) % 2 == 0);
    }
    results.resize(3);
    CHECK(sample(results).size() == 2);
}
