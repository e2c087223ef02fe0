#include "lib/base/digest.hpp"
#include "lib/base/json.hpp"
#include "lib/base/text.hpp"
#include "lib/check/records.hpp"

#include <catch2/catch.hpp>

#include <functional>

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

/// Signs lines the way crocum_runtime/records.py does.
class Writer {
public:
    explicit Writer(std::string key = "secret") : key_(std::move(key)) {}

    std::string line(const Json& record) {
        const auto body = to_line(record);
        mac_ = hmac_sha256(key_, mac_ + body);
        return mac_ + " " + body + "\n";
    }

    std::string start() { return line({{"type", "start"}}); }

    std::string check(const std::string& id, const std::string& outcome, const Json& more = Json::object()) {
        Json record{
            {"type", "check"},
            {"id", id},
            {"outcome", outcome},
            {"reason", outcome == "ungraded" ? "timeout" : ""},
            {"share", outcome == "passed" ? 1.0 : 0.0},
            {"message", "m"}};
        record.update(more);
        return line(record);
    }

    std::string finish(int status) { return line({{"type", "finish"}, {"status", status}}); }

private:
    std::string key_;
    std::string mac_;
};

const std::string x = "r1/a.py::x";
const std::string y = "r1/a.py::y";

struct Fold {
    Records records{two, "secret"};
    std::vector<std::string> finished;
    std::vector<std::string> waits;

    void take(const std::string& bytes) {
        records.take(
            bytes,
            {.finished = [this](const CheckResult& result) { finished.push_back(result.check.id); },
             .waits =
                 [this](const Check& check, double seconds) {
                     waits.push_back(check.id + " " + std::to_string(static_cast<int>(seconds)));
                 }});
    }

    [[nodiscard]] Score score() const { return crocum::score(records.results("internal", "died")); }
};

} // namespace

TEST_CASE("records: a check that is tried again says so once", "[records]") {
    Fold fold;
    Writer run;
    const auto waits = [&](const std::string& id, const Json& seconds) {
        return run.line({{"type", "waits"}, {"id", id}, {"seconds", seconds}});
    };
    fold.take(join({run.start(), waits(x, 40), waits(x, 41), waits("r1/a.py::unknown", 3)}, ""));
    CHECK(fold.waits == std::vector<std::string>{x + " 40"});
    fold.take(join({run.check(x, "passed"), run.check(y, "passed"), run.finish(0)}, ""));
    CHECK(fold.score().reached == 5);
    CHECK_FALSE(fold.records.tampered());
    for (const Json& wrong : {Json("soon"), Json(-1), Json(1e300)}) {
        Fold other;
        Writer another;
        other.take(join({another.start(), another.line({{"type", "waits"}, {"id", x}, {"seconds", wrong}})}, ""));
        CHECK(other.records.tampered());
    }
}

TEST_CASE("records: verdicts come in any pieces, points are the host's", "[records]") {
    Fold fold;
    Writer run;
    for (const char c : join({run.start(), run.check(x, "passed"), run.check(y, "failed"), run.finish(1)}, "")) {
        fold.take(std::string(1, c));
    }
    fold.records.ended(1, 0);
    CHECK(fold.finished == std::vector<std::string>{x, y});
    CHECK_FALSE(fold.records.tampered());
    CHECK(fold.score().reached == 2);
    CHECK(fold.score().total == 5);
    CHECK(fold.score().final());
}

TEST_CASE("records: a missing result is ungraded and never a zero", "[records]") {
    Fold fold;
    Writer run;
    fold.take(join({run.start(), run.check(x, "failed")}, ""));
    fold.records.ended(0, 9);
    const auto results = fold.records.results("agent_silent", "gone");
    CHECK(results[0].verdict == Verdict::failed);
    CHECK(results[1].verdict == Verdict::ungraded);
    CHECK(results[1].reason == "agent_silent");
    CHECK(fold.score().total == 5);
    CHECK(fold.score().measured == 2);
    CHECK_FALSE(fold.score().final());
}

TEST_CASE("records: a share of the points is partial credit, and no pass", "[records]") {
    Fold fold;
    Writer run;
    fold.take(
        join({run.start(), run.check(x, "passed", {{"share", 0.5}}), run.check(y, "failed", {{"share", 0.25}})}, ""));
    const auto results = fold.records.results("", "");
    CHECK(results[0].verdict == Verdict::failed);
    CHECK(results[0].points() == 1);
    CHECK(results[1].points() == 0.75);
}

