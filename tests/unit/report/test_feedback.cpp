#include "lib/report/feedback.hpp"
#include "lib/report/formats.hpp"

#include <catch2/catch.hpp>

using namespace crocum;
using Catch::Contains;

namespace {

CheckResult failed(const std::string& message, double share = 0) {
    CheckResult result;
    result.check.id = "r1/r1.py::test_route";
    result.check.machine = "r1";
    result.check.title = "The route is set";
    result.check.points = 2;
    result.verdict = Verdict::failed;
    result.share = share;
    result.message = message;
    return result;
}

GradebookRow row_of(const std::vector<CheckResult>& results) {
    GradebookRow row;
    row.student.id = row.student.external = "ann";
    row.card.emplace();
    row.card->score.sum = score(results);
    row.card->checks = results.size();
    row.results = results;
    return row;
}

std::string names_in_nbgrader(const std::string& name, std::vector<std::pair<std::string, std::string>> columns) {
    Gradebook book;
    auto& row = book.rows.emplace_back();
    row.student = {"ivan", "ivan", name, "", "", std::move(columns)};
    const auto text = to_nbgrader(book);
    const auto begin = text.find(",ivan,") + 6;
    return text.substr(begin, text.find(",,", begin) - begin);
}

} // namespace

TEST_CASE("feedback: what is left to do, as HTML, without hidden checks and never empty", "[feedback]") {
    CHECK(html_feedback(row_of({failed("a <b>\nc & d", 0.5)})) == "r1: a &lt;b&gt; c &amp; d (1 point)");
    CHECK(html_feedback(row_of({failed("")})) == "r1: The route is set (2 points)");
    auto hidden = failed("secret");
    hidden.check.visibility = Visibility::after_published;
    CHECK(html_feedback(row_of({hidden})) == "Nothing is left to do in the checks that you can see.");
    auto passed = failed("", 1);
    passed.verdict = Verdict::passed;
    CHECK(html_feedback(row_of({passed})) == "Nothing is left to do.");
    auto decided = row_of({failed("x", 1)});
    decided.card->score.decided = true;
    CHECK(html_feedback(decided) == "Decided by your teacher.");
    CheckResult ungraded;
    ungraded.message = "agent_silent on /run/secret.sock";
    CHECK(html_feedback(row_of({failed("x"), ungraded})) == "This could not be graded, which is not a zero.");
    const auto much = html_feedback(row_of(std::vector(1000, failed(std::string(250, '<')))));
    CHECK(much.size() < 11'000);
    CHECK_THAT(much, Contains("further checks"));
    CHECK_THAT(much, !Contains("&l<") && Contains("points)<br>and "));
}

TEST_CASE(
    "gradescope: a check that is ungraded beside a decided score is no failure and tells no reason", "[feedback]") {
    CheckResult ungraded;
    ungraded.reason = reason::internal;
    ungraded.message = "cannot read /run/secret.sock";
    ungraded.check.points = 3;
    auto row = row_of({failed("x", 0.5), ungraded});
    auto& decision = row.card->score.whole.emplace();
    decision.points = 4;
    decision.of = 5;
    row.card->score.decided = true;
    const auto results = to_gradescope({}, row);
    CHECK(results["score"] == 4);
    REQUIRE(results["tests"].size() == 2);
    CHECK(results["tests"][0]["status"] == "failed");
    CHECK(results["tests"][0]["score"] == 1);
    const auto& test = results["tests"][1];
    for (const auto* number : {"score", "max_score", "status"}) {
        CHECK_FALSE(test.contains(number));
    }
    CHECK(test["output"] == "This check could not be measured.");
    CHECK(test["extra_data"]["verdict"] == "ungraded");
    CHECK_THAT(to_line(results), !Contains("secret") && !Contains("internal"));
    CHECK_THAT(html_feedback(row), !Contains("secret"));
    CHECK(ungraded.student_message() == "This check could not be measured.");
}

TEST_CASE("feedback: JUnit has a message with its line breaks, as an attribute and as text", "[junit]") {
    Gradebook book;
    book.lab = "net";
    book.rows = {row_of({failed("expected: <up>\nfound: \"down\"")})};
    const auto text = to_junit(book);
    CHECK_THAT(text, Contains("message=\"expected: &lt;up&gt;&#10;found: &quot;down&quot;\">"));
    CHECK_THAT(text, Contains(">expected: &lt;up&gt;\nfound: &quot;down&quot;</failure>"));
}

TEST_CASE("nbgrader: a roster with a column for a name says which part it is", "[gradebook]") {
    const std::string full = "Иванов Иван Петрович";
    CHECK(names_in_nbgrader(full, {{"last_name", "Иванов"}, {"first_name", "Иван"}}) == "Иванов,Иван");
    CHECK(names_in_nbgrader(full, {{"last_name", "Иванов"}}) == "Иванов,Иван Петрович");
    CHECK(names_in_nbgrader(full, {{"first_name", "Иван"}, {"middle_name", "Петрович"}}) == "Иванов,Иван Петрович");
    CHECK(names_in_nbgrader("Ann Mary Smith", {{"first name", "Ann Mary"}}) == "Smith,Ann Mary");
    CHECK(names_in_nbgrader("Smith, Ann", {}) == "Smith,Ann");
    CHECK(names_in_nbgrader("Ann Smith", {}) == "Smith,Ann");
}
