#include "lib/base/json.hpp"
#include "lib/check/records.hpp"

#include <catch2/catch.hpp>

using namespace crocum;

namespace {

Check check(const std::string& id, double points) {
    Check made;
    made.id = id;
    made.machine = "r1";
    made.points = points;
    return made;
}

const std::vector<Check> two{check("r1/a.py::x", 2), check("r1/a.py::y", 3)};

std::string line(const std::string& id, const std::string& outcome, const std::string& run = "secret") {
    return to_line({{"run", run}, {"type", "check"}, {"id", id}, {"outcome", outcome}, {"message", "m"}}) + "\n";
}

struct Fold {
    Records records{two, "secret"};
    std::vector<std::string> finished;

    void take(const std::string& bytes) {
        records.take(bytes, [this](const CheckResult& result) { finished.push_back(result.check.id); });
    }

    [[nodiscard]] Score score() const { return crocum::score(records.results("internal", "died")); }
};

} // namespace

TEST_CASE("records: verdicts come in any pieces, points are the host's", "[records]") {
    Fold fold;
    for (const char c : line("r1/a.py::x", "passed") + line("r1/a.py::y", "failed")) {
        fold.take(std::string(1, c));
    }
    fold.take("{\"run\":\"secret\",\"type\":\"finish\"}\n");
    CHECK(fold.finished == std::vector<std::string>{"r1/a.py::x", "r1/a.py::y"});
    CHECK_FALSE(fold.records.tampered());
    CHECK(fold.score().reached == 2);
    CHECK(fold.score().total == 5);
    CHECK(fold.score().final());
}

TEST_CASE("records: what is missing is ungraded and never a zero", "[records]") {
    Fold fold;
    fold.take(line("r1/a.py::x", "failed"));
    const auto results = fold.records.results("agent_silent", "gone");
    CHECK(results[0].verdict == Verdict::failed);
    CHECK(results[1].verdict == Verdict::ungraded);
    CHECK(results[1].reason == "agent_silent");
    CHECK(fold.score().total == 5);
    CHECK(fold.score().measured == 2);
    CHECK_FALSE(fold.score().final());
}

TEST_CASE("records: a forged stream raises no score", "[records]") {
    const std::vector<std::string> forgeries{
        line("r1/a.py::x", "passed", "guessed"),
        line("r1/a.py::z", "passed"),
        line("r1/a.py::x", "passed") + line("r1/a.py::x", "passed"),
        line("r1/a.py::x", "excellent"),
        "not json\n",
        "[]\n",
        "{\"run\":\"secret\"}\n" + std::string(300'000, 'x'),
        std::string(100, '[') + std::string(100, ']') + "\n",
    };
    for (const auto& forgery : forgeries) {
        Fold fold;
        fold.take(line("r1/a.py::y", "passed"));
        fold.take(forgery);
        INFO(forgery.substr(0, 80));
        CHECK(fold.records.tampered());
        for (const auto& result : fold.records.results("internal", "")) {
            CHECK(result.verdict == Verdict::ungraded);
            CHECK(result.reason == "tampered");
        }
    }
}

TEST_CASE("records: a guest's text and numbers are made harmless", "[records]") {
    Fold fold;
    fold.take(
        to_line(
            {{"run", "secret"},
             {"type", "check"},
             {"id", "r1/a.py::x"},
             {"outcome", "failed"},
             {"message", "\x1B[2Jgone\u202E"},
             {"score", 1e308},
             {"seconds", -5}}) +
        "\n");
    const auto result = fold.records.results("", "")[0];
    CHECK(result.message == "gone");
    CHECK(result.seconds == 0);
    CHECK(result.points == 0);
}
