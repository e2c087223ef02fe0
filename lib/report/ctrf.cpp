#include "lib/base/text.hpp"
#include "lib/base/version.hpp"
#include "lib/report/formats.hpp"

#include <fmt/format.h>

#include <cmath>

namespace crocum {

namespace {

const char* status_of(const CheckResult& result) {
    return result.verdict == Verdict::ungraded ? "other" : to_string(result.verdict);
}

std::int64_t milliseconds(const std::string& iso) {
    return std::chrono::duration_cast<Milliseconds>(from_iso(iso).time_since_epoch()).count();
}

Json test_of(const Gradebook& book, const GradebookRow& row, const CheckResult& result) {
    const auto& check = result.check;
    Json test{
        {"name", (check.title.empty() ? check.id : check.title) + " (" + row.student.id + ")"},
        {"status", status_of(result)},
        {"rawStatus", to_string(result.verdict)},
        {"duration", std::llround(result.seconds * 1000)},
        {"suite", {book.lab, row.student.id, check.machine}},
        {"extra",
         {{"crocum",
           {{"id", check.id},
            {"student", row.student.id},
            {"score", result.verdict == Verdict::ungraded ? Json() : Json(result.points())},
            {"max_score", check.points},
            {"reason", result.reason}}}}}};
    if (!result.message.empty()) {
        test["message"] = result.message;
    }
    return test;
}

/// Students without an attempt are in the report too.
Json nothing_of(const Gradebook& book, const GradebookRow& row) {
    return {
        {"name", fmt::format("{} ({})", book.lab, row.student.id)},
        {"status", "other"},
        {"rawStatus", row.state()},
        {"duration", 0},
        {"suite", {book.lab, row.student.id}},
        {"message", row.problem()},
        {"extra", {{"crocum", {{"student", row.student.id}, {"score", Json()}}}}}};
}

} // namespace

Json to_ctrf(const Gradebook& book) {
    Json tests = Json::array();
    std::map<std::string, std::size_t> counts;
    std::int64_t start = milliseconds(book.made);
    Json students = Json::array();
    for (const auto& row : book.rows) {
        for (const auto& result : row.results) {
            tests.push_back(test_of(book, row, result));
            ++counts[status_of(result)];
        }
        if (row.results.empty()) {
            tests.push_back(nothing_of(book, row));
            ++counts["other"];
        }
        if (row.card) {
            start = std::min(start, milliseconds(row.card->started));
        }
        students.push_back(
            {{"student", row.student.id},
             {"state", row.state()},
             {"score", row.graded() ? Json(row.card->score.awarded()) : Json()},
             {"max_score", row.card ? Json(row.card->score.sum.total) : Json()},
             {"problems", row.problems}});
    }
    return {
        {"reportFormat", "CTRF"},
        {"specVersion", "0.0.0"},
        {"timestamp", book.made},
        {"generatedBy", "crocum"},
        {"extra",
         {{"crocum",
           {{"lab", book.lab},
            {"class", book.class_name},
            {"attempt_policy", to_string(book.policy)},
            {"students", students}}}}},
        {"results",
         {{"tool", {{"name", "crocum"}, {"version", version()}}},
          {"summary",
           {{"tests", tests.size()},
            {"passed", counts["passed"]},
            {"failed", counts["failed"]},
            {"skipped", counts["skipped"]},
            {"pending", 0},
            {"other", counts["other"]},
            {"start", start},
            {"stop", std::max(start, milliseconds(book.made))}}},
          {"tests", tests}}}};
}

} // namespace crocum