TEST_CASE("records: a run says how a check was not measured", "[records]") {
    Fold fold;
    Writer run;
    fold.take(join({run.start(), run.check(x, "ungraded"), run.check(y, "failed", {{"reason", "timeout"}})}, ""));
    const auto results = fold.records.results("", "");
    CHECK(results[0].verdict == Verdict::ungraded);
    CHECK(results[0].reason == "timeout");
    CHECK(results[1].verdict == Verdict::failed);
    CHECK(results[1].reason == "timeout");
}

TEST_CASE("records: a stream that this run did not write raises no score", "[records]") {
    // Each case: lines of one run, and what came of them on their way. The first line is always the run's own.
    using Forge = std::function<std::string(Writer&)>;
    const std::map<std::string, Forge> forgeries{
        {"another key", [](Writer&) { return Writer("guessed").check(x, "passed"); }},
        {"no MAC",
         [](Writer&) {
             return to_line({{"type", "check"}, {"id", x}, {"outcome", "passed"}}) + "\n";
         }},
        {"a verdict changed",
         [](Writer& run) {
             auto line = run.check(x, "failed");
             return line.replace(line.find("failed"), 6, "passed");
         }},
        {"a line left out",
         [](Writer& run) { return static_cast<void>(run.check(x, "failed")), run.check(y, "passed"); }},
        {"a line repeated",
         [](Writer& run) {
             const auto line = run.check(x, "passed");
             return line + line;
         }},
        {"two records of one check",
         [](Writer& run) {
             return join({run.check(x, "passed"), run.check(x, "passed")}, "");
         }},
        {"a second start", [](Writer& run) { return run.start(); }},
        {"a record after the last",
         [](Writer& run) {
             return join({run.finish(0), run.check(x, "passed")}, "");
         }},
        {"an unknown verdict", [](Writer& run) { return run.check(x, "excellent"); }},
        {"an ungraded pass",
         [](Writer& run) {
             return run.check(x, "passed", {{"reason", "timeout"}});
         }},
        {"a reason that is none",
         [](Writer& run) {
             return run.check(x, "ungraded", {{"reason", "<b>"}});
         }},
        {"more than all",
         [](Writer& run) {
             return run.check(x, "passed", {{"share", 1.5}});
         }},
        {"less than nothing",
         [](Writer& run) {
             return run.check(x, "passed", {{"share", -1}});
         }},
        {"1e308",
         [](Writer& run) {
             return run.check(x, "passed", {{"share", 1e308}});
         }},
        {"2^63",
         [](Writer& run) {
             return run.check(x, "passed", {{"share", 9223372036854775808U}});
         }},
        {"a text for a number",
         [](Writer& run) {
             return run.check(x, "passed", {{"share", "1"}});
         }},
        {"no number",
         [](Writer& run) {
             return run.check(x, "passed", {{"share", nullptr}});
         }},
        {"an unknown kind",
         [](Writer& run) {
             return run.line({{"type", "bonus"}});
         }},
        {"a list", [](Writer& run) { return run.line(Json::array()); }},
        {"not JSON", [](Writer&) { return std::string("passed\n"); }},
        {"an endless line", [](Writer&) { return std::string(300'000, 'x'); }},
        {"half a line", [](Writer& run) { return run.check(x, "passed").substr(0, 100); }},
    };
    for (const auto& [name, forge] : forgeries) {
        Fold fold;
        Writer run;
        fold.take(run.start());
        fold.take(forge(run));
        fold.records.ended(0, 0);
        INFO(name);
        CHECK(fold.records.tampered());
        for (const auto& result : fold.records.results("internal", "")) {
            CHECK(result.verdict == Verdict::ungraded);
            CHECK(result.reason == "tampered");
        }
    }
}

TEST_CASE("records: NaN is no JSON, deep nesting is none either", "[records]") {
    for (const std::string body :
         {R"({"type":"check","id":"r1/a.py::x","outcome":"passed","reason":"","share":NaN})",
          R"({"type":"check","id":"r1/a.py::x","outcome":"passed","reason":"","share":1e999})",
          R"([[[[[[[[[[[[[[[[[[[[]]]]]]]]]]]]]]]]]]]])"}) {
        Fold fold;
        Writer run;
        const auto start = run.start();
        fold.take(start);
        fold.take(hmac_sha256("secret", start.substr(0, 64) + body) + " " + body + "\n");
        INFO(body);
        CHECK(fold.records.tampering() == "a record that is not JSON");
    }
}

TEST_CASE("records: the process has to end as its last record says", "[records]") {
    const std::vector<std::pair<int, int>> ends{{0, 0}, {1, 9}, {2, 0}};
    for (const auto& [status, signal] : ends) {
        Fold fold;
        Writer run;
        fold.take(join({run.start(), run.check(x, "passed"), run.check(y, "failed"), run.finish(1)}, ""));
        fold.records.ended(status, signal);
        CHECK(fold.records.tampered());
    }
}

TEST_CASE("records: checks that the host does not have raise no score, and are no tampering", "[records]") {
    Fold fold;
    Writer run;
    fold.take(run.start());
    for (const char name : {'a', 'b', 'c', 'd', 'e'}) {
        fold.take(run.check(std::string("r1/a.py::z[") + name + "]", "passed", {{"share", name == 'c' ? 1.5 : 1.0}}));
    }
    fold.take(join({run.check(x, "passed"), run.finish(0)}, ""));
    fold.records.ended(0, 0);
    CHECK_FALSE(fold.records.tampered());
    const auto results = fold.records.results("internal", "died");
    REQUIRE(results.size() == 2);
    CHECK(results[0].verdict == Verdict::passed);
    CHECK(results[1].verdict == Verdict::ungraded);
    CHECK(results[1].reason == "internal");
    CHECK(
        results[1].message ==
        "the ids of the checks differ: this host collected this one, and the run had r1/a.py::z[a], r1/a.py::z[b], "
        "r1/a.py::z[c] and 2 more instead. Ids, and so the parameters of checks, must not depend on chance, on the "
        "time "
        "or on the machine; \"crocum lab validate\" finds what differs");
    CHECK(fold.score().reached == 2);
    CHECK(fold.score().total == 5);
    CHECK_FALSE(fold.score().final());
}

TEST_CASE(
    "records: a run that is complete without a check did not have it; an interrupted one may have had", "[records]") {
    for (const int status : {0, 1, 5}) {
        Fold fold;
        Writer run;
        fold.take(join({run.start(), run.check(x, "passed"), run.finish(status)}, ""));
        fold.records.ended(status, 0);
        const auto result = fold.records.results("timeout", "the time was up")[1];
        CHECK(result.reason == "internal");
        CHECK(result.message.find("and the run did not have it") != std::string::npos);
    }
    for (const int status : {2, 3, 4}) {
        Fold fold;
        Writer run;
        fold.take(join({run.start(), run.check("r1/a.py::z", "passed"), run.finish(status)}, ""));
        fold.records.ended(status, 0);
        CHECK(fold.records.results("timeout", "the time was up")[1].message == "the time was up");
    }
}

TEST_CASE("records: a check that the suite skips on the host only cannot pass", "[records]") {
    auto checks = two;
    checks[0].skipped = "not today";
    for (const std::string outcome : {"passed", "failed", "ungraded"}) {
        Records records(checks, "secret");
        Writer run;
        records.take(
            join({run.start(), run.check(x, outcome), run.check(y, "passed")}, ""),
            {.finished = [](const CheckResult&) {}});
        CHECK_FALSE(records.tampered());
        const auto results = records.results("internal", "");
        CHECK(results[0].verdict == Verdict::ungraded);
        CHECK(results[0].reason == "internal");
        CHECK(results[0].share == 0);
        CHECK(results[0].message.find("the suite skips this check on the host") == 0);
        CHECK(results[1].verdict == Verdict::passed);
    }
}

TEST_CASE("records: a guest's text and numbers are made harmless", "[records]") {
    Fold fold;
    Writer run;
    fold.take(join(
        {run.start(), run.check(x, "failed", {{"message", "\x1B[2Jgone\u202E"}, {"score", 1e308}, {"seconds", -5}})},
        ""));
    const auto result = fold.records.results("", "")[0];
    CHECK(result.message == "gone");
    CHECK(result.seconds == 0);
    CHECK(result.points() == 0);
}
