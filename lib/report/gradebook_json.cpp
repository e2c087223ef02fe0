#include "lib/base/text.hpp"
#include "lib/report/formats.hpp"

namespace crocum {

namespace {

Json check_json(const CheckResult& result) {
    return {
        {"id", result.check.id},
        {"verdict", to_string(result.verdict)},
        {"reason", result.reason},
        {"message", result.message},
        {"student_message", result.student_message()},
        {"score", result.verdict == Verdict::ungraded ? Json() : Json(result.points())},
        {"max_score", result.check.points}};
}

Json to_json(const GradebookRow& row) {
    const auto& student = row.student;
    Json object{
        {"student", student.id},
        {"id", student.external},
        {"name", student.name},
        {"email", student.email},
        {"group", student.group},
        {"left", student.left},
        {"state", row.state()},
        {"attempts", row.attempts},
        {"problems", row.problems},
        {"score", Json()},
        {"max_score", Json()},
        {"attempt", ""},
        {"started", ""}};
    if (row.card) {
        object.update(crocum::to_json(row.card->score));
        object["attempt"] = row.card->name;
        object["started"] = row.card->started;
    }
    auto& results = object["checks"] = Json::array();
    for (const auto& result : row.results) {
        results.push_back(check_json(result));
    }
    return object;
}

} // namespace

Json to_json(const Gradebook& book) {
    Json checks = Json::array();
    for (const auto& check : book.checks) {
        checks.push_back(
            {{"id", check.id},
             {"machine", check.machine},
             {"number", check.number},
             {"title", check.title},
             {"visibility", to_string(check.visibility)},
             {"max_score", check.points}});
    }
    return {
        {"lab", book.lab},
        {"title", book.title},
        {"class", book.class_name},
        {"attempt_policy", to_string(book.policy)},
        {"made", book.made},
        {"max_score", book.total},
        {"checks", checks},
        {"students", json_list(book.rows, [](const GradebookRow& row) { return to_json(row); })}};
}

} // namespace crocum
