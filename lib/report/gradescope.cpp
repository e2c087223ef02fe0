#include "lib/base/text.hpp"
#include "lib/report/formats.hpp"

#include <fmt/format.h>

namespace crocum {

namespace {

Json test_of(const CheckResult& result) {
    const auto& check = result.check;
    Json test{
        {"name", check.title},
        {"score", result.points()},
        {"max_score", check.points},
        {"status", result.verdict == Verdict::passed ? "passed" : "failed"},
        {"output", result.student_message()},
        {"output_format", "text"},
        {"visibility", to_string(check.visibility)},
        {"extra_data", {{"id", check.id}, {"verdict", to_string(result.verdict)}, {"reason", result.reason}}}};
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
    if (!row.graded()) {
        // Students read this text: the reasons are for the teacher, and could contain the text of a hidden check.
        document["output"] = row.card ? "This could not be graded, which is not a zero." : "There is no attempt yet.";
        return document;
    }
    const auto& score = row.card->score;
    // Replaces the sum of the tests, because it can include a penalty or a decision.
    document["score"] = score.awarded();
    document["output"] =
        score.decided  ? "Decided by your teacher."
        : score.late() ? fmt::format("Late: {} points less {} %", number(score.reached()), number(score.penalty()))
                       : "";
    auto& tests = document["tests"] = Json::array();
    for (const auto& result : row.results) {
        tests.push_back(test_of(result));
    }
    return document;
}

} // namespace crocum
