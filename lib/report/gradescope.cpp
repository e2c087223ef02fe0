#include "lib/report/feedback.hpp"
#include "lib/report/formats.hpp"

namespace crocum {

namespace {

Json test_of(const CheckResult& result) {
    const auto& check = result.check;
    Json test{
        {"name", check.title},
        {"output", result.student_message()},
        {"output_format", "text"},
        {"visibility", to_string(check.visibility)},
        {"extra_data", {{"id", check.id}, {"verdict", to_string(result.verdict)}}}};
    // A decision on the whole score can leave checks ungraded: without points, because 0 points would be a failure.
    if (result.verdict != Verdict::ungraded) {
        test["score"] = result.points();
        test["max_score"] = check.points;
        test["status"] = result.verdict == Verdict::passed ? "passed" : "failed";
        test["extra_data"]["reason"] = result.reason;
    }
    if (!check.number.empty()) {
        test["number"] = check.number;
    }
    return test;
}

} // namespace

Json to_gradescope(const Gradebook& book, const GradebookRow& row) {
    Json document{
        {"output_format", "text"},
        {"extra_data",
         {{"crocum",
           {{"lab", book.lab},
            {"student", row.student.id},
            {"state", row.state()},
            {"attempt", row.card ? row.card->name : ""}}}}}};
    document["output"] = score_remark(row);
    if (!row.graded()) {
        return document;
    }
    // Replaces the sum of the tests, because it can include a penalty or a decision.
    document["score"] = row.card->score.awarded();
    auto& tests = document["tests"] = Json::array();
    for (const auto& result : row.results) {
        tests.push_back(test_of(result));
    }
    return document;
}

} // namespace crocum
